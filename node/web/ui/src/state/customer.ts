/** What the customer sees, in a second window of the same browser. */

import { effect } from "@preact/signals";
import { amountOf, inOrder } from "../logic/ticket";
import { done, due, stage, tenders } from "./paying";
import { quote, totalMinor } from "./quoting";
import { CHANNEL, type Shown } from "./shown";
import { ticket } from "./tickets";

function shown(): Shown {
  const own = ticket.value;
  const over = done.value;
  const stages = { sell: own.lines.length ? "ticket" : "idle", pay: "pay", confirming: "pay" } as const;
  const said = quote.value;
  return {
    stage: stage.value === "done" ? "done" : stages[stage.value],
    lines: inOrder(own).map((line, place) => ({
      name: line.name,
      quantityMilli: line.quantityMilli,
      amountMinor: said?.items[place]?.amount_minor ?? amountOf(line),
    })),
    charges: (said?.charges ?? []).map((each) => ({
      kind: each.kind,
      reason: each.reason,
      amountMinor: each.amount_minor,
    })),
    totalMinor: over ? over.total_minor : totalMinor.value,
    dueMinor: tenders.value.length ? due.value : null,
    changeMinor: over?.change_minor ?? 0,
  };
}

/** Tell the customer's window at every change, and whenever it asks. */
export function tellCustomer(): void {
  const channel = new BroadcastChannel(CHANNEL);
  effect(() => channel.postMessage(shown()));
  channel.onmessage = (event) => {
    if (event.data === "hello") channel.postMessage(shown());
  };
}
