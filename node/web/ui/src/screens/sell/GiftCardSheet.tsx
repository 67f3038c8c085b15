/** Selling a gift card, or putting more on one: its number, and how much. */

import { useSignal } from "@preact/signals";
import { Button, Field, Form } from "../../parts/Form";
import { CameraButton } from "../../parts/CameraButton";
import { Sheet } from "../../parts/Sheet";
import { parseMoney } from "../../logic/money";
import { GIFT_CARD } from "../../logic/tender";
import { withGiftCard } from "../../logic/ticket";
import { sound } from "../../state/notices";
import { cardToSell } from "../../state/selling";
import { useStanding } from "../../state/standing";
import { change, ticket } from "../../state/tickets";
import { money, moneyParts, t } from "../../state/words";
import { tenderName } from "./tenderNames";

/** What people give: in units of the currency. */
const LIKELY = [10, 20, 30, 50, 100, 200];

export function GiftCardSheet({ code: first, onClose }: { code: string; onClose: () => void }) {
  const code = useSignal(first);
  const amount = useSignal("");
  const { exponent } = moneyParts.value;
  const minor = parseMoney(amount.value, exponent);
  const named = code.value.trim();
  const sell = (amountMinor: number | null): void => {
    if (!named || !amountMinor) return;
    change(withGiftCard(ticket.value, named, tenderName(GIFT_CARD), amountMinor), null);
    sound("good");
    onClose();
  };
  return (
    <Sheet title={tenderName(GIFT_CARD)} onClose={onClose} onScan={(scan) => (code.value = scan)}>
      <Form onSend={() => sell(minor)}>
        <div class="row">
          <Field
            label={t("Scan the card, or type its number")}
            autofocus={!first}
            value={code.value}
            onValue={(value) => (code.value = value)}
          />
          <CameraButton onCode={(scan) => (code.value = scan)} />
        </div>
        <OnIt code={named} />
        <div class="percents" role="group" aria-label={t("Amount")}>
          {LIKELY.map((each) => (
            <Button key={each} disabled={!named} onPress={() => sell(each * 10 ** exponent)}>
              {money(each * 10 ** exponent)}
            </Button>
          ))}
        </div>
        <Field
          label={t("Another amount")}
          inputMode="decimal"
          autofocus={first !== ""}
          value={amount.value}
          onValue={(value) => (amount.value = value)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!named || !minor}>
            {t("Put it on the card")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

/** Whether the card is known, so that nobody sells a new one by the number of another. */
function OnIt({ code }: { code: string }) {
  const standing = useStanding(GIFT_CARD, code).value;
  const said =
    standing.is === "known"
      ? t("There is {total} on it already; what is paid now comes on top.", {
          total: money(standing.credit.total),
        })
      : t("It is sold new when the ticket is paid.");
  return <p class="quiet">{code && standing.is !== "asking" ? said : "\u00a0"}</p>;
}

/** Opened by its key, and by a scan of a card that is known. */
export function CardToSell() {
  return cardToSell.value === null ? null : (
    <GiftCardSheet code={cardToSell.value} onClose={() => (cardToSell.value = null)} />
  );
}
