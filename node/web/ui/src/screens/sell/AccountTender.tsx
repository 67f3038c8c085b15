/** Buying on account: what a customer owes, and how much more they may. */

import type { Account } from "../../api/answers";
import { Button, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { ON_ACCOUNT, takenOf } from "../../logic/tender";
import { useVerb } from "../../state/loading";
import { dueWith, tenders } from "../../state/paying";
import { endTender, payWith } from "../../state/tendering";
import { ticket } from "../../state/tickets";
import { money, t } from "../../state/words";
import { AmountField, useAmount } from "./AmountField";
import { tenderName } from "./tenderNames";

export function AccountTender() {
  const { customer, customerName } = ticket.value;
  const { data } = useVerb<Account>("account-show", { customer });
  const own = data.value;
  return (
    <Sheet title={`${tenderName(ON_ACCOUNT)} · ${customerName}`} onClose={endTender}>
      {own === null ? <p class="quiet">{t("Asking the till …")}</p> : <Owing own={own} />}
    </Sheet>
  );
}

function Owing({ own }: { own: Account }) {
  const free = own.credit_limit_minor - own.owed_minor - takenOf(tenders.value, ON_ACCOUNT);
  const most = Math.max(0, free);
  const due = dueWith(ON_ACCOUNT);
  const amount = useAmount(due === null ? null : Math.min(due, most));
  const minor = amount.minor();
  const wrong = minor !== null && minor > most;
  return (
    <>
      <dl class="standing">
        <div>
          <dt>{t("Owes, as far as this till has heard")}</dt>
          <dd>{money(own.owed_minor)}</dd>
        </div>
        <div data-mark={most > 0}>
          <dt>{t("May buy for")}</dt>
          <dd>{money(most)}</dd>
        </div>
      </dl>
      {own.credit_limit_minor === 0 && (
        <p class="objection">
          {t("They may not owe anything: a manager says under Customers how much.")}
        </p>
      )}
      <Form
        onSend={() => minor && !wrong && payWith({ kind: ON_ACCOUNT, amountMinor: minor })}
      >
        <AmountField amount={amount} autofocus />
        {wrong && own.credit_limit_minor > 0 && (
          <p class="objection">
            {t("They may owe {limit} in all.", { limit: money(own.credit_limit_minor) })}
          </p>
        )}
        <div class="buttons">
          <Button onPress={endTender}>{t("Leave it")}</Button>
          <Button type="submit" tone="brand" disabled={!minor || wrong}>
            {t("Charge {amount}", { amount: money(minor ?? 0) })}
          </Button>
        </div>
      </Form>
    </>
  );
}
