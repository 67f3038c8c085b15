/** Taking goods of a receipt back: find it, say what comes back, pay it out. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HistoryList, Receipt, ShownReceipt } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Stepper } from "../parts/Stepper";
import { newId } from "../logic/identifiers";
import { GIFT_CARD } from "../logic/tender";
import { look, tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { go } from "../state/router";
import { moment, money, quantity, t } from "../state/words";
import { PayOut, usePayOut } from "./PayOut";

export function Refund({ about }: { about: string }) {
  return (
    <Page title={t("Refund")} onScan={(code) => go("refund", code)}>
      {about ? <Chosen receipt={about} key={about} /> : <Find />}
    </Page>
  );
}

function Find() {
  const typed = useSignal("");
  const { data } = useVerb<HistoryList>("history", { limit: 12 });
  const sales = data.value?.receipts.filter((each) => each.kind === "sale") ?? [];
  return (
    <>
      <Form class="row" onSend={() => typed.value.trim() && go("refund", typed.value.trim())}>
        <Field
          label={t("Scan the receipt, or type its number")}
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
        <Button type="submit" tone="brand">
          {t("Find")}
        </Button>
      </Form>
      <h2>{t("The last sales here")}</h2>
      <div class="cards">
        {sales.map((each) => (
          <button
            key={each.receipt}
            type="button"
            class="menu-entry"
            onClick={() => go("refund", each.receipt)}
          >
            <span>
              {each.receipt}
              <small>{moment(each.at_ms)}</small>
            </span>
            <b class="push">{money(each.total_minor)}</b>
          </button>
        ))}
      </div>
    </>
  );
}

function Chosen({ receipt }: { receipt: string }) {
  const sale = useSignal<ShownReceipt | null>(null);
  const missing = useSignal(false);
  const back = useSignal<Record<number, number>>({});
  const reason = useSignal("");
  const id = useSignal(newId());
  useEffect(() => {
    void look<ShownReceipt>("receipt", { receipt }).then((found) => {
      sale.value = found;
      missing.value = found === null;
    });
  }, [receipt]);
  const worth = useComputed(() =>
    (sale.value?.items ?? []).reduce((sum, item) => {
      const milli = back.value[item.item] ?? 0;
      return sum + (item.quantity_milli ? Math.round((item.paid_minor * milli) / item.quantity_milli) : 0);
    }, 0),
  );
  const own = sale.value;
  const payOut = usePayOut(own);
  if (missing.value) return <NotHere receipt={receipt} />;
  if (own === null) return <p class="empty">{t("Reading …")}</p>;

  const send = async (): Promise<void> => {
    const lines = Object.entries(back.value)
      .filter(([, milli]) => milli > 0)
      .map(([item, milli]) => ({ item: Number(item), quantity_milli: milli }));
    const answer = await tryTo<Receipt>("refund", {
      id: id.value,
      receipt: own.receipt,
      lines,
      ...payOut.body,
      reason: reason.value,
    });
    if (answer === null) return;
    sound("good");
    say(t("{receipt}: pay out {total}.", { receipt: answer.receipt, total: money(-answer.total_minor) }), "good");
    go("history");
  };

  return (
    <div class="split">
      <section aria-label={t("What comes back")}>
        <p class="quiet">
          {own.receipt} · {moment(own.at_ms)} · {money(own.total_minor)}
        </p>
        <ul class="pick">
          {own.items.filter(comesBack).map((item) => {
            const left = item.quantity_milli - item.refunded_milli;
            return (
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
                  mostMilli={left}
                  onMilli={(milli) => (back.value = { ...back.value, [item.item]: milli })}
                />
              </li>
            );
          })}
        </ul>
        <Button
          onPress={() =>
            (back.value = Object.fromEntries(
              own.items.filter(comesBack).map((item) => [item.item, item.quantity_milli - item.refunded_milli]),
            ))
          }
        >
          {t("All of it")}
        </Button>
      </section>
      <aside class="card">
        <span class="quiet">{t("To pay out, about")}</span>
        <output class="big-figure">{money(worth.value)}</output>
        <PayOut own={payOut} />
        <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
        <Button tone="brand" disabled={worth.value <= 0 || !payOut.ready} onPress={() => void send()}>
          {t("Refund {amount}", { amount: money(worth.value) })}
        </Button>
        <p class="quiet">{t("The till works the exact amount out from the sale.")}</p>
      </aside>
    </div>
  );
}

/** A gift card is spent, and does not come back. */
const comesBack = (item: ShownReceipt["items"][number]): boolean => item.sku !== GIFT_CARD;

function NotHere({ receipt }: { receipt: string }) {
  return (
    <div class="empty">
      <p>{t("Receipt {receipt} is not on this till.", { receipt })}</p>
      <Button onPress={() => go("refund")}>{t("Try another")}</Button>
    </div>
  );
}
