/** One product: its figures in every branch, its price and name, and stock put right by hand. */

import { useSignal } from "@preact/signals";
import type { ProductAnswer, StockList } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { parseMoney, typedMoney } from "../logic/money";
import { parseQuantity } from "../logic/quantity";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { session } from "../state/session";
import { age, money, moneyParts, quantity, t } from "../state/words";
import { PriceList } from "./PriceList";

export function ProductSheet({ sku, onClose }: { sku: string; onClose: () => void }) {
  const { data, reload } = useVerb<ProductAnswer>("product-show", { code: sku });
  const stock = useVerb<StockList>("stock", { code: sku });
  const own = data.value?.product;
  return (
    <Sheet title={own?.name || sku} onClose={onClose} wide>
      <dl class="facts">
        {(stock.data.value?.lines ?? []).map((each) => (
          <div key={each.location}>
            <dt>
              {each.location}{" "}
              <small>{each.exact ? t("now") : t("{age} ago", { age: age(each.age_s * 1000) })}</small>
            </dt>
            <dd>{quantity(each.quantity_milli)}</dd>
          </div>
        ))}
        {own && (
          <div>
            <dt>{t("Price")}</dt>
            <dd>{money(own.price_minor)}</dd>
          </div>
        )}
      </dl>
      <PutRight sku={sku} onDone={() => void stock.reload()} />
      <PriceList sku={sku} />
      {own && <Edit key={`${own.name} ${own.price_minor}`} product={own} onDone={() => void reload()} />}
    </Sheet>
  );
}

interface Props {
  onDone: () => void;
}

function PutRight({ sku, onDone }: Props & { sku: string }) {
  const id = useSignal(newId());
  const many = useSignal("");
  const reason = useSignal("");
  const milli = parseQuantity(many.value);
  const book = async (sign: 1 | -1): Promise<void> => {
    if (!milli || !reason.value.trim()) return;
    const lines = [{ code: sku, quantity_milli: sign * milli }];
    if ((await tryTo("adjust", { id: id.value, lines, reason: reason.value.trim() })) === null) return;
    sound("good");
    say(t("The stock of {branch} is put right.", { branch: session.value?.branch ?? "" }), "good");
    id.value = newId();
    many.value = reason.value = "";
    onDone();
  };
  const unfit = !milli || !reason.value.trim();
  return (
    <section aria-label={t("Put the stock right")}>
      <h3>{t("Put the stock right")}</h3>
      <Form class="row" onSend={() => void book(-1)}>
        <Field label={t("Quantity")} inputMode="decimal" value={many.value} onValue={(value) => (many.value = value)} />
        <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
        <Button disabled={unfit} onPress={() => void book(1)}>
          {t("More is there")}
        </Button>
        <Button type="submit" disabled={unfit}>
          {t("Less is there")}
        </Button>
      </Form>
    </section>
  );
}

function Edit({ product, onDone }: Props & { product: ProductAnswer["product"] }) {
  const id = useSignal(newId());
  const name = useSignal(product.name);
  const price = useSignal(typedMoney(product.price_minor, moneyParts.value));
  const minor = parseMoney(price.value, moneyParts.value.exponent);
  const changed = {
    ...(name.value.trim() === product.name ? {} : { name: name.value.trim() }),
    ...(minor === product.price_minor ? {} : { price_minor: minor }),
  };
  const save = async (): Promise<void> => {
    if ((await tryTo("product-edit", { id: id.value, code: product.sku, ...changed })) === null) return;
    sound("good");
    say(t("Every till sells it like that as soon as it has heard."), "good");
    onDone();
  };
  return (
    <section aria-label={t("Name and price")}>
      <h3>{t("Name and price")}</h3>
      <Form class="row" onSend={() => void save()}>
        <Field label={t("Name")} value={name.value} onValue={(value) => (name.value = value)} />
        <Field label={t("Price")} inputMode="decimal" value={price.value} onValue={(value) => (price.value = value)} />
        <Button
          type="submit"
          tone="brand"
          disabled={minor === null || !name.value.trim() || !Object.keys(changed).length}
        >
          {t("Change it")}
        </Button>
      </Form>
    </section>
  );
}
