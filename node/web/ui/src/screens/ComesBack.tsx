/** The goods of a receipt, and how much of each comes back. */

import type { Signal } from "@preact/signals";
import type { ShownReceipt } from "../api/answers";
import { Button } from "../parts/Form";
import { Stepper } from "../parts/Stepper";
import { worthMinor } from "../logic/refund";
import { GIFT_CARD } from "../logic/tender";
import { moment, money, quantity, t } from "../state/words";

/** Of each item by its number, how much comes back. */
export type Back = Signal<Record<number, number>>;

/** A gift card is spent, and does not come back. */
const returnable = (own: ShownReceipt) => own.items.filter((item) => item.sku !== GIFT_CARD);

export const worthOf = (own: ShownReceipt, back: Record<number, number>): number =>
  returnable(own).reduce((sum, item) => sum + worthMinor(item, back[item.item] ?? 0), 0);

/** The lines as a command names them. */
export const linesOf = (back: Record<number, number>) =>
  Object.entries(back)
    .filter(([, milli]) => milli > 0)
    .map(([item, milli]) => ({ item: Number(item), quantity_milli: milli }));

export function ComesBack({ own, back }: { own: ShownReceipt; back: Back }) {
  const left = (item: ShownReceipt["items"][number]): number => item.quantity_milli - item.refunded_milli;
  const all = () => Object.fromEntries(returnable(own).map((item) => [item.item, left(item)]));
  return (
    <section class="stack" aria-label={t("What comes back")}>
      <p class="quiet">
        {own.receipt} · {moment(own.at_ms)} · {money(own.total_minor)}
      </p>
      <ul class="pick">
        {returnable(own).map((item) => (
          <li key={item.item} data-on={(back.value[item.item] ?? 0) > 0}>
            <span>
              <b>{item.name}</b>
              <small>
                {t("{n} bought for {total}", { n: quantity(item.quantity_milli), total: money(item.paid_minor) })}
                {item.refunded_milli > 0 &&
                  ` · ${t("{n} came back already", { n: quantity(item.refunded_milli) })}`}
              </small>
            </span>
            <Stepper
              label={item.name}
              milli={back.value[item.item] ?? 0}
              mostMilli={left(item)}
              onMilli={(milli) => (back.value = { ...back.value, [item.item]: milli })}
            />
          </li>
        ))}
      </ul>
      <Button onPress={() => (back.value = all())}>{t("All of it")}</Button>
    </section>
  );
}
