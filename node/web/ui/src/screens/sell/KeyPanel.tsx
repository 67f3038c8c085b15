/** The keys: functions above, the numpad below them, the largest key at the end of the way. */

import { Icon } from "../../parts/Icon";
import { Key } from "../../parts/Key";
import { Numpad } from "../../parts/Numpad";
import { device } from "../../state/device";
import { go } from "../../state/router";
import { stage, startPaying, takeTender, nextSale, offered, payExactCash } from "../../state/paying";
import { totalMinor } from "../../state/quoting";
import { cardToSell, entry, removeSelected, setPrice, setQuantity } from "../../state/selling";
import { ticket } from "../../state/tickets";
import { money, quantity, t } from "../../state/words";
import { enter, recallNow } from "./keys";
import { narrowPart } from "./narrow";
import { holdNow, sheet } from "./sheets";

export function KeyPanel() {
  return (
    <section class="keys" aria-label={t("Keys")}>
      <FunctionKeys />
      <EntryLine />
      <Numpad times={stage.value === "sell"} />
      <BigKey />
      <PartSwitch />
    </section>
  );
}

function FunctionKeys() {
  const selling = stage.value === "sell";
  const empty = !ticket.value.lines.length;
  const { keymap } = device.value;
  return (
    <div class="functions">
      <Key icon="pause" hint={keymap.hold} disabled={!selling || empty} onPress={holdNow}>
        {t("Hold")}
      </Key>
      <Key icon="ticket" hint={keymap.recall} disabled={!selling} onPress={recallNow}>
        {t("Recall")}
      </Key>
      <Key icon="refund" disabled={!selling} onPress={() => go("refund")}>
        {t("Refund")}
      </Key>
      <Key hint={keymap.quantity} disabled={!selling || empty} onPress={setQuantity}>
        {t("Quantity")}
      </Key>
      <Key
        hint={keymap.discount}
        disabled={!selling || empty}
        onPress={() => (sheet.value = "discount")}
      >
        {t("Discount")}
      </Key>
      <Key disabled={!selling || empty} onPress={setPrice}>
        {t("Price")}
      </Key>
      <Key hint={keymap.customer} icon="person" disabled={!selling} onPress={() => (sheet.value = "customer")}>
        {t("Customer")}
      </Key>
      <Key disabled={!selling} onPress={() => (cardToSell.value = "")}>
        {t("Gift card")}
      </Key>
      <Key disabled={!selling} onPress={() => (sheet.value = "coupon")}>
        {t("Coupon")}
      </Key>
      <Key icon="trash" tone="bad" disabled={!selling || empty} onPress={removeSelected}>
        {t("Remove")}
      </Key>
      <Key
        icon="cash"
        area="exact"
        hint={keymap.exact}
        disabled={empty || stage.value === "confirming" || stage.value === "done"}
        onPress={() => void payExactCash()}
      >
        {t("Exact cash")}
      </Key>
    </div>
  );
}

/** What was typed so far. In paying it stands in place of the exact amount. */
function EntryLine() {
  const { text, timesMilli } = entry.value;
  const paying = stage.value === "pay";
  const shown = text || (paying && offered.value !== null ? money(offered.value) : "");
  return (
    <output class="entry" aria-label={t("Typed")} data-typed={text !== ""}>
      {timesMilli !== null && <span class="entry-times">{quantity(timesMilli)} ×</span>}
      <span>{shown}</span>
    </output>
  );
}

function BigKey() {
  const own = stage.value;
  const { keymap } = device.value;
  if (own === "done") {
    return (
      <Key area="big" tone="brand" hint="Enter" onPress={nextSale}>
        {t("Next customer")}
      </Key>
    );
  }
  if (own === "pay") {
    const amount = offered.value;
    return (
      <Key area="big" tone="brand" hint="Enter" disabled={amount === null} onPress={() => void takeTender()}>
        {amount === null ? t("Asking the till …") : t("Take {amount}", { amount: money(amount) })}
      </Key>
    );
  }
  if (entry.value.text) {
    return (
      <Key area="big" tone="soft" hint="Enter" onPress={enter}>
        {t("Add code {code}", { code: entry.value.text })}
      </Key>
    );
  }
  return (
    <Key
      area="big"
      tone="brand"
      hint={keymap.pay}
      disabled={!ticket.value.lines.length || own === "confirming"}
      onPress={startPaying}
    >
      {t("Pay")} <b>{money(totalMinor.value)}</b>
    </Key>
  );
}

/** Shown on a phone only: goods or keys. */
function PartSwitch() {
  const other = narrowPart.value === "keys" ? "products" : "keys";
  return (
    <button type="button" class="part-switch" onClick={() => (narrowPart.value = other)}>
      <Icon name={other === "keys" ? "count" : "list"} />
      {other === "keys" ? t("Keys") : t("Goods")}
    </button>
  );
}
