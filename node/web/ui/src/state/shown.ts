/** What goes from the till's window to the customer's. */

export interface Shown {
  stage: "idle" | "ticket" | "pay" | "done";
  lines: { name: string; quantityMilli: number; amountMinor: number }[];
  /** What stands beside the goods: what is taken off, taxes, coins. */
  charges: { kind: string; reason: string; amountMinor: number }[];
  totalMinor: number;
  dueMinor: number | null;
  changeMinor: number;
}

export const CHANNEL = "tillmesh-customer";
