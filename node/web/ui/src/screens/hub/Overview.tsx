/** Branches and tills on one page: what they took, and how far from here they are. */

import type { Members as MemberList, Reviews, Takings } from "../../api/answers";
import { CompleteSum } from "../../parts/CompleteNote";
import { Page } from "../../parts/Page";
import { days } from "../../logic/days";
import { status } from "../../state/live";
import { useVerb } from "../../state/loading";
import { go } from "../../state/router";
import { money, number, t, tn } from "../../state/words";
import { ReviewCards } from "../Reviews";
import { BranchCard } from "./BranchCard";
import { HourChart } from "./HourChart";

const WEEK_MS = 7 * 86_400_000;

export function Overview() {
  const { fromMs, untilMs } = days(Date.now(), 1);
  const takings = useVerb<Takings>("takings", {
    from_ms: fromMs,
    until_ms: untilMs,
    before_ms: WEEK_MS,
  });
  const members = useVerb<MemberList>("members");
  const reviews = useVerb<Reviews>("reviews");
  const branches = takings.data.value?.branches ?? [];
  const names = branchNames(members.data.value, takings.data.value);
  return (
    <Page title={t("Today")}>
      <Cards
        branches={branches.filter((each) => names.includes(each.branch))}
        reviews={reviews.data.value}
        branchCount={names.length}
      />
      <section class="branches" aria-label={t("Branches")}>
        {names.map((name) => (
          <BranchCard
            key={name}
            name={name}
            takings={branches.find((each) => each.branch === name) ?? null}
            members={(members.data.value?.members ?? []).filter((each) => each.branch === name)}
          />
        ))}
        {!names.length && <p class="empty">{t("Reading …")}</p>}
      </section>
      <HourChart branches={names} fromMs={fromMs} untilMs={untilMs} />
      <section>
        <h2>{t("Waiting for a person")}</h2>
        <ReviewCards rows={(reviews.data.value?.reviews ?? []).slice(0, 5)} />
        {reviews.data.value?.open === 0 && <p class="quiet">{t("Nothing waits for a person.")}</p>}
      </section>
    </Page>
  );
}

function branchNames(members: MemberList | null, takings: Takings | null): string[] {
  const tills = (members?.members ?? []).filter((each) => each.role === "till");
  const sold = (takings?.branches ?? []).filter((each) => each.sales || each.before_sales);
  const heard = sold.map((each) => each.branch);
  return [...new Set([...tills.map((each) => each.branch), ...heard])].sort();
}

interface CardsProps {
  /** Those that sell: a hub's own is complete whatever is missing, and would count as a till. */
  branches: Takings["branches"];
  reviews: Reviews | null;
  /** Branches that have tills or sold something; a hub may stand in a branch of its own. */
  branchCount: number;
}

function Cards({ branches, reviews, branchCount }: CardsProps) {
  const sum = (of: (each: Takings["branches"][number]) => number) =>
    branches.reduce((all, each) => all + of(each), 0);
  const paid = sum((each) => each.paid_minor - each.refunded_minor);
  const before = sum((each) => each.before_paid_minor - each.before_refunded_minor);
  const up = status.value?.peers.filter((peer) => peer.connected).length ?? 0;
  const all = status.value?.peers.length ?? 0;
  return (
    <div class="figures">
      <div class="figure-card figure-first">
        <span class="quiet">{t("Paid today, refunds taken off")}</span>
        <b>{money(paid)}</b>
        <small>
          {t("same weekday before, whole day: {total}", { total: money(before) })}
        </small>
        <CompleteSum lines={branches.flatMap((each) => each.complete)} />
      </div>
      <div class="figure-card">
        <span class="quiet">{t("Sales today")}</span>
        <b>{number(sum((each) => each.sales))}</b>
        <small>{tn("in {n} branch", "in {n} branches", branchCount)}</small>
      </div>
      <div class="figure-card">
        <span class="quiet">{t("In reach")}</span>
        <b>{t("{up} of {all}", { up: number(up), all: number(all) })}</b>
        <small>
          {status.value?.behind
            ? tn("we lack {n} event", "we lack {n} events", status.value.behind)
            : t("we lack nothing we have heard of")}
        </small>
      </div>
      <button type="button" class="figure-card" onClick={() => go("reviews")}>
        <span class="quiet">{t("Reviews waiting")}</span>
        <b>{reviews ? number(reviews.open) : "…"}</b>
        <small>{t("of every branch held here")}</small>
      </button>
    </div>
  );
}
