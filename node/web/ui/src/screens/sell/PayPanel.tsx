/** Paying, waiting for the node's word, and the change: where the goods stood. */

import { Icon } from "../../parts/Icon";
import { Key } from "../../parts/Key";
import { likelyCash } from "../../logic/paying";
import { CASH, TENDER_KINDS, type Tender } from "../../logic/tender";
import {
  done,
  dropTender,
  due,
  kind,
  nextSale,
  serveNext,
  stage,
  stopPaying,
  takeTender,
  tenders,
} from "../../state/paying";
import { answering } from "../../state/live";
import { go } from "../../state/router";
import { session } from "../../state/session";
import { money, t } from "../../state/words";
import { objection } from "../../state/quoting";
import { chooseTender } from "../../state/tendering";
import { tenderIcon, tenderName } from "./tenderNames";

export function PayPanel() {
  return (
    <section class="pay" aria-label={t("Pay")} aria-live="polite">
      {stage.value === "pay" && <Paying />}
      {stage.value === "confirming" && <Confirming />}
      {stage.value === "done" && <Done />}
    </section>
  );
}

function Paying() {
  return (
    <>
      <div class="pay-due">
        <span>{tenders.value.length ? t("Still to pay") : t("To pay")}</span>
        <output>{due.value === null ? "…" : money(due.value)}</output>
        {due.value === null && (
          <p class="quiet">
            {objection.value ??
              (answering.value === false
                ? t("The till does not answer just now. Keep the ticket; it is safe.")
                : t("Asking the till …"))}
          </p>
        )}
      </div>
      <div class="kinds" role="group" aria-label={t("Tender")}>
        {TENDER_KINDS.map((each) => (
          <Key
            key={each}
            icon={tenderIcon(each)}
            pressed={kind.value === each}
            onPress={() => chooseTender(each)}
          >
            {tenderName(each)}
          </Key>
        ))}
      </div>
      <LikelyCash />
      <ul class="tenders" aria-label={t("Taken so far")}>
        {tenders.value.map((each, place) => (
          <TenderRow key={place} tender={each} onDrop={() => dropTender(place)} />
        ))}
      </ul>
      <Key icon="back" hint="Esc" tone="soft" onPress={stopPaying}>
        {t("Back to the ticket")}
      </Key>
    </>
  );
}

function LikelyCash() {
  const exponent = session.value?.currency_exponent ?? 2;
  const own = due.value;
  const amounts = kind.value === CASH && own !== null && own > 0 ? likelyCash(own, exponent) : [];
  return (
    <div class="likely" role="group" aria-label={t("Cash given")}>
      {own !== null && own > 0 && (
        <Key tone="soft" onPress={() => void takeTender(own)}>
          {t("Exact")}
        </Key>
      )}
      {amounts.map((each) => (
        <Key key={each} tone="soft" onPress={() => void takeTender(each)}>
          {money(each)}
        </Key>
      ))}
    </div>
  );
}

function TenderRow({ tender, onDrop }: { tender: Tender; onDrop: () => void }) {
  return (
    <li>
      <span>
        {tenderName(tender.kind)}
        {tender.reference && <small> {tender.reference}</small>}
        {tender.pending && <b class="badge badge-warn">{t("still to come")}</b>}
      </span>
      <span>{money(tender.amountMinor)}</span>
      <button type="button" class="round" aria-label={t("Take it back")} onClick={onDrop}>
        <Icon name="close" />
      </button>
    </li>
  );
}

function Confirming() {
  return (
    <div class="confirming">
      <span class="spinner" aria-hidden="true" />
      <h2>{t("Waiting for the till's word")}</h2>
      <p>
        {t(
          "The sale is on its way. It is asked for until the till answers, and can be made only once. Give no receipt before.",
        )}
      </p>
      <Key tone="soft" onPress={serveNext}>
        {t("Serve the next customer meanwhile")}
      </Key>
    </div>
  );
}

function Done() {
  const own = done.value;
  if (own === null) return null;
  return (
    <div class="done">
      <Icon name="check" />
      {own.change_minor > 0 ? (
        <>
          <span class="done-label">{t("Change")}</span>
          <output class="done-change">{money(own.change_minor)}</output>
        </>
      ) : (
        <>
          <span class="done-label">{t("Paid")}</span>
          <output class="done-change">{money(own.total_minor)}</output>
        </>
      )}
      <p>
        {t("Receipt {receipt}", { receipt: own.receipt })} · {t("kept on this till")}
      </p>
      <div class="done-keys">
        <Key icon="receipt" tone="soft" onPress={() => go("history", own.receipt)}>
          {t("Look at it")}
        </Key>
        <Key icon="check" tone="soft" hint="Enter" onPress={nextSale}>
          {t("Next customer")}
        </Key>
      </div>
    </div>
  );
}
