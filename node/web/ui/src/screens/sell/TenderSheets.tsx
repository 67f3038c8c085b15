/** What a tender asks for before it pays: one sheet for each kind that asks anything. */

import { useSignal } from "@preact/signals";
import { Button, Field, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { BANK_QR, OF_A_CUSTOMER, ON_ACCOUNT, VOUCHER } from "../../logic/tender";
import { dueWith, stage } from "../../state/paying";
import { endTender, payWith, tendering } from "../../state/tendering";
import { ticket } from "../../state/tickets";
import { money, t } from "../../state/words";
import { AccountTender } from "./AccountTender";
import { AmountField, useAmount } from "./AmountField";
import { CreditTender } from "./CreditTender";
import { CustomerSheet } from "./CustomerSheet";
import { tenderName } from "./tenderNames";

export function TenderSheets() {
  const own = tendering.value;
  if (own === null || stage.value !== "pay") return null;
  // Whose credit it is must be known first; Esc there leaves the tender, too.
  if (OF_A_CUSTOMER.has(own.kind) && !ticket.value.customer) {
    return <CustomerSheet onClose={() => !ticket.value.customer && endTender()} />;
  }
  if (own.kind === ON_ACCOUNT) return <AccountTender />;
  if (own.kind === BANK_QR) return <BankTender />;
  if (own.kind === VOUCHER) return <VoucherTender />;
  return <CreditTender kind={own.kind} code={own.code} />;
}

function VoucherTender() {
  const number = useSignal("");
  const amount = useAmount(dueWith(VOUCHER));
  const minor = amount.minor();
  return (
    <Sheet title={tenderName(VOUCHER)} onClose={endTender} onScan={(code) => (number.value = code)}>
      <Form
        onSend={() =>
          minor && payWith({ kind: VOUCHER, amountMinor: minor, reference: number.value.trim() })
        }
      >
        <Field
          label={t("Number of the voucher")}
          note={t("Scan it or type it; the till keeps it with the sale.")}
          autofocus
          value={number.value}
          onValue={(value) => (number.value = value)}
        />
        <AmountField amount={amount} />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!minor}>
            {t("Take {amount}", { amount: money(minor ?? 0) })}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

/** A bank's QR code is paid on the customer's telephone; the till cannot hear the bank. */
function BankTender() {
  const reference = useSignal("");
  const amount = useAmount(dueWith(BANK_QR));
  const minor = amount.minor();
  const end = (pending: boolean): void => {
    if (!minor) return;
    payWith({ kind: BANK_QR, amountMinor: minor, reference: reference.value.trim(), pending });
  };
  return (
    <Sheet title={tenderName(BANK_QR)} onClose={endTender} onScan={(code) => (reference.value = code)}>
      <p>{t("Let the customer scan the bank's code, and look whether the money arrives.")}</p>
      {/* Enter says nothing here: that money is there is said on purpose. */}
      <Form onSend={() => undefined}>
        <AmountField amount={amount} autofocus />
        <Field
          label={t("What the bank calls the payment")}
          value={reference.value}
          onValue={(value) => (reference.value = value)}
        />
        <div class="outcomes">
          <Button tone="brand" disabled={!minor} onPress={() => end(false)}>
            <span>
              {t("The money is here")}
              <small>{t("Paid, as with a card.")}</small>
            </span>
          </Button>
          <Button disabled={!minor} onPress={() => end(true)}>
            <span>
              {t("Not heard yet")}
              <small>{t("The sale counts; History shows the money as still to come.")}</small>
            </span>
          </Button>
          <Button onPress={endTender}>
            <span>
              {t("It did not work")}
              <small>{t("Nothing is taken; pay with something else.")}</small>
            </span>
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
