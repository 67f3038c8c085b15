/** How a refund is paid out: as it was paid, in cash, onto a gift card, as somebody's credit. */

import { useSignal, type Signal } from "@preact/signals";
import type { CustomerLine, ShownReceipt } from "../api/answers";
import { Button, Choice, Field } from "../parts/Form";
import { GIFT_CARD, OF_A_CUSTOMER, REFUND_KINDS } from "../logic/tender";
import { t } from "../state/words";
import { FindCustomer } from "./sell/CustomerSheet";
import { tenderName } from "./sell/tenderNames";

/** The choice that leaves it to the tenders it was paid with. */
const AS_PAID = "as-paid";

export interface PayOutChosen {
  kind: string;
  /** What there is to choose from. */
  kinds: readonly string[];
  choose: (kind: string) => void;
  card: Signal<string>;
  customer: Signal<CustomerLine | null>;
  /** Whom the sale names; empty for nobody. */
  named: string;
  ready: boolean;
  /** What the refund's command says of it. */
  body: object;
}

export function usePayOut(sale: ShownReceipt | null): PayOutChosen {
  const said = useSignal<string | null>(null);
  const card = useSignal("");
  const customer = useSignal<CustomerLine | null>(null);
  // Where credit was a part of it, somebody says where the money goes: the node cannot know.
  const credit = (sale?.tenders ?? []).some(([kind]) => isCredit(String(kind)));
  const kinds = credit ? REFUND_KINDS : [AS_PAID, ...REFUND_KINDS];
  const kind = said.value ?? kinds[0]!;
  const named = sale?.customer ?? "";
  const whose = customer.value?.id ?? named;
  const body = {
    ...(kind === AS_PAID ? {} : { tender: kind }),
    ...(kind === GIFT_CARD ? { reference: card.value.trim() } : {}),
    ...(OF_A_CUSTOMER.has(kind) ? { customer: whose } : {}),
  };
  const ready =
    kind === GIFT_CARD ? card.value.trim() !== "" : !OF_A_CUSTOMER.has(kind) || whose !== "";
  return { kind, kinds, choose: (next) => (said.value = next), card, customer, named, ready, body };
}

const isCredit = (kind: string): boolean => kind === GIFT_CARD || OF_A_CUSTOMER.has(kind);

export function PayOut({ own }: { own: PayOutChosen }) {
  const finding = useSignal(false);
  return (
    <>
      <Choice
        label={t("Pay out with")}
        value={own.kind}
        options={own.kinds.map(
          (kind) => [kind, kind === AS_PAID ? t("As it was paid") : tenderName(kind)] as const,
        )}
        onValue={own.choose}
      />
      {own.kind === GIFT_CARD && (
        <Field
          label={t("Number of the gift card")}
          value={own.card.value}
          onValue={(value) => (own.card.value = value)}
        />
      )}
      {OF_A_CUSTOMER.has(own.kind) && (
        <div class="row">
          <span>{own.customer.value?.name ?? (own.named ? t("Whom the sale names") : t("Whose?"))}</span>
          <Button onPress={() => (finding.value = true)}>{t("Choose the customer")}</Button>
        </div>
      )}
      {finding.value && (
        <FindCustomer
          onClose={() => (finding.value = false)}
          onTake={(found) => {
            own.customer.value = found;
            finding.value = false;
          }}
        />
      )}
    </>
  );
}
