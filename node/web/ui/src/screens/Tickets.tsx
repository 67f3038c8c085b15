/** Tickets that were put aside, and sales the till has not confirmed. */

import { useSignal } from "@preact/signals";
import type { NodeTicket } from "../api/answers";
import { Icon } from "../parts/Icon";
import { Page } from "../parts/Page";
import { estimateMinor, piecesMilli, type Ticket } from "../logic/ticket";
import { MILLI } from "../logic/quantity";
import { go } from "../state/router";
import { take, waitingCount, waitingTickets } from "../state/sharing";
import { held, recall, unconfirmed } from "../state/tickets";
import { age, money, t, tn } from "../state/words";
import { TicketSheet } from "./TicketSheet";

export function Tickets() {
  const opened = useSignal("");
  const shown = waitingTickets.value.find((each) => each.id === opened.value);
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
      <section class="cards cards-wide" aria-label={t("At this branch")}>
        {waitingTickets.value.map((each) => (
          <BranchTicket key={each.id} own={each} onMore={() => (opened.value = each.id)} />
        ))}
      </section>
      {!waitingCount.value && <p class="empty">{t("No ticket is put aside.")}</p>}
      {shown && <TicketSheet key={shown.id} own={shown} onClose={() => (opened.value = "")} />}
    </Page>
  );
}

function BranchTicket({ own, onMore }: { own: NodeTicket; onMore: () => void }) {
  const name = own.name || t("Ticket");
  return (
    <div class="menu-pair">
      <button
        type="button"
        class="menu-entry"
        onClick={() => void take(own).then(() => go("sell"))}
      >
        <Icon name="people" />
        <span>
          {name}
          <small>
            {own.person && `${t("for {name}", { name: own.person })} · `}
            {tn("{n} line", "{n} lines", own.lines.length)} ·{" "}
            {own.age_s ? t("heard {age} ago", { age: age(own.age_s * 1000) }) : t("of this till")}
          </small>
        </span>
        <b class="push">{money(own.to_pay_minor)}</b>
      </button>
      <button
        type="button"
        class="round"
        aria-label={t("Divide, put together or hand over: {name}", { name })}
        onClick={onMore}
      >
        <Icon name="more" />
      </button>
    </div>
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
