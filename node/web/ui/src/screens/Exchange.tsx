/** Other goods for those that come back, in one act: what they come to, and who pays the rest. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Exchanged, Quote, ShownReceipt } from "../api/answers";
import { Button, Choice, Field } from "../parts/Form";
import type { Goods } from "../parts/GoodsList";
import { newId } from "../logic/identifiers";
import { inCoins } from "../logic/paying";
import { CARD, CASH, OTHER } from "../logic/tender";
import { tryTo } from "../state/asking";
import { handleKeys } from "../state/keyboard";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { go } from "../state/router";
import { money, t } from "../state/words";
import { linesOf } from "./ComesBack";
import { AgeQuestion } from "./sell/AgeSheet";
import { tenderName } from "./sell/tenderNames";

interface Props {
  own: ShownReceipt;
  back: Record<number, number>;
  worth: number;
  goods: Goods;
}

/** What is scanned while goods are exchanged is taken by the customer. */
export function Exchange(props: Props) {
  const { goods, own } = props;
  useEffect(() => handleKeys({ scan: (code) => void goods.add(code) }), []);
  const lines = goods.asked();
  return lines.length ? (
    <Priced {...props} basket={{ lines, ...(own.customer ? { customer: own.customer } : {}) }} />
  ) : (
    <p class="quiet">{t("Scan or search what the customer takes instead.")}</p>
  );
}

function Priced({ own, back, worth, basket }: Props & { basket: object }) {
  const id = useSignal(newId());
  const { data, fresh } = useVerb<Quote>("quote", basket);
  const tender = useSignal(CASH);
  const reason = useSignal("");
  const askingAge = useSignal(false);
  const quote = data.value;
  if (quote === null) return <p class="quiet">{t("Asking the till …")}</p>;
  const rest = quote.to_pay_minor - worth;
  const pays = rest > 0;
  // What is paid out is coins; so is what is paid, unless somebody chooses.
  const inCash = !pays || tender.value === CASH;
  const due = inCash ? inCoins(rest, quote.cash_step_minor) : rest;

  const send = async (ageChecked: boolean): Promise<void> => {
    askingAge.value = false;
    const answer = await tryTo<Exchanged>("exchange", {
      id: id.value,
      receipt: own.receipt,
      back: linesOf(back),
      ...basket,
      ...(inCash ? {} : { tenders: [{ kind: tender.value, amount_minor: rest }] }),
      ...(ageChecked ? { age_checked: true } : {}),
      reason: reason.value,
    });
    if (answer === null) return;
    sound("good");
    say(outcome(answer.sale.receipt, answer.to_pay_minor), "good");
    go("history");
  };
  const press = (): void => {
    if (quote.minimum_age > 0) askingAge.value = true;
    else void send(false);
  };
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t("Comes back")}</dt>
          <dd>{money(worth)}</dd>
        </div>
        <div>
          <dt>{t("Is taken instead")}</dt>
          <dd>{money(quote.to_pay_minor)}</dd>
        </div>
      </dl>
      <span class="quiet">{pays ? t("To pay") : t("To pay out")}</span>
      <output class="big-figure" data-sure={fresh}>
        {money(Math.abs(due))}
      </output>
      {pays && (
        <Choice
          label={t("Paid with")}
          value={tender.value}
          options={[CASH, CARD, OTHER].map((kind) => [kind, tenderName(kind)] as const)}
          onValue={(kind) => (tender.value = kind)}
        />
      )}
      <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
      <Button tone="brand" disabled={!fresh || worth <= 0} onPress={press}>
        {due === 0
          ? t("Exchange, nothing to pay")
          : due > 0
            ? t("Exchange, and take {amount}", { amount: money(due) })
            : t("Exchange, and pay out {amount}", { amount: money(-due) })}
      </Button>
      {worth <= 0 && <p class="quiet">{t("Say first what comes back.")}</p>}
      {askingAge.value && (
        <AgeQuestion
          age={quote.minimum_age}
          onNo={() => (askingAge.value = false)}
          onYes={() => void send(true)}
        />
      )}
    </>
  );
}

function outcome(receipt: string, toPay: number): string {
  const amount = money(Math.abs(toPay));
  if (toPay > 0) return t("{receipt}: exchanged, {amount} was paid.", { receipt, amount });
  if (toPay < 0) return t("{receipt}: exchanged, pay out {amount}.", { receipt, amount });
  return t("{receipt}: exchanged.", { receipt });
}
