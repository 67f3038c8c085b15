/** Which sheets lie over the page, the one on top last: what is beneath cannot be pressed or read. */

import { signal } from "@preact/signals";

export const sheets = signal<readonly symbol[]>([]);

/** Lay a sheet on top until the returned function is called. */
export function lay(sheet: symbol): () => void {
  sheets.value = [...sheets.value, sheet];
  return () => (sheets.value = sheets.value.filter((each) => each !== sheet));
}
