/** Taking goods of a receipt back: find it, say what comes back, pay it out or give others. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HistoryList, Receipt, ShownReceipt } from "../api/answers";
import { Button, Choice, Field, Form } from "../parts/Form";
import { GoodsList, useGoods } from "../parts/GoodsList";
import { Page } from "../parts/Page";
import { newId } from "../logic/identifiers";
import { look, tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { go } from "../state/router";
import { moment, money, t } from "../state/words";
import { ComesBack, linesOf, worthOf } from "./ComesBack";
import { Exchange } from "./Exchange";
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
  useEffect(() => {
    void look<ShownReceipt>("receipt", { receipt }).then((found) => {
      sale.value = found;
      missing.value = found === null;
    });
  }, [receipt]);
  if (missing.value) return <NotHere receipt={receipt} />;
  if (sale.value === null) return <p class="empty">{t("Reading …")}</p>;
  return <Returning own={sale.value} />;
}

/** Money for what comes back, or other goods. */
function Returning({ own }: { own: ShownReceipt }) {
  const back = useSignal<Record<number, number>>({});
  const goods = useGoods();
  const exchanging = useSignal(false);
  const worth = worthOf(own, back.value);
  return (
    <div class="split">
      <div>
        <ComesBack own={own} back={back} />
        {exchanging.value && (
          <section class="stack" aria-label={t("Is taken instead")}>
            <h2>{t("Is taken instead")}</h2>
            <GoodsList goods={goods} priced />
          </section>
        )}
      </div>
      <aside class="card">
        <Choice
          label={t("The customer wants")}
          value={exchanging.value ? "goods" : "money"}
          options={[
            ["money", t("Money back")],
            ["goods", t("Other goods")],
          ]}
          onValue={(wanted) => (exchanging.value = wanted === "goods")}
        />
        {exchanging.value ? (
          <Exchange own={own} back={back.value} worth={worth} goods={goods} />
        ) : (
          <MoneyBack own={own} back={back.value} worth={worth} />
        )}
      </aside>
    </div>
  );
}

interface MoneyProps {
  own: ShownReceipt;
  back: Record<number, number>;
  worth: number;
}

function MoneyBack({ own, back, worth }: MoneyProps) {
  const reason = useSignal("");
  const id = useSignal(newId());
  const payOut = usePayOut(own);
  const send = async (): Promise<void> => {
    const answer = await tryTo<Receipt>("refund", {
      id: id.value,
      receipt: own.receipt,
      lines: linesOf(back),
      ...payOut.body,
      reason: reason.value,
    });
    if (answer === null) return;
    sound("good");
    say(t("{receipt}: pay out {total}.", { receipt: answer.receipt, total: money(-answer.total_minor) }), "good");
    go("history");
  };
  return (
    <>
      <span class="quiet">{t("To pay out, about")}</span>
      <output class="big-figure">{money(worth)}</output>
      <PayOut own={payOut} />
      <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
      <Button tone="brand" disabled={worth <= 0 || !payOut.ready} onPress={() => void send()}>
        {t("Refund {amount}", { amount: money(worth) })}
      </Button>
      <p class="quiet">{t("The till works the exact amount out from the sale.")}</p>
    </>
  );
}

function NotHere({ receipt }: { receipt: string }) {
  return (
    <div class="empty">
      <p>{t("Receipt {receipt} is not on this till.", { receipt })}</p>
      <Button onPress={() => go("refund")}>{t("Try another")}</Button>
    </div>
  );
}
