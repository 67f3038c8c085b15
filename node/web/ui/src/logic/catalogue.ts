/** The whole catalogue in the browser: a code is found at once, words as they are typed. */

import { canonical, placeOf } from "./codes";
import { folded } from "./folding";
import { packed, rowReader, rowText, type Packed, type Product } from "./packing";

export type { Product } from "./packing";

export const FOUND_MAX = 60;

export class Catalogue {
  /** By name; goods without one come last. */
  readonly departments: readonly string[];
  readonly #read: (row: string) => Product;

  constructor(readonly own: Packed) {
    const nameless = (name: string): number => Number(name === "");
    this.departments = [...own.departments].sort(
      (a, b) => nameless(a) - nameless(b) || a.localeCompare(b),
    );
    this.#read = rowReader(own.columns);
  }

  get version(): string {
    return this.own.version;
  }

  get size(): number {
    return this.own.departmentOf.length;
  }

  /** Return the one product a code means; null when there is none, or more than one. */
  byCode(code: string): Product | null {
    const key = canonical(code);
    return (
      this.#first(code, (own) => own.sku === code) ??
      (this.own.shared.has(key) ? null : this.#first(key, (own) => means(own, key)))
    );
  }

  inDepartment(department: string, most: number): Product[] {
    const wanted = this.own.departments.indexOf(department);
    const found: Product[] = [];
    for (let place = 0; place < this.size && found.length < most; place++) {
      if (this.own.departmentOf[place] === wanted) found.push(this.#product(place));
    }
    return found;
  }

  /** Return products all of whose typed words begin a word of theirs, the likeliest first. */
  search(typed: string, most = FOUND_MAX): Product[] {
    const exact = this.byCode(typed.trim());
    const begins = folded(typed);
    if (!begins) return [];
    const ranked = this.#places(begins.split(" "), most).map((place) => this.#product(place));
    const starts = (own: Product): number => Number(folded(own.name).startsWith(begins));
    ranked.sort((a, b) => starts(b) - starts(a));
    return exact === null ? ranked : [exact, ...ranked.filter((each) => each.sku !== exact.sku)];
  }

  #places(typed: readonly string[], most: number): number[] {
    const { words, wordStarts } = this.own;
    // The longest word is the rarest: the others are looked for in its lines only.
    const [rare = "", ...rest] = typed.map((word) => ` ${word}`).sort((a, b) => b.length - a.length);
    const found: number[] = [];
    let at = words.indexOf(rare);
    while (at >= 0 && found.length < most) {
      const place = this.#placeOf(at);
      const end = wordStarts[place + 1]!;
      if (rest.length === 0) found.push(place);
      else {
        const line = words.slice(wordStarts[place], end);
        if (rest.every((word) => line.includes(word))) found.push(place);
      }
      at = words.indexOf(rare, end);
    }
    return found;
  }

  #placeOf(offset: number): number {
    const { wordStarts } = this.own;
    let low = 0;
    let high = this.size;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (wordStarts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  #first(code: string, fits: (own: Product) => boolean): Product | null {
    const place = placeOf(this.own.codes, code, (held) => fits(this.#product(held)));
    return place === null ? null : this.#product(place);
  }

  #product(place: number): Product {
    return this.#read(rowText(this.own.text, this.own.rowStarts, place));
  }
}

function means(own: Product, key: string): boolean {
  return canonical(own.sku) === key || own.barcodes.some((code) => canonical(code) === key);
}

/** A catalogue of nothing, until one is here. */
export const EMPTY = new Catalogue(packed('{"version":"","columns":[],"products":[\n\n]}'));
