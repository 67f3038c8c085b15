/** What a scale shows: whether it is a weight to sell by. */

import type { Weight } from "../api/answers";

/** The weight to sell by, or null while there is none: moving, overloaded, empty, below zero. */
export function weightToSell(weight: Weight | null): number | null {
  if (weight === null || !weight.stable || weight.weight_milli === null) return null;
  return weight.weight_milli > 0 ? weight.weight_milli : null;
}
