/** What is typed on the numpad: digits, a decimal sign, and `3*` before goods. */

import { parseQuantity } from "./quantity";

export interface Entry {
  text: string;
  /** The quantity typed before `*`, in thousandths; null when there is none. */
  timesMilli: number | null;
}

export const EMPTY_ENTRY: Entry = { text: "", timesMilli: null };

const LENGTH_MAX = 14;


/** Return the entry after a key; keys that mean nothing leave it as it is. */
export function typed(entry: Entry, key: string): Entry {
  if (key === "*" || key === "×") {
    const times = parseQuantity(entry.text);
    return times ? { text: "", timesMilli: times } : entry;
  }
  if (key === "Backspace") {
    return entry.text ? { ...entry, text: entry.text.slice(0, -1) } : EMPTY_ENTRY;
  }
  if (key === "00") return typed(typed(entry, "0"), "0");
  const sign = key === "." || key === ",";
  if (!sign && !/^\d$/.test(key)) return entry;
  if (entry.text.length >= LENGTH_MAX || (sign && /[.,]/.test(entry.text))) return entry;
  return { ...entry, text: entry.text + key };
}
