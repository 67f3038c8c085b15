/** One promotion, made or changed; a change is of the fields that differ, and of nothing else. */

import { useSignal } from "@preact/signals";
import type { Promotion } from "../api/answers";
import { Button, Choice, Field, Form } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { typedMoney } from "../logic/money";
import {
  bodyOf,
  draftOf,
  EMPTY,
  isBasket,
  isShare,
  PROMOTION_KINDS,
  type Draft,
} from "../logic/promotions";
import { tryTo } from "../state/asking";
import { catalogue } from "../state/catalogue";
import { moneyParts, t } from "../state/words";

const kindName = (): Record<string, string> => ({
  percent: t("Per cent off goods"),
  amount: t("Amount off goods"),
  "n-for-m": t("Several for the price of fewer"),
  "basket-percent": t("Per cent off the ticket"),
  "basket-amount": t("Amount off the ticket"),
});

export function PromotionSheet({ own, onDone }: { own: Promotion | null; onDone: () => void }) {
  const parts = moneyParts.value;
  const first = own ? draftOf(own, (minor) => typedMoney(minor, parts)) : EMPTY;
  const draft = useSignal<Draft>(first);
  const id = useSignal(newId());
  const body = bodyOf(draft.value, parts.exponent);
  const set = (change: Partial<Draft>): void => void (draft.value = { ...draft.value, ...change });
  const send = async (more: object = {}): Promise<void> => {
    if (body === null) return;
    if ((await tryTo("promotion-set", { id: id.value, ...body, active: true, ...more })) !== null) onDone();
  };
  const names = kindName();
  const { kind } = draft.value;
  return (
    <Sheet title={own ? own.name || own.code : t("New promotion")} onClose={onDone} wide>
      <Form onSend={() => void send()}>
        <div class="pair">
          {own === null && (
            <Field label={t("Code")} note={t("A short word, for you.")} autofocus value={draft.value.code} onValue={(code) => set({ code })} />
          )}
          <Field label={t("Name on the receipt")} value={draft.value.name} onValue={(name) => set({ name })} />
        </div>
        <Choice
          label={t("What it gives")}
          value={kind}
          options={PROMOTION_KINDS.map((each) => [each, names[each] ?? each] as const)}
          onValue={(next) => set({ kind: next, off: "" })}
        />
        <Off draft={draft.value} set={set} />
        {!isBasket(kind) && <Goods draft={draft.value} set={set} />}
        <Limits draft={draft.value} set={set} />
        <div class="buttons">
          {own?.active && (
            <Button tone="bad" onPress={() => void send({ active: false })}>
              {t("End it now")}
            </Button>
          )}
          <Button type="submit" tone="brand" disabled={body === null}>
            {t("Keep")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

interface Props {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

function Off({ draft, set }: Props) {
  if (draft.kind === "n-for-m") {
    return (
      <div class="pair">
        <Field label={t("Take")} inputMode="numeric" value={draft.take} onValue={(take) => set({ take })} />
        <Field label={t("Pay for")} inputMode="numeric" value={draft.pay} onValue={(pay) => set({ pay })} />
      </div>
    );
  }
  return (
    <Field
      label={isShare(draft.kind) ? t("Per cent") : t("Amount off")}
      inputMode="decimal"
      value={draft.off}
      onValue={(off) => set({ off })}
    />
  );
}

function Goods({ draft, set }: Props) {
  const names = catalogue.value.departments.filter(Boolean);
  return (
    <div class="pair">
      <Field
        label={t("Only this product")}
        note={catalogue.value.byCode(draft.sku)?.name ?? t("Its code; empty for all.")}
        value={draft.sku}
        onValue={(sku) => set({ sku: catalogue.value.byCode(sku)?.sku ?? sku })}
      />
      <Field
        label={t("Only this department")}
        note={names.slice(0, 6).join(", ")}
        value={draft.department}
        onValue={(department) => set({ department })}
      />
    </div>
  );
}

function Limits({ draft, set }: Props) {
  return (
    <>
      <div class="pair">
        <Field label={t("First day")} type="date" value={draft.from} onValue={(from) => set({ from })} />
        <Field label={t("Last day")} type="date" value={draft.until} onValue={(until) => set({ until })} />
      </div>
      <div class="pair">
        <Field
          label={t("From a ticket of")}
          inputMode="decimal"
          value={draft.least}
          onValue={(least) => set({ least })}
        />
        <Field
          label={t("With the coupon")}
          note={t("Empty: without one.")}
          value={draft.coupon}
          onValue={(coupon) => set({ coupon })}
        />
      </div>
      <div class="pair">
        <Field label={t("Only this group")} value={draft.group} onValue={(group) => set({ group })} />
        <Field label={t("Only this branch")} value={draft.branch} onValue={(branch) => set({ branch })} />
      </div>
    </>
  );
}
