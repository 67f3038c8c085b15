/** The sheets of the sell screen: discount, customer, help. */

import { signal, useSignal } from "@preact/signals";
import { Button, Choice, Field, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { ACTIONS, type Action } from "../../logic/keymap";
import { parseMoney } from "../../logic/money";
import { amountOf, estimateMinor, withDiscount } from "../../logic/ticket";
import { device } from "../../state/device";
import { say } from "../../state/notices";
import { session } from "../../state/session";
import { putAside } from "../../state/sharing";
import { change, selectedLine, ticket } from "../../state/tickets";
import { clock, money, t } from "../../state/words";
import { CouponSheet } from "./CouponSheet";
import { CustomerSheet } from "./CustomerSheet";

export const sheet = signal<"discount" | "customer" | "coupon" | "help" | null>(null);

const close = () => (sheet.value = null);

export function SellSheets() {
  if (sheet.value === "discount") return <DiscountSheet />;
  if (sheet.value === "customer") return <CustomerSheet onClose={close} />;
  if (sheet.value === "coupon") return <CouponSheet onClose={close} />;
  if (sheet.value === "help") return <HelpSheet />;
  return null;
}

/** Put the ticket aside under the customer's name, else under the time it was opened. */
export function holdNow(): void {
  const own = ticket.value;
  if (!own.lines.length) return;
  const label = own.label || own.customerName || clock(own.openedMs);
  putAside(label);
  say(t("Ticket {label} is put aside.", { label }));
}

const PERCENTS = [5, 10, 15, 20, 25, 50];

function DiscountSheet() {
  const goods = ticket.value.lines.filter((each) => each.card === undefined);
  const line = goods.find((each) => each === selectedLine.value);
  const on = useSignal<"line" | "ticket">("ticket");
  const amount = useSignal("");
  const reason = useSignal("");
  const key = on.value === "line" && line ? line.key : null;
  const all = { ...ticket.value, lines: goods, discounts: [] };
  const base = key === null ? estimateMinor(all) : amountOf(line!);
  const take = (amountMinor: number, why: string) => {
    change(withDiscount(ticket.value, { key, amountMinor, reason: reason.value || why }));
    close();
  };
  const typed = parseMoney(amount.value, session.value?.currency_exponent ?? 2);
  return (
    <Sheet title={t("Discount")} onClose={close}>
      <Form onSend={() => typed !== null && take(typed, "")}>
        <Choice
          label={t("Off what")}
          value={on.value}
          options={[
            ["ticket", t("the whole ticket")],
            ...(line ? ([["line", line.name]] as const) : []),
          ]}
          onValue={(value) => (on.value = value as "line" | "ticket")}
        />
        <div class="percents">
          {PERCENTS.map((percent) => (
            <Button key={percent} onPress={() => take(Math.round((base * percent) / 100), `${percent} %`)}>
              {percent} % <small>−{money(Math.round((base * percent) / 100))}</small>
            </Button>
          ))}
        </div>
        <Field
          label={t("Amount off")}
          inputMode="decimal"
          autofocus
          value={amount.value}
          onValue={(value) => (amount.value = value)}
        />
        <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
        <div class="buttons">
          <Button onPress={() => take(0, "")}>{t("No discount")}</Button>
          <Button type="submit" tone="brand" disabled={typed === null}>
            {t("Take off")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

export function actionName(action: Action): string {
  const names: Record<Action, string> = {
    help: t("This help"),
    search: t("Search"),
    customer: t("Customer"),
    hold: t("Hold the ticket"),
    recall: t("Recall a ticket"),
    quantity: t("Quantity of the line"),
    discount: t("Discount"),
    pay: t("Pay"),
    exact: t("Exact cash and close"),
    menu: t("Menu"),
    times: t("So many of what is scanned next"),
    back: t("Back, or clear what was typed"),
  };
  return names[action];
}

function HelpSheet() {
  const rows: [string, string][] = [
    ...ACTIONS.map((each): [string, string] => [device.value.keymap[each], actionName(each)]),
    ["Enter", t("Add the typed code; pay; take what is due; next customer")],
    ["F5", t("Reloads the page; nothing is lost")],
  ];
  return (
    <Sheet title={t("Keys")} onClose={close}>
      <dl class="help">
        {rows.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        {t("A scanner works wherever the cursor is. Keys can be changed in Settings.")}
      </p>
    </Sheet>
  );
}
