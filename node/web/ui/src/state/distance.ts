/** The distance as it is shown: late when it gets worse, and never changed in mid-sale. */

import { effect, signal } from "@preact/signals";
import { distanceOf, Settling, type Distance } from "../logic/distance";
import { answering, status } from "./live";
import { midSale } from "./tickets";

export const distance = signal<Distance>(distanceOf(null));

const LOOK_MS = 1_000;
let settling: Settling | null = null;

function look(): void {
  // Before the till was ever heard nothing is known: to show that would last for a whole ticket.
  if (status.value === null || answering.value === null) return;
  const now = answering.value ? distanceOf(status.value) : distanceOf(null);
  settling ??= new Settling(now);
  const shown = settling.see(now, performance.now(), midSale.value);
  // A new object each second would draw the whole bar again for nothing.
  if (JSON.stringify(shown) !== JSON.stringify(distance.value)) distance.value = shown;
}

/** Keep looking for as long as the page lives. */
export function keepLooking(): void {
  setInterval(look, LOOK_MS);
  effect(look);
}
