/**
 * Tickets put aside so that any till of the branch may take them.
 *
 * The node is told line by line, through the outbox: an outage in the middle is made good. Until
 * the last step is answered the ticket waits here, and nobody can take it twice.
 */

import { computed } from "@preact/signals";
import type { NodeTicket } from "../api/answers";
import { ask } from "../api/client";
import { newId } from "../logic/identifiers";
import { newTicket, withLine, type Ticket } from "../logic/ticket";
import { catalogue } from "./catalogue";
import { complain } from "./asking";
import { branchTickets } from "./live";
import { give, whenAnswered } from "./outbox";
import { held, begin, forget, hold, midSale, ticket } from "./tickets";

/** What waits at the branch for any till. */
export const waitingTickets = computed(() =>
  branchTickets.value.filter((each) => each.state === "held"),
);

/** Whether the branch can be told all of a ticket: money off has no place on a shared one. */
function canBeShared(own: Ticket): boolean {
  return !own.discounts.length && own.lines.every((line) => line.amountMinor === null);
}

/** Put the ticket on the screen aside: at the branch where that says all of it, else here. */
export function putAside(label: string): void {
  const own = { ...ticket.value, label };
  hold(label);
  if (canBeShared(own)) void share(own);
}

async function share(own: Ticket): Promise<void> {
  const id = own.shared ?? newId();
  const now = Date.now();
  const known = own.shared !== undefined;
  const fields = { customer: own.customer, group: own.group };
  const steps: [string, object][] = known
    ? []
    : [["ticket-open", { id, name: own.label, ...fields }]];
  const added = own.lines.map((line): [string, object] => [
    "ticket-add",
    { ticket: id, line: { code: line.code, quantity_milli: line.quantityMilli } },
  ]);
  if (known) {
    // It was the branch's before: what is on it there is replaced by what is here.
    const before = await ask<NodeTicket>("ticket-show", { ticket: id }).catch(() => null);
    for (const line of before?.lines ?? []) {
      steps.push(["ticket-remove", { ticket: id, line: line.line, till: line.till }]);
    }
  }
  steps.push(...added, ["ticket-hold", { ticket: id, name: own.label }]);
  for (const [place, [verb, body]] of steps.entries()) {
    const step = { id: newId(now + place), ...body };
    const about = verb === "ticket-hold" ? own.id : own.label;
    try {
      await give({ id: step.id, verb, body: step, madeMs: now + place, about });
    } catch (error) {
      // What waits is sent again by itself; a refusal leaves the ticket here, as it was.
      if (error instanceof Error && error.name === "RefusedError") return complain(error);
    }
  }
}

whenAnswered((pending, outcome) => {
  if (pending.verb === "ticket-hold" && "answer" in outcome) forget(pending.about);
});

/** Take a ticket of the branch to this screen, whoever put it aside. */
export async function take(found: NodeTicket): Promise<void> {
  if (midSale.value) putAside(ticket.value.label || ticket.value.customerName);
  try {
    const taken = await ask<NodeTicket>("ticket-recall", { id: newId(), ticket: found.id });
    begin(fromNode(taken));
  } catch (error) {
    complain(error);
  }
}

function fromNode(own: NodeTicket): Ticket {
  const empty = newTicket(own.opened_ms || Date.now(), newId());
  const base = { ...empty, label: own.name, customer: own.customer, group: own.group };
  return own.lines.reduce<Ticket>(
    (grown, line) => {
      const product = catalogue.value.byCode(line.sku);
      return withLine(grown, {
        code: line.sku,
        sku: line.sku,
        name: product?.name ?? line.sku,
        quantityMilli: line.quantity_milli,
        priceMinor: line.price_minor ?? product?.priceMinor ?? 0,
        amountMinor: line.price_minor === null ? null : line.amount_minor,
        minimumAge: product?.minimumAge ?? 0,
      });
    },
    { ...base, shared: own.id },
  );
}

/** How many wait here and at the branch, those on their way counted once. */
export const waitingCount = computed(() => held.value.length + waitingTickets.value.length);
