/**
 * Telling a scanner from a person, by when keys were pressed and never by where the focus is.
 *
 * Times are the events' own: a busy page hands keys on late, and in bunches.
 */

export interface ScannerOptions {
  /** Longest pause within one scan. */
  gapMs: number;
  /** Longest mean pause: people reach single short gaps, never a row of them. */
  meanGapMs: number;
  /** Fewest characters: shorter codes are typed. */
  lengthMin: number;
  /** A character some scanners send first; empty for none. */
  prefix: string;
}

export const SCANNER: ScannerOptions = { gapMs: 100, meanGapMs: 45, lengthMin: 6, prefix: "" };

/** What a key meant: a scan ended, a burst may have begun, it belongs to one, or it is a key. */
export type Heard =
  | { is: "scan"; code: string }
  | { is: "first" }
  | { is: "more" }
  | { is: "key" };

const KEY: Heard = { is: "key" };

export class Scanner {
  #text = "";
  #firstMs = 0;
  #lastMs = -Infinity;

  constructor(readonly options: ScannerOptions = SCANNER) {}

  /** Take a key in, pressed at `atMs` of the events' clock. */
  hear(key: string, atMs: number): Heard {
    const together = atMs - this.#lastMs <= this.options.gapMs;
    if (key === "Enter" || key === "Tab") return this.#end(together, atMs);
    if (key.length !== 1) return KEY;
    this.#lastMs = atMs;
    if (together && this.#text) {
      this.#text += key;
      return { is: "more" };
    }
    this.#text = key;
    this.#firstMs = atMs;
    return { is: "first" };
  }

  #end(together: boolean, atMs: number): Heard {
    const { lengthMin, meanGapMs, prefix } = this.options;
    const text = this.#text;
    this.#text = "";
    this.#lastMs = -Infinity;
    const code = prefix && text.startsWith(prefix) ? text.slice(prefix.length) : text;
    const mean = (atMs - this.#firstMs) / Math.max(text.length, 1);
    if (!together || code.length < lengthMin || mean > meanGapMs) return KEY;
    return { is: "scan", code };
  }
}
