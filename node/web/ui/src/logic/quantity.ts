/** Quantities: thousandths, shown without needless zeros. */

export const MILLI = 1000;

export function formatQuantity(milli: number, decimal = "."): string {
  const sign = milli < 0 ? "−" : "";
  const whole = Math.trunc(Math.abs(milli) / MILLI);
  const part = String(Math.abs(milli) % MILLI).padStart(3, "0").replace(/0+$/, "");
  return `${sign}${whole}${part && decimal + part}`;
}

/** Read `3`, `0.75` or `1,5`; null when it is no quantity. */
export function parseQuantity(text: string): number | null {
  const found = /^\s*(\d{1,9})?(?:[.,](\d{0,3}))?\s*$/.exec(text);
  if (found === null || (found[1] === undefined && !found[2])) return null;
  return Number((found[1] ?? "0") + (found[2] ?? "").padEnd(3, "0"));
}

/** What a quantity of something costs, half a minor unit rounded up, as the node rounds it. */
export function priceFor(priceMinor: number, quantityMilli: number): number {
  return Number((BigInt(priceMinor) * BigInt(quantityMilli) * 2n + 1000n) / 2000n);
}
