/** Coupons for the shop's own promotions: what the customer shows, and what it takes off. */

import { useSignal } from "@preact/signals";
import { CameraButton } from "../../parts/CameraButton";
import { Icon } from "../../parts/Icon";
import { Button, Field, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { withoutCoupon } from "../../logic/ticket";
import { sound } from "../../state/notices";
import { addCoupon } from "../../state/selling";
import { change, ticket } from "../../state/tickets";
import { t } from "../../state/words";

export function CouponSheet({ onClose }: { onClose: () => void }) {
  const typed = useSignal("");
  const wrong = useSignal("");
  const coupons = ticket.value.coupons ?? [];
  const add = async (coupon: string): Promise<void> => {
    if (!coupon) return;
    wrong.value = (await addCoupon(coupon)) ?? "";
    typed.value = wrong.value ? coupon : "";
    sound(wrong.value ? "bad" : "good");
    if (!wrong.value) onClose();
  };
  return (
    <Sheet title={t("Coupon")} onClose={onClose} onScan={(code) => void add(code)}>
      <Form class="row" onSend={() => void add(typed.value.trim())}>
        <Field
          label={t("Scan the coupon, or type what is on it")}
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
        <CameraButton onCode={(code) => void add(code)} />
        <Button type="submit" tone="brand" disabled={!typed.value.trim()}>
          {t("Add")}
        </Button>
      </Form>
      {wrong.value && <p class="objection">{wrong.value}</p>}
      <ul class="tenders" aria-label={t("Coupons on the ticket")}>
        {coupons.map((each) => (
          <li key={each}>
            <span>{each}</span>
            <span />
            <button
              type="button"
              class="round"
              aria-label={t("Take it back")}
              onClick={() => change(withoutCoupon(ticket.value, each))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
