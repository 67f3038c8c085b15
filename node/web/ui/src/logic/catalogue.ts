/** The whole catalogue in the browser: a code is found at once, words as they are typed. */

import { folded } from "./folding";

export interface Product {
  sku: string;
  name: string;
  department: string;
  priceMinor: number;
  barcodes: readonly string[];
  unit: string;
  minimumAge: number;
}

/** As the server sends it: one array a product, and what each place of it means. */
export interface CatalogueFile {
  version: number;
  columns: string[];
  products: unknown[][];
}

export const FOUND_MAX = 60;

export class Catalogue {
  readonly departments: readonly string[];
  readonly #byCode = new Map<string, number>();
  /** All names in one string, a line each: one search over it beats a hundred thousand. */
  readonly #text: string;
  readonly #starts: Uint32Array;

  constructor(
    readonly products: readonly Product[],
    readonly version = 0,
  ) {
    const lines: string[] = [];
    this.#starts = new Uint32Array(products.length + 1);
    let at = 0;
    products.forEach((product, place) => {
      const line = ` ${folded(`${product.sku} ${product.name}`)}\n`;
      lines.push(line);
      at += line.length;
      this.#starts[place + 1] = at;
      for (const code of [product.sku, ...product.barcodes]) {
        // Two products with one barcode: neither is sold by it before a person has chosen.
        const key = canonical(code);
        this.#byCode.set(key, this.#byCode.has(key) ? SEVERAL : place);
      }
    });
    products.forEach((product, place) => this.#byCode.set(product.sku, place));
    this.#text = lines.join("");
    this.departments = [...new Set(products.map((each) => each.department))].sort((a, b) =>
      a.localeCompare(b),
    );
  }

  /** Return the one product a code means; null when there is none, or more than one. */
  byCode(code: string): Product | null {
    const place = this.#byCode.get(code) ?? this.#byCode.get(canonical(code));
    return place === undefined ? null : (this.products[place] ?? null);
  }

  inDepartment(department: string, most: number): Product[] {
    const found: Product[] = [];
    for (const product of this.products) {
      if (found.length >= most) break;
      if (product.department === department) found.push(product);
    }
    return found;
  }

  /** Return products all of whose typed words begin a word of theirs, the likeliest first. */
  search(typed: string, most = FOUND_MAX): Product[] {
    const exact = this.byCode(typed.trim());
    const words = folded(typed).split(" ").filter(Boolean);
    if (!words.length) return [];
    // The longest word is the rarest: the others are looked for in its lines only.
    const [rare = "", ...rest] = words.map((word) => ` ${word}`).sort((a, b) => b.length - a.length);
    const found: number[] = [];
    let at = this.#text.indexOf(rare);
    while (at >= 0 && found.length < most) {
      const place = this.#placeOf(at);
      const end = this.#starts[place + 1]!;
      if (rest.length === 0) found.push(place);
      else {
        const line = this.#text.slice(this.#starts[place], end);
        if (rest.every((word) => line.includes(word))) found.push(place);
      }
      at = this.#text.indexOf(rare, end);
    }
    const begins = words.join(" ");
    const ranked = found.map((place) => this.products[place]!);
    ranked.sort((a, b) => Number(starts(b, begins)) - Number(starts(a, begins)));
    return exact === null ? ranked : [exact, ...ranked.filter((each) => each !== exact)];
  }

  #placeOf(offset: number): number {
    let low = 0;
    let high = this.products.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

const SEVERAL = -1;

function starts(product: Product, words: string): boolean {
  return folded(product.name).startsWith(words);
}

/** A maker's number without its leading zeros: a UPC-A and its EAN-13 are one. */
function canonical(code: string): string {
  return /^\d{8,14}$/.test(code) ? code.replace(/^0+/, "") : code;
}

/** Read what the server sent; a column that is not there is empty. */
export function readCatalogue(file: CatalogueFile): Catalogue {
  const place = new Map(file.columns.map((name, index) => [name, index]));
  const cell = (row: unknown[], name: string): unknown => row[place.get(name) ?? -1];
  const text = (row: unknown[], name: string): string => String(cell(row, name) ?? "");
  const products = file.products.map((row): Product => {
    const more = cell(row, "more_barcodes") ?? cell(row, "barcodes");
    const barcodes = [text(row, "barcode"), ...(Array.isArray(more) ? more.map(String) : [])];
    return {
      sku: text(row, "sku"),
      name: text(row, "name") || text(row, "sku"),
      department: text(row, "department"),
      priceMinor: Number(cell(row, "price_minor") ?? 0),
      barcodes: barcodes.filter(Boolean),
      unit: text(row, "unit") || "piece",
      minimumAge: Number(cell(row, "minimum_age") ?? 0),
    };
  });
  return new Catalogue(products, file.version);
}
