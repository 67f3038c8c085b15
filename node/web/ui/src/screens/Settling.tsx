/** Money that was still to come when its sale was made: seen here, and settled by whoever sees it. */

import { useSignal } from "@preact/signals";
import type { Tenders, TenderLine } from "../api/answers";
import { Button } from "../parts/Form";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { go } from "../state/router";
import { moment, money, t } from "../state/words";
import { tenderName } from "./sell/tenderNames";

export function TenderState({ state }: { state: string }) {
  if (state === "pending") return <b class="badge badge-warn">{t("still to come")}</b>;
  if (state === "failed") return <b class="badge badge-bad">{t("will not come")}</b>;
  return null;
}

export function SettleButtons({ receipt, tender }: { receipt: string; tender: number }) {
  const id = useSignal(newId());
  const settle = async (confirmed: boolean): Promise<void> => {
    const body = { id: id.value, receipt, tender, confirmed };
    if ((await tryTo("tender-settle", body)) === null) return;
    sound("good");
    say(confirmed ? t("Noted: the money came.") : t("Noted: it will not come; a review waits."), "good");
  };
  return (
    <span class="settle">
      <Button onPress={() => void settle(false)}>{t("It will not come")}</Button>
      <Button tone="brand" onPress={() => void settle(true)}>
        {t("It came")}
      </Button>
    </span>
  );
}

/** What waits, the oldest first, above the receipts. */
export function StillToCome() {
  const { data } = useVerb<Tenders>("tenders-pending");
  const waiting = data.value?.tenders ?? [];
  if (!waiting.length) return null;
  return (
    <section class="still-to-come" aria-label={t("Money still to come")}>
      <h2>{t("Money still to come")}</h2>
      <ul>
        {waiting.map((each) => (
          <Waiting key={`${each.sale} ${each.tender}`} own={each} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ own }: { own: TenderLine }) {
  return (
    <li>
      <button type="button" class="link" disabled={!own.receipt} onClick={() => go("history", own.receipt)}>
        {own.receipt || own.location}
      </button>
      <span>
        {tenderName(own.kind)} {own.reference && <small>{own.reference}</small>}
        <small class="quiet"> {moment(own.at_ms)}</small>
      </span>
      <b>{money(own.amount_minor)}</b>
      {own.receipt && <SettleButtons receipt={own.receipt} tender={own.tender} />}
    </li>
  );
}
