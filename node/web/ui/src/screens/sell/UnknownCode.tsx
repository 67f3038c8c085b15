/** A code nobody knows, and goods without a price: asked for, and sold all the same. */

import { useSignal } from "@preact/signals";
import { Button, Field, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { parseMoney } from "../../logic/money";
import {
  priceUnpriced,
  sellAndRemember,
  sellQuickItem,
  unknownCode,
  unpriced,
} from "../../state/selling";
import { session } from "../../state/session";
import { t } from "../../state/words";

const exponent = () => session.value?.currency_exponent ?? 2;

export function UnknownCode({ code }: { code: string }) {
  const name = useSignal("");
  const price = useSignal("");
  const close = () => (unknownCode.value = null);
  const amount = parseMoney(price.value, exponent());
  return (
    <Sheet title={t("Nobody knows {code}", { code })} onClose={close}>
      <p>{t("Sell it as a quick item, this once or from now on.")}</p>
      <Form onSend={() => amount !== null && void sellQuickItem(name.value.trim(), amount)}>
        <Field
          label={t("Price")}
          inputMode="decimal"
          autofocus
          value={price.value}
          onValue={(value) => (price.value = value)}
        />
        <Field label={t("What it is")} value={name.value} onValue={(value) => (name.value = value)} />
        <div class="buttons">
          <Button onPress={close}>{t("Leave it")}</Button>
          <Button
            disabled={amount === null || !name.value.trim()}
            onPress={() => void sellAndRemember(code, name.value.trim(), amount!)}
          >
            {t("Sell and remember")}
          </Button>
          <Button type="submit" tone="brand" disabled={amount === null}>
            {t("Sell this once")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

export function Unpriced() {
  const price = useSignal("");
  const amount = parseMoney(price.value, exponent());
  return (
    <Sheet
      title={t("What does {name} cost?", { name: unpriced.value?.product.name ?? "" })}
      onClose={() => (unpriced.value = null)}
    >
      <Form onSend={() => amount !== null && priceUnpriced(amount)}>
        <Field
          label={t("Price of one")}
          inputMode="decimal"
          autofocus
          value={price.value}
          onValue={(value) => (price.value = value)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={amount === null}>
            {t("Add")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
