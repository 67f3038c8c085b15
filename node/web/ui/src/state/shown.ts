/** What goes from the till's window to the customer's. */

export interface Shown {
  stage: "idle" | "ticket" | "pay" | "done";
  lines: { name: string; quantityMilli: number; amountMinor: number }[];
  totalMinor: number;
  dueMinor: number | null;
  changeMinor: number;
}

export const CHANNEL = "tillmesh-customer";
