/** Codes of products: which are the same, and a table that finds a product by one. */

/** A maker's number without its leading zeros: a UPC-A and its EAN-13 are one. */
export function canonical(code: string): string {
  return /^\d{8,14}$/.test(code) ? code.replace(/^0+/, "") : code;
}

/** Slots a code: half of them stay empty, so that a search ends soon. */
const SLOTS = 2;

/**
 * A hash table with open addressing: a place plus one in each slot, 0 where none is.
 *
 * It holds no codes; whoever looks must see by the product whether it was the right slot.
 */
export function codeTable(holders: ReadonlyMap<string, number>): Uint32Array {
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(SLOTS * holders.size + 1)));
  for (const [code, place] of holders) {
    let slot = hash(code) & (table.length - 1);
    while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
    table[slot] = place + 1;
  }
  return table;
}

/** Return the first place a code may stand for and `means` says it does; null when there is none. */
export function placeOf(
  table: Uint32Array,
  code: string,
  means: (place: number) => boolean,
): number | null {
  for (let slot = hash(code); ; slot++) {
    const held = table[slot & (table.length - 1)]!;
    if (held === 0) return null;
    if (means(held - 1)) return held - 1;
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let found = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    found = Math.imul(found ^ text.charCodeAt(at), 0x01000193);
  }
  return found >>> 0;
}
