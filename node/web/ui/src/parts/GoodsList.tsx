/** Goods that are scanned together on a page: a delivery, a transfer. */

import { useSignal, type Signal } from "@preact/signals";
import { MILLI } from "../logic/quantity";
import type { Product } from "../logic/catalogue";
import { catalogue } from "../state/catalogue";
import { say, sound } from "../state/notices";
import { money, t } from "../state/words";
import { Field } from "./Form";
import { Stepper } from "./Stepper";

export interface GoodsLine {
  product: Product;
  milli: number;
}

export interface Goods {
  lines: Signal<GoodsLine[]>;
  add: (code: string) => boolean;
  set: (sku: string, milli: number) => void;
  clear: () => void;
  asked: () => { code: string; quantity_milli: number }[];
}

export function useGoods(): Goods {
  const lines = useSignal<GoodsLine[]>([]);
  return {
    lines,
    add(code) {
      const product = catalogue.value.byCode(code) ?? catalogue.value.search(code, 2)[0] ?? null;
      if (product === null) {
        sound("bad");
        say(t("Nobody knows {code}", { code }), "bad");
        return false;
      }
      const held = lines.value.find((line) => line.product.sku === product.sku);
      const others = lines.value.filter((line) => line !== held);
      lines.value = [{ product, milli: (held?.milli ?? 0) + MILLI }, ...others];
      sound("good");
      return true;
    },
    set(sku, milli) {
      lines.value = lines.value
        .map((line) => (line.product.sku === sku ? { ...line, milli } : line))
        .filter((line) => line.milli > 0);
    },
    clear: () => (lines.value = []),
    asked: () =>
      lines.value.map((line) => ({ code: line.product.sku, quantity_milli: line.milli })),
  };
}

export function GoodsList({ goods, priced }: { goods: Goods; priced?: boolean }) {
  const typed = useSignal("");
  const found = typed.value.trim() ? catalogue.value.search(typed.value, 6) : [];
  const take = (code: string): void => {
    if (goods.add(code)) typed.value = "";
  };
  return (
    <section class="stack" aria-label={t("Goods")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0]) take(found[0].sku);
        }}
      >
        <Field
          label={t("Scan, or search by name")}
          type="search"
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
      </form>
      {found.length > 0 && (
        <div class="choice">
          {found.map((product) => (
            <button key={product.sku} type="button" onClick={() => take(product.sku)}>
              {product.name}
            </button>
          ))}
        </div>
      )}
      <ul class="pick">
        {goods.lines.value.map((line) => (
          <li key={line.product.sku} data-on="true">
            <span>
              <b>{line.product.name}</b>
              <small>
                {line.product.sku}
                {priced && ` · ${money(line.product.priceMinor)}`}
              </small>
            </span>
            <Stepper
              label={line.product.name}
              milli={line.milli}
              onMilli={(milli) => goods.set(line.product.sku, milli)}
            />
          </li>
        ))}
      </ul>
      {!goods.lines.value.length && <p class="empty">{t("Scan the first item")}</p>}
    </section>
  );
}
