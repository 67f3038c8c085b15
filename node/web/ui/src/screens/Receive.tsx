/** Booking a delivery: scan what came, say how many, book it in one piece. */

import { useSignal } from "@preact/signals";
import { Button, Field } from "../parts/Form";
import { GoodsList, useGoods } from "../parts/GoodsList";
import { Page } from "../parts/Page";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { say, sound } from "../state/notices";
import { t, tn } from "../state/words";

export function Receive() {
  const goods = useGoods();
  const reference = useSignal("");
  const id = useSignal(newId());
  const book = async (): Promise<void> => {
    const body = { id: id.value, lines: goods.asked(), reference: reference.value };
    const answer = await tryTo<{ lines: number }>("receive", body);
    if (answer === null) return;
    sound("good");
    say(tn("{n} line is in stock.", "{n} lines are in stock.", answer.lines), "good");
    goods.clear();
    reference.value = "";
    id.value = newId();
  };
  return (
    <Page title={t("Receive")} onScan={(code) => goods.add(code)}>
      <div class="split">
        <GoodsList goods={goods} />
        <aside class="card">
          <Field
            label={t("Delivery note")}
            value={reference.value}
            onValue={(value) => (reference.value = value)}
          />
          <Button tone="brand" disabled={!goods.lines.value.length} onPress={() => void book()}>
            {t("Book the delivery")}
          </Button>
          <p class="quiet">{t("Works with nobody in reach; other branches hear of it later.")}</p>
        </aside>
      </div>
    </Page>
  );
}
