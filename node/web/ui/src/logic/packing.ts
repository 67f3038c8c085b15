/**
 * A catalogue packed: the server's own text, and tables of where to find what in it.
 *
 * No object a product: a hundred thousand of those are tens of megabytes, and a page stands still
 * while they are made. This goes from a worker to a page, and to the disk, as it is.
 */

import { canonical, codeTable } from "./codes";
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

export interface Packed {
  version: string;
  /** What each place of a row means. */
  columns: readonly string[];
  departments: readonly string[];
  /** What the server sent: a head, then a row a line. */
  text: string;
  /** Where each row begins there, and where one more would. */
  rowStarts: Uint32Array;
  /** The words of each product, a line each: one search over all beats a hundred thousand. */
  words: string;
  wordStarts: Uint32Array;
  /** The place of each product's department. */
  departmentOf: Uint32Array;
  /** Finds a product by its SKU or by a canonical code of it. */
  codes: Uint32Array;
  /** Codes that several products have. */
  shared: ReadonlySet<string>;
}

interface Head {
  version: string;
  columns: string[];
  /** Told by an opening alone, which does not hold a product of each. */
  departments?: string[];
}

const BETWEEN = ",\n";
const TAIL = "\n]}";

/** Pack what the server sent; raises SyntaxError when it is no catalogue. */
export function packed(text: string): Packed {
  const begin = text.indexOf("\n") + 1;
  const head = JSON.parse(`${text.slice(0, begin)}]}`) as Head;
  const rowStarts = rowPlaces(text, begin, text.length - TAIL.length);
  const count = rowStarts.length - 1;
  const read = rowReader(head.columns);
  const wordStarts = new Uint32Array(count + 1);
  const departmentOf = new Uint32Array(count);
  const departments = new Map((head.departments ?? []).map((name, place) => [name, place]));
  const holders = new Map<string, number>();
  const shared = new Set<string>();
  const lines: string[] = [];
  for (let place = 0; place < count; place++) {
    const own = read(rowText(text, rowStarts, place));
    const line = ` ${folded(`${own.sku} ${own.name}`)}\n`;
    lines.push(line);
    wordStarts[place + 1] = wordStarts[place]! + line.length;
    if (!departments.has(own.department)) departments.set(own.department, departments.size);
    departmentOf[place] = departments.get(own.department)!;
    for (const code of new Set([own.sku, ...own.barcodes].map(canonical))) {
      // Two products with one barcode: neither is sold by it before a person has chosen.
      if (holders.has(code)) shared.add(code);
      else holders.set(code, place);
    }
    holders.set(own.sku, place);
  }
  return {
    ...{ version: head.version, columns: head.columns, departments: [...departments.keys()] },
    ...{ text, rowStarts, words: lines.join(""), wordStarts, departmentOf },
    ...{ codes: codeTable(holders), shared },
  };
}

function rowPlaces(text: string, begin: number, end: number): Uint32Array {
  const places = [begin];
  for (let at = begin; at < end; places.push(at)) {
    const next = text.indexOf(BETWEEN, at);
    at = (next < 0 ? end : next) + BETWEEN.length;
  }
  return Uint32Array.from(places);
}

/** Return the row of one product, as JSON. */
export function rowText(text: string, rowStarts: Uint32Array, place: number): string {
  return text.slice(rowStarts[place], rowStarts[place + 1]! - BETWEEN.length);
}

/** Return what reads a row of these columns; a column that is not there is empty. */
export function rowReader(columns: readonly string[]): (row: string) => Product {
  const at = (name: string): number => columns.indexOf(name);
  const [sku, name, department, price] = ["sku", "name", "department", "price_minor"].map(at);
  const [barcodes, unit, age] = ["barcodes", "unit", "minimum_age"].map(at);
  return (text) => {
    const row = JSON.parse(text) as unknown[];
    const word = (place: number): string => String(row[place] ?? "");
    const codes = row[barcodes!];
    return {
      sku: word(sku!),
      name: word(name!) || word(sku!),
      department: word(department!),
      priceMinor: Number(row[price!] ?? 0),
      barcodes: Array.isArray(codes) ? codes.map(String) : [],
      unit: word(unit!) || "piece",
      minimumAge: Number(row[age!] ?? 0),
    };
  };
}
