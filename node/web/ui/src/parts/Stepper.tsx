/** How many of something, between nothing and a most: two large buttons and the number. */

import { MILLI } from "../logic/quantity";
import { quantity, t } from "../state/words";

interface Props {
  label: string;
  milli: number;
  mostMilli?: number;
  onMilli: (milli: number) => void;
}

export function Stepper({ label, milli, mostMilli = Number.MAX_SAFE_INTEGER, onMilli }: Props) {
  const step = (by: number): void =>
    onMilli(Math.max(0, Math.min(mostMilli, by > 0 ? milli + MILLI : milli - MILLI)));
  return (
    <span class="stepper" role="group" aria-label={label}>
      <button type="button" aria-label={t("Less")} disabled={milli <= 0} onClick={() => step(-1)}>
        −
      </button>
      <output>{quantity(milli)}</output>
      <button
        type="button"
        aria-label={t("More")}
        disabled={milli >= mostMilli}
        onClick={() => step(1)}
      >
        +
      </button>
    </span>
  );
}
