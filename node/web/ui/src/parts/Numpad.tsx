/** The numpad: one place, one order, the same on every screen that has it. */

import { press } from "../state/selling";
import { moneyParts, t } from "../state/words";
import { Icon } from "./Icon";
import { Key } from "./Key";

const ROWS = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00"];

interface Props {
  onKey?: (key: string) => void;
  /** Whether `3*` means anything here. */
  times?: boolean;
}

export function Numpad({ onKey = press, times = true }: Props) {
  return (
    <div class="numpad" role="group" aria-label={t("Numpad")}>
      {ROWS.map((digit) => (
        <Key key={digit} tone="digit" area={`d${digit}`} onPress={() => onKey(digit)}>
          {digit}
        </Key>
      ))}
      <Key tone="digit" area="dot" onPress={() => onKey(".")} label={t("Decimal sign")}>
        {moneyParts.value.decimal}
      </Key>
      <Key area="back" tone="soft" onPress={() => onKey("Backspace")} label={t("Backspace")}>
        <Icon name="backspace" />
      </Key>
      <Key area="times" tone="soft" disabled={!times} onPress={() => onKey("*")} label={t("Times")}>
        ×
      </Key>
    </div>
  );
}
