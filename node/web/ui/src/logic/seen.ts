/** What a camera sees, as scans: a code counts when it comes into sight, and not while it stays. */

/** How long it must be out of sight to count again: a hand that shakes is no second piece. */
const GONE_MS = 700;
/** How often in a row it must be read: a single frame may be read wrong. */
const AGREED = 2;

export class Seen {
  #code = "";
  #times = 0;
  #counted = false;
  #lastMs = 0;

  /** Take in what one frame shows; return a code when it counts now. */
  see(code: string | null, atMs: number): string | null {
    if (code === null) {
      if (atMs - this.#lastMs > GONE_MS) this.#code = "";
      return null;
    }
    if (code !== this.#code) [this.#code, this.#times, this.#counted] = [code, 0, false];
    this.#lastMs = atMs;
    this.#times += 1;
    if (this.#counted || this.#times < AGREED) return null;
    this.#counted = true;
    return code;
  }
}
