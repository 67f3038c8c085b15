/**
 * Tickets put aside so that any till of the branch may take them.
 *
 * The node is told line by line, through the outbox: an outage in the middle is made good. Until
 * the last step is answered the ticket waits here, and nobody can take it twice.
 */

import { computed } from "@preact/signals";
import type { Customer, NodeTicket } from "../api/answers";
import { ask } from "../api/client";
import { RefusedError } from "../api/errors";
import { newId } from "../logic/identifiers";
import type { Ticket } from "../logic/ticket";
import { fromNode, stepsOf } from "../logic/sharing";
import { catalogue } from "./catalogue";
import { complain, tryTo } from "./asking";
import { branchTickets } from "./live";
import type { Pending } from "../storage/outbox";
import { give, whenAnswered } from "./outbox";
import { t } from "./words";
import { held, begin, forget, hold, midSale, ticket } from "./tickets";

/** What waits at the branch for any till. */
export const waitingTickets = computed(() =>
  branchTickets.value.filter((each) => each.state === "held"),
);

/** Put the ticket on the screen aside: at the branch, and here until the branch has all of it. */
export function putAside(label: string): void {
  const own = { ...ticket.value, label };
  hold(label);
  void share(own);
}

async function share(own: Ticket): Promise<void> {
  const id = own.shared ?? newId();
  const now = Date.now();
  const known = own.shared !== undefined;
  const fields = { customer: own.customer, group: own.group };
  const steps: [string, object][] = known
    ? []
    : [["ticket-open", { id, name: own.label, ...fields }]];
  if (known) {
    // It was the branch's before: what is on it there is replaced by what is here.
    const before = await ask<NodeTicket>("ticket-show", { ticket: id }).catch(() => null);
    for (const line of before?.lines ?? []) {
      steps.push(["ticket-remove", { ticket: id, line: line.line, till: line.till }]);
    }
  }
  steps.push(...stepsOf(own, id), ["ticket-hold", { ticket: id, name: own.label }]);
  for (const [place, [verb, body]] of steps.entries()) {
    const step = { id: newId(now + place), ...body };
    const about = verb === "ticket-hold" ? own.id : own.label;
    try {
      await give({ id: step.id, verb, body: step, madeMs: now + place, about });
    } catch (error) {
      // What waits is sent again by itself; a refusal leaves the ticket here, as it was.
      if (!(error instanceof RefusedError)) continue;
      if (!known) await give(closing(id, now + steps.length)).catch(() => undefined);
      return complain(error);
    }
  }
}

/** Tickets of which the branch refused a step: what it holds of them is not all. */
const broken = new Set<unknown>();

whenAnswered((pending, outcome) => {
  const { ticket: about } = pending.body;
  if (pending.verb.startsWith("ticket-") && "refused" in outcome) broken.add(about);
  if (pending.verb !== "ticket-hold" || "refused" in outcome || broken.has(about)) return;
  forget(pending.about);
});

/** Take a ticket of the branch to this screen, whoever put it aside. */
export async function take(found: NodeTicket): Promise<void> {
  if (midSale.value) putAside(ticket.value.label || ticket.value.customerName);
  try {
    const taken = await ask<NodeTicket>("ticket-recall", { id: newId(), ticket: found.id });
    const own = fromNode(taken, (sku) => catalogue.value.byCode(sku), t("Gift card"));
    begin({ ...own, customerName: await nameOf(own.customer) });
  } catch (error) {
    complain(error);
  }
}

/** Whom the branch knows by an id is shown by name. */
async function nameOf(customer: string): Promise<string> {
  if (!customer) return "";
  const found = await ask<Customer>("customer-show", { customer, receipts: 0 }).catch(() => null);
  return found?.customer.name ?? "";
}

export interface PartOfLine {
  line: number;
  till: string;
  quantity_milli: number;
}

/** Divide a ticket of the branch; what is split off waits for any till as the rest does. */
export async function splitOff(
  id: string,
  ticketId: string,
  lines: PartOfLine[],
  name: string,
): Promise<boolean> {
  const split = await tryTo<NodeTicket>("ticket-split", { id, ticket: ticketId, lines });
  if (split === null) return false;
  const madeMs = Date.now();
  const body = { id: newId(madeMs), ticket: split.id, name };
  // A till that does not answer just now is asked again by itself.
  const held = { id: body.id, verb: "ticket-hold", body, madeMs, about: split.id };
  await give(held).catch((error: unknown) => complain(error));
  return true;
}

/** What of a ticket reached the branch before something was refused is given up there. */
function closing(ticketId: string, madeMs: number): Pending {
  const body = { id: newId(madeMs), ticket: ticketId, reason: "" };
  return { id: body.id, verb: "ticket-close", body, madeMs, about: "" };
}

/** How many wait here and at the branch, those on their way counted once. */
export const waitingCount = computed(() => held.value.length + waitingTickets.value.length);
