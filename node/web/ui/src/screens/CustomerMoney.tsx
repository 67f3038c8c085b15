/** What a customer may spend and what they owe: read, paid, and how much they may owe. */

import { useSignal } from "@preact/signals";
import type { Account, CustomerLine } from "../api/answers";
import { Button, Choice, Field, Form } from "../parts/Form";
import { newId } from "../logic/identifiers";
import { parseMoney } from "../logic/money";
import { POINTS, STORE_CREDIT } from "../logic/tender";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { useStanding } from "../state/standing";
import { money, moneyParts, number, t } from "../state/words";
import { tenderName } from "./sell/tenderNames";

export function CustomerMoney({ customer }: { customer: CustomerLine }) {
  const account = useVerb<Account>("account-show", { customer: customer.id });
  const credit = useStanding(STORE_CREDIT, customer.id).value;
  const points = useStanding(POINTS, customer.id).value;
  const doing = useSignal<"pay" | "limit" | null>(null);
  const own = account.data.value;
  const done = (): void => {
    doing.value = null;
    void account.reload();
  };
  return (
    <section aria-label={t("Their money")}>
      <dl class="standing">
        <div>
          <dt>{tenderName(STORE_CREDIT)}</dt>
          <dd>{credit.is === "known" ? money(credit.credit.total) : "–"}</dd>
        </div>
        <div>
          <dt>{tenderName(POINTS)}</dt>
          <dd>{points.is === "known" ? number(points.credit.total) : "–"}</dd>
        </div>
        <div data-mark={(own?.owed_minor ?? 0) > 0}>
          <dt>{t("Owes")}</dt>
          <dd>
            {own === null ? "–" : money(own.owed_minor)}
            {own !== null && (
              <small>{t("may owe {limit}", { limit: money(own.credit_limit_minor) })}</small>
            )}
          </dd>
        </div>
      </dl>
      {own !== null && doing.value === null && (
        <div class="buttons">
          <Button onPress={() => (doing.value = "limit")}>{t("How much they may owe")}</Button>
          <Button disabled={own.owed_minor <= 0} onPress={() => (doing.value = "pay")}>
            {t("They pay what they owe")}
          </Button>
        </div>
      )}
      {own !== null && doing.value === "pay" && <Pay own={own} onDone={done} />}
      {own !== null && doing.value === "limit" && <Limit own={own} onDone={done} />}
    </section>
  );
}

interface Props {
  own: Account;
  onDone: () => void;
}

function Pay({ own, onDone }: Props) {
  const id = useSignal(newId());
  const typed = useSignal("");
  const tender = useSignal("cash");
  const minor = typed.value
    ? parseMoney(typed.value, moneyParts.value.exponent)
    : own.owed_minor;
  const send = async (): Promise<void> => {
    const body = { customer: own.customer, amount_minor: minor, tender: tender.value };
    const answer = await tryTo<Account>("account-pay", { id: id.value, ...body });
    if (answer === null) return;
    sound("good");
    say(t("Paid; {left} is left.", { left: money(answer.owed_minor) }), "good");
    onDone();
  };
  return (
    <Form onSend={() => minor && void send()}>
      <Field
        label={t("Amount")}
        note={t("Left empty: all they owe.")}
        inputMode="decimal"
        autofocus
        value={typed.value}
        onValue={(value) => (typed.value = value)}
      />
      <Choice
        label={t("Paid with")}
        value={tender.value}
        options={["cash", "card", "other"].map((kind) => [kind, tenderName(kind)] as const)}
        onValue={(value) => (tender.value = value)}
      />
      <div class="buttons">
        <Button onPress={onDone}>{t("Leave it")}</Button>
        <Button type="submit" tone="brand" disabled={!minor}>
          {t("Take {amount}", { amount: money(minor ?? 0) })}
        </Button>
      </div>
    </Form>
  );
}

function Limit({ own, onDone }: Props) {
  const id = useSignal(newId());
  const typed = useSignal("");
  const minor = parseMoney(typed.value, moneyParts.value.exponent);
  const send = async (): Promise<void> => {
    const body = { id: id.value, customer: own.customer, credit_limit_minor: minor };
    if ((await tryTo("customer-edit", body)) !== null) onDone();
  };
  return (
    <Form onSend={() => minor !== null && void send()}>
      <Field
        label={t("How much they may owe")}
        inputMode="decimal"
        autofocus
        value={typed.value}
        onValue={(value) => (typed.value = value)}
      />
      <div class="buttons">
        <Button onPress={onDone}>{t("Leave it")}</Button>
        <Button type="submit" tone="brand" disabled={minor === null}>
          {t("Keep")}
        </Button>
      </div>
    </Form>
  );
}
