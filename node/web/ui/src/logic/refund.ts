/** What goods that come back are worth, as the node works it out: arithmetic to show, its word counts. */

export interface Bought {
  quantity_milli: number;
  paid_minor: number;
  refunded_milli: number;
  refunded_minor: number;
}

/** A numerator by a denominator, half away from zero, as the node rounds. */
function divided(numerator: bigint, denominator: bigint): number {
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = Number((2n * size + denominator) / (2n * denominator));
  return numerator < 0n ? -rounded : rounded;
}

/** What a part of an item brings: all that came back so far has its share, the last takes the rest. */
export function worthMinor(item: Bought, milli: number): number {
  if (milli <= 0 || item.quantity_milli <= 0) return 0;
  const back = BigInt(item.refunded_milli + milli);
  const all = divided(BigInt(item.paid_minor) * back, BigInt(item.quantity_milli));
  const rest = all - item.refunded_minor;
  // Tills apart may each have rounded up; that is not taken from the next customer.
  return item.paid_minor < 0 ? Math.min(rest, 0) : Math.max(rest, 0);
}
