/** Counting the drawer by denomination. What should be there is not told before. */

import { useComputed, useSignal } from "@preact/signals";
import { Button, Form } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { say } from "../state/notices";
import { money, moneyParts, t } from "../state/words";

/** In hundredths of the currency's unit when it has two decimals; notes first. */
const VALUES = [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

export function CountDrawer({ onClose }: { onClose: () => void }) {
  const id = useSignal(newId());
  const pieces = useSignal<Record<number, string>>({});
  const scale = 10 ** (moneyParts.value.exponent - 2);
  const values = VALUES.map((value) => value * scale).filter((value) => Number.isInteger(value));
  const coins = useComputed(() =>
    values
      .map((value) => ({ value_minor: value, pieces: Number(pieces.value[value] || 0) }))
      .filter((coin) => coin.pieces > 0),
  );
  const total = coins.value.reduce((sum, coin) => sum + coin.value_minor * coin.pieces, 0);
  const send = async (): Promise<void> => {
    if ((await tryTo("cash-count", { id: id.value, coins: coins.value })) === null) return;
    say(t("Counted {total}. Now the shift can be closed.", { total: money(total) }), "good");
    onClose();
  };
  return (
    <Sheet title={t("Count the drawer")} onClose={onClose} wide>
      <Form onSend={() => void send()}>
        <div class="coins">
          {values.map((value) => (
            <label key={value}>
              <span>{money(value)}</span>
              <input
                inputMode="numeric"
                pattern="[0-9]*"
                value={pieces.value[value] ?? ""}
                placeholder="0"
                onInput={(event) => {
                  const digits = event.currentTarget.value.replace(/\D/g, "").slice(0, 6);
                  event.currentTarget.value = digits;
                  pieces.value = { ...pieces.value, [value]: digits };
                }}
              />
            </label>
          ))}
        </div>
        <div class="buttons">
          <output class="big-figure">{money(total)}</output>
          <Button type="submit" tone="brand">
            {t("That is all")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
