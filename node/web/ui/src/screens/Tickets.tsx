/** Tickets that were put aside, and sales the till has not confirmed. */

import { Icon } from "../parts/Icon";
import { Page } from "../parts/Page";
import { estimateMinor, piecesMilli, type Ticket } from "../logic/ticket";
import { MILLI } from "../logic/quantity";
import { go } from "../state/router";
import { take, waitingCount, waitingTickets } from "../state/sharing";
import { held, recall, unconfirmed } from "../state/tickets";
import { age, money, t, tn } from "../state/words";

export function Tickets() {
  return (
    <Page title={t("Tickets")}>
      {unconfirmed.value.length > 0 && (
        <section>
          <h2>{t("Not confirmed by the till yet")}</h2>
          <p class="quiet">{t("They are asked for by themselves; each can be made only once.")}</p>
          <div class="cards">
            {unconfirmed.value.map((each) => (
              <TicketCard key={each.id} ticket={each} />
            ))}
          </div>
        </section>
      )}
      <section class="cards" aria-label={t("Put aside")}>
        {held.value.map((each) => (
          <TicketCard
            key={each.id}
            ticket={each}
            onOpen={() => {
              recall(each.id);
              go("sell");
            }}
          />
        ))}
      </section>
      <section class="cards" aria-label={t("At this branch")}>
        {waitingTickets.value.map((each) => (
          <button
            key={each.id}
            type="button"
            class="menu-entry"
            onClick={() => void take(each).then(() => go("sell"))}
          >
            <Icon name="people" />
            <span>
              {each.name || t("Ticket")}
              <small>
                {tn("{n} line", "{n} lines", each.lines.length)} ·{" "}
                {each.age_s ? t("heard {age} ago", { age: age(each.age_s * 1000) }) : t("of this till")}
              </small>
            </span>
            <b class="push">{money(each.to_pay_minor)}</b>
          </button>
        ))}
      </section>
      {!waitingCount.value && <p class="empty">{t("No ticket is put aside.")}</p>}
    </Page>
  );
}

function TicketCard({ ticket, onOpen }: { ticket: Ticket; onOpen?: () => void }) {
  return (
    <button type="button" class="menu-entry" disabled={!onOpen} onClick={onOpen}>
      <Icon name="ticket" />
      <span>
        {ticket.label || t("Ticket")}
        <small>
          {tn("{n} piece", "{n} pieces", Math.round(piecesMilli(ticket) / MILLI))} ·{" "}
          {t("{age} ago", { age: age(Date.now() - ticket.openedMs) })}
        </small>
      </span>
      <b class="push">{money(estimateMinor(ticket))}</b>
    </button>
  );
}
