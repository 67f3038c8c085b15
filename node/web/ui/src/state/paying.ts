/**
 * Paying: tenders, then one command under the ticket's own id, and the node's durable word.
 *
 * Nothing here is optimistic. Until the node has answered there is no receipt and no drawer.
 */

import { computed, signal } from "@preact/signals";
import type { Receipt } from "../api/answers";
import { RefusedError } from "../api/errors";
import { EMPTY_ENTRY } from "../logic/entry";
import { parseMoney } from "../logic/money";
import { dueMinor, judge } from "../logic/paying";
import { CASH, tenderBody, type Tender } from "../logic/tender";
import { minimumAgeOf, saleOf, type Ticket } from "../logic/ticket";
import { withApproval } from "./asking";
import { say, sound } from "./notices";
import { give, replay, waiting, whenAnswered } from "./outbox";
import { quote, requote } from "./quoting";
import { entry } from "./selling";
import { session } from "./session";
import { change, forget, giveBack, keepCurrent, keepPaying, setAside, ticket, unconfirmed } from "./tickets";
import { money, t } from "./words";

/** Selling, taking tenders, waiting for the node's word, showing the change. */
export type Stage = "sell" | "pay" | "confirming" | "done";

export const stage = signal<Stage>("sell");
export const tenders = signal<Tender[]>([]);
export const kind = signal(CASH);
export const done = signal<Receipt | null>(null);

const toPay = computed(() => {
  const own = quote.value;
  return own && { exactMinor: own.to_pay_minor, cashStepMinor: own.cash_step_minor };
});

/** What is still to pay with the kind of tender that is chosen; null before the node has said. */
export const due = computed(() => dueWith(kind.value));

/** The same with any kind: what is rounded for coins is not rounded for others. */
export function dueWith(kindOfTender: string): number | null {
  return toPay.value && dueMinor(toPay.value, tenders.value, kindOfTender);
}

/** What would be given now: what was typed, else exactly what is due. */
export const offered = computed(() => {
  const exponent = session.value?.currency_exponent ?? 2;
  return entry.value.text ? parseMoney(entry.value.text, exponent) : due.value;
});

/** Goods that are sold from an age on, while somebody looks at the customer's papers. */
export const askingAge = signal<number | null>(null);

/** Somebody looked: go on to pay. */
export function ageIsRight(): void {
  askingAge.value = null;
  change({ ...ticket.value, ageChecked: true });
  startPaying();
}

export function startPaying(): void {
  if (stage.value !== "sell" || !ticket.value.lines.length) return;
  const age = minimumAgeOf(ticket.value);
  if (age > 0 && !ticket.value.ageChecked) {
    askingAge.value = age;
    return;
  }
  tenders.value = [];
  kind.value = CASH;
  stage.value = "pay";
  if (quote.value === null) void requote();
}

export function stopPaying(): void {
  if (stage.value !== "pay") return;
  tenders.value = [];
  entry.value = EMPTY_ENTRY;
  stage.value = "sell";
}

/** Take what is offered with the kind that is chosen. */
export async function takeTender(asked: number | null = null): Promise<void> {
  // A key that comes before the node has priced the ticket waits for it, and is not lost.
  if (stage.value === "pay" && toPay.value === null) await requote();
  if (stage.value !== "pay" || toPay.value === null) return;
  const amountMinor = asked ?? offered.value;
  if (amountMinor === null || (amountMinor <= 0 && due.value !== 0)) {
    sound("bad");
    return;
  }
  await take({ kind: kind.value, amountMinor });
}

/** Take a tender; when it is enough, complete the sale. */
export async function take(tender: Tender): Promise<void> {
  if (stage.value !== "pay" || toPay.value === null) return;
  const given = [...tenders.value, tender];
  const judged = judge(toPay.value, given);
  if (judged.is === "too much") {
    say(t("Only cash is given back: {over} too much.", { over: money(judged.overMinor) }), "bad");
    sound("bad");
    return;
  }
  tenders.value = given;
  entry.value = EMPTY_ENTRY;
  if (judged.is === "enough") await complete();
}

export function dropTender(place: number): void {
  tenders.value = tenders.value.filter((_, each) => each !== place);
}

/** Pay exactly, in cash, and close: one key. */
export async function payExactCash(): Promise<void> {
  if (!ticket.value.lines.length) return;
  if (stage.value === "sell") startPaying();
  if (stage.value !== "pay") return;
  if (quote.value === null) await requote();
  kind.value = CASH;
  entry.value = EMPTY_ENTRY;
  if (stage.value === "pay") await takeTender(due.value);
}

async function complete(): Promise<void> {
  const own: Ticket = ticket.value;
  const body = {
    id: own.id,
    ...saleOf(own),
    tenders: tenders.value.map(tenderBody),
  };
  const pending = { id: own.id, verb: "sell", body, madeMs: Date.now(), about: own.label };
  stage.value = "confirming";
  keepPaying(own);
  try {
    await withApproval((approval) => give(pending, approval));
  } catch (error) {
    if (!(error instanceof RefusedError) || !error.final) return;
    // Refused, so nothing was sold: the ticket is on the screen still, to be paid otherwise.
    keepCurrent(own);
    if (ticket.value.id !== own.id) return;
    stage.value = "pay";
    tenders.value = [];
    say(error.message, "bad");
    sound("bad");
    void requote();
  }
}

/** Serve the next customer while the node is asked on; the sale cannot be made twice. */
export function serveNext(): void {
  if (stage.value !== "confirming") return;
  setAside(ticket.value);
  stage.value = "sell";
  tenders.value = [];
}

export function nextSale(): void {
  if (stage.value !== "done") return;
  done.value = null;
  stage.value = "sell";
}

/** Go on where a reload has cut a sale off; call after the tickets were read. */
export function resume(): void {
  const own = waiting.value.find((each) => each.verb === "sell");
  const found = unconfirmed.value.find((each) => each.id === own?.id);
  if (found && !ticket.value.lines.length) {
    unconfirmed.value = unconfirmed.value.filter((each) => each !== found);
    ticket.value = found;
    stage.value = "confirming";
    return;
  }
  // Nothing of them was ever sent: they were cut off between being kept and being given.
  const sent = new Set(waiting.value.map((each) => each.id));
  for (const each of unconfirmed.value) if (!sent.has(each.id)) giveBack(each.id);
}

whenAnswered((pending, outcome) => {
  if (pending.verb !== "sell") return;
  const shown = ticket.value.id === pending.id && stage.value === "confirming";
  if ("refused" in outcome) {
    if (!shown) {
      giveBack(pending.id);
      say(t("A sale was refused; its ticket is put aside: {why}", { why: outcome.refused.message }), "bad");
    }
    return;
  }
  const receipt = outcome.answer as Receipt;
  forget(pending.id);
  if (shown) {
    tenders.value = [];
    done.value = receipt;
    stage.value = "done";
    sound("good");
  } else {
    say(t("{receipt} is sold: {total}.", { receipt: receipt.receipt, total: money(receipt.total_minor) }), "good");
  }
});

const ASK_AGAIN_MS = 2_000;

/** Ask on for what waits, for as long as the page lives. */
export function keepAsking(): void {
  setInterval(() => {
    if (waiting.value.length) void replay();
  }, ASK_AGAIN_MS);
}
