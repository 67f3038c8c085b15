/** An amount that is known already, and may be typed over. */

import { useSignal, type Signal } from "@preact/signals";
import { Field } from "../../parts/Form";
import { parseMoney, typedMoney } from "../../logic/money";
import { entry } from "../../state/selling";
import { moneyParts, t } from "../../state/words";

export interface Amount {
  /** What somebody typed; null while what is known stands. */
  typed: Signal<string | null>;
  known: number | null;
  /** In minor units; null when it is no amount. */
  minor: () => number | null;
}

/** An amount of `known` until somebody types another; what the numpad has already comes first. */
export function useAmount(known: number | null): Amount {
  const typed = useSignal<string | null>(entry.peek().text || null);
  const minor = (): number | null =>
    typed.value === null ? known : parseMoney(typed.value, moneyParts.value.exponent);
  return { typed, known, minor };
}

export function AmountField({ amount, autofocus = false }: { amount: Amount; autofocus?: boolean }) {
  const { typed, known } = amount;
  const shown = typed.value ?? (known === null ? "" : typedMoney(known, moneyParts.value));
  return (
    <Field
      label={t("Amount")}
      inputMode="decimal"
      autofocus={autofocus}
      value={shown}
      onValue={(value) => (typed.value = value)}
    />
  );
}
