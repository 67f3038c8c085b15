/** The ticket: what was scanned, what it comes to. The total is the largest thing there is. */

import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../parts/Icon";
import { amountOf, inOrder, minimumAgeOf, piecesMilli, type Line } from "../../logic/ticket";
import { MILLI } from "../../logic/quantity";
import { flash } from "../../state/notices";
import { isConfirmed, objection, quote, totalMinor } from "../../state/quoting";
import { waitingCount } from "../../state/sharing";
import { selected, selectedLine, ticket, unconfirmed } from "../../state/tickets";
import { money, quantity, t, tn } from "../../state/words";
import { chargeName } from "./lineNames";
import { sheet } from "./sheets";

export function TicketPanel() {
  const own = ticket.value;
  return (
    <section class="ticket" aria-label={t("Ticket")} data-flash={flash.value.tone}>
      <header class="ticket-head">
        <h2>{own.label || t("Ticket")}</h2>
        <button
          type="button"
          class="customer"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => (sheet.value = "customer")}
        >
          <Icon name="person" />
          {own.customerName || own.customer || t("No customer")}
        </button>
      </header>
      <Lines />
      <Charges />
      <footer class="ticket-foot">
        <div class="ticket-notes">
          <span>{tn("{n} piece", "{n} pieces", Math.round(piecesMilli(own) / MILLI))}</span>
          {own.coupons?.length ? (
            <span>{tn("{n} coupon", "{n} coupons", own.coupons.length)}</span>
          ) : null}
          <Waiting />
          {minimumAgeOf(own) > 0 && (
            <strong class="badge badge-warn">{t("Age {n}+", { n: minimumAgeOf(own) })}</strong>
          )}
        </div>
        <div class="total" data-sure={quote.value !== null || !own.lines.length}>
          <span>{t("Total")}</span>
          <output>{money(totalMinor.value)}</output>
        </div>
      </footer>
    </section>
  );
}

function Waiting() {
  const aside = waitingCount.value;
  const open = unconfirmed.value.length;
  return (
    <>
      {aside > 0 && <span>{tn("{n} put aside", "{n} put aside", aside)}</span>}
      {open > 0 && (
        <strong class="badge badge-warn">{tn("{n} not confirmed", "{n} not confirmed", open)}</strong>
      )}
    </>
  );
}

function Lines() {
  const own = ticket.value;
  const list = useRef<HTMLUListElement>(null);
  const shown = selectedLine.value?.key ?? null;
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    // What stands beside the goods comes with the node's word, and takes its room from them.
  }, [shown, own, quote.value]);
  if (!own.lines.length) {
    return (
      <div class="ticket-empty">
        <Icon name="ticket" />
        <p>{t("Scan the first item")}</p>
        <small>{t("or type its code, search, or tap a tile")}</small>
      </div>
    );
  }
  return (
    <ul class="lines" ref={list}>
      {own.lines.map((line) => (
        <LineRow key={line.key} line={line} shown={line.key === shown} />
      ))}
    </ul>
  );
}

function LineRow({ line, shown }: { line: Line; shown: boolean }) {
  const confirmed = isConfirmed(line);
  const place = inOrder(ticket.value).indexOf(line);
  const said = confirmed ? quote.value?.items[place] : undefined;
  const off = ticket.value.discounts.find((each) => each.key === line.key);
  return (
    <li>
      <button
        type="button"
        class="line"
        aria-current={shown || undefined}
        data-confirmed={confirmed}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => (selected.value = line.key)}
      >
        <span class="line-quantity">{quantity(line.quantityMilli)}</span>
        <span class="line-name">
          {line.name}
          <small>
            {line.card ?? `${quantity(line.quantityMilli)} × ${money(line.priceMinor)}`}
            {line.card === undefined && line.amountMinor !== null && ` · ${t("price changed")}`}
            {off && ` · −${money(off.amountMinor)} ${off.reason}`}
            {!confirmed && <span class="unseen">{t("not confirmed yet")}</span>}
          </small>
        </span>
        <span class="line-amount">{money(said?.amount_minor ?? amountOf(line))}</span>
      </button>
    </li>
  );
}

/** What stands beside the goods: as many rows as there are, in a place that does not move. */
function Charges() {
  const charges = quote.value?.charges ?? [];
  const items = quote.value?.items ?? [];
  return (
    <div class="charges" data-objection={objection.value !== null}>
      {objection.value !== null && <p class="objection">{objection.value}</p>}
      {charges.map((each, place) => (
        <div key={place} class="charge">
          <span>
            {chargeName(each.kind)} {each.reason}
            {each.item > 0 && <small>{items[each.item - 1]?.name}</small>}
          </span>
          <span>{money(each.amount_minor)}</span>
        </div>
      ))}
    </div>
  );
}
