/** Tenders against what is to pay. What the node charges is its own word; this is arithmetic. */

import { CASH, type Tender } from "./tender";

export interface ToPay {
  /** Without coins. */
  exactMinor: number;
  /** What coins can pay, for rounding; 0 or 1 for no rounding. */
  cashStepMinor: number;
}

/** Return what of `minor` coins can pay, half a step away from zero, as the node rounds. */
export function inCoins(minor: number, stepMinor: number): number {
  if (stepMinor <= 1) return minor;
  const rounded = Math.floor((2 * Math.abs(minor) + stepMinor) / (2 * stepMinor)) * stepMinor;
  return minor < 0 ? -rounded : rounded;
}

/** What is still to pay with a kind of tender: coins round what is left for them. */
export function dueMinor(toPay: ToPay, tenders: readonly Tender[], kind: string): number {
  const others = sum(tenders.filter((each) => each.kind !== CASH));
  const cash = sum(tenders.filter((each) => each.kind === CASH));
  const inCash = kind === CASH || tenders.some((each) => each.kind === CASH);
  const left = toPay.exactMinor - others;
  return (inCash ? inCoins(left, toPay.cashStepMinor) : left) - cash;
}

export type Judged =
  | { is: "short"; dueMinor: number }
  | { is: "enough"; changeMinor: number }
  | { is: "too much"; overMinor: number };

/** Whether the tenders pay; only what was given in cash comes back as change. */
export function judge(toPay: ToPay, tenders: readonly Tender[]): Judged {
  const due = dueMinor(toPay, tenders, tenders.at(-1)?.kind ?? CASH);
  if (due > 0) return { is: "short", dueMinor: due };
  const cash = sum(tenders.filter((each) => each.kind === CASH));
  return -due > Math.max(cash, 0)
    ? { is: "too much", overMinor: -due }
    : { is: "enough", changeMinor: due === 0 ? 0 : -due };
}

/** Notes and rounded sums a customer is likely to hand over, the exact amount left out. */
export function likelyCash(dueMinor_: number, exponent: number, most = 4): number[] {
  const major = 10 ** exponent;
  const found = new Set<number>();
  for (const step of [1, 5, 10, 20, 50, 100, 200, 500, 1000]) {
    const up = Math.ceil(dueMinor_ / (step * major)) * step * major;
    if (up > dueMinor_) found.add(up);
  }
  return [...found].sort((a, b) => a - b).slice(0, most);
}

export function sum(tenders: readonly Tender[]): number {
  return tenders.reduce((all, each) => all + each.amountMinor, 0);
}
