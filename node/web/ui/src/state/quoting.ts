/** What the ticket comes to, by the node's word; an estimate while that is under way. */

import { computed, effect, signal } from "@preact/signals";
import type { Quote } from "../api/answers";
import { ask } from "../api/client";
import { RefusedError } from "../api/errors";
import { basketOf, estimateMinor, type Ticket } from "../logic/ticket";
import { commit } from "./live";
import { ticket } from "./tickets";

const quoted = signal<{ of: Ticket; quote: Quote } | null>(null);
/** Why the node would not sell this ticket as it is; null when it would. */
export const objection = signal<string | null>(null);

/** The node's quote of the ticket as it is now; null while it has not answered. */
export const quote = computed(() => {
  const own = quoted.value;
  return own !== null && own.of === ticket.value ? own.quote : null;
});

export const totalMinor = computed(() => quote.value?.to_pay_minor ?? estimateMinor(ticket.value));

/** Whether the node has priced this very line; until then it is marked. */
export function isConfirmed(line: Ticket["lines"][number]): boolean {
  return quoted.value?.of.lines.includes(line) ?? false;
}

/** How soon a till that did not answer is asked again. */
const AGAIN_MS = 1_000;

let asking: { of: Ticket; answered: Promise<void> } | null = null;

/**
 * Ask for the ticket as it is, and be back when the node has answered; asked again by itself while
 * it has changed meanwhile. Whoever asks while it is under way waits for the same answer.
 */
export function requote(): Promise<void> {
  const own = ticket.value;
  if (!own.lines.length) return Promise.resolve();
  if (asking?.of !== own) asking = { of: own, answered: askFor(own) };
  return asking.answered;
}

async function askFor(own: Ticket): Promise<void> {
  try {
    const answer = await ask<Quote>("quote", basketOf(own));
    if (ticket.value === own) {
      quoted.value = { of: own, quote: answer };
      objection.value = null;
    }
  } catch (error) {
    if (ticket.value !== own) return;
    if (error instanceof RefusedError) objection.value = error.message;
    else setTimeout(() => void requote(), AGAIN_MS);
  } finally {
    if (asking?.of === own) asking = null;
  }
}

/** Keep the quote up with the ticket; call once. */
export function keepQuoted(): void {
  effect(() => {
    if (!ticket.value.lines.length) {
      quoted.value = null;
      objection.value = null;
      return;
    }
    void requote();
  });
  // Prices may have changed with what the node took in: the open ticket follows them.
  effect(() => {
    if (commit.value) void requote();
  });
}
