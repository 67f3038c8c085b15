/** One branch: what it took today, and each of its tills. */

import type { Members, Takings } from "../../api/answers";
import { CompleteNote } from "../../parts/CompleteNote";
import { Icon } from "../../parts/Icon";
import { status } from "../../state/live";
import { session } from "../../state/session";
import { age, money, number, t, tn } from "../../state/words";

interface Props {
  name: string;
  takings: Takings["branches"][number] | null;
  members: Members["members"];
}

export function BranchCard({ name, takings, members }: Props) {
  const paid = takings ? takings.paid_minor - takings.refunded_minor : 0;
  const before = takings ? takings.before_paid_minor - takings.before_refunded_minor : 0;
  return (
    <article class="branch card">
      <header>
        <h2>{name}</h2>
        {takings && <span class="quiet">{tn("{n} sale", "{n} sales", takings.sales)}</span>}
      </header>
      <div class="branch-paid">
        <b>{money(paid)}</b>
        <Against paid={paid} before={before} />
      </div>
      <Track paid={paid} before={before} />
      <CompleteNote lines={takings?.complete ?? []} />
      <ul class="peers">
        {members.map((member) => (
          <Till key={member.author} member={member} />
        ))}
      </ul>
    </article>
  );
}

/** Today so far, against the whole of the same weekday a week before. */
function Against({ paid, before }: { paid: number; before: number }) {
  if (before <= 0) return <span class="quiet">{t("nothing a week before")}</span>;
  const percent = Math.round((paid / before) * 100);
  return (
    <span class="quiet">
      {t("{n} % of the whole day a week before, {total}", { n: number(percent), total: money(before) })}
    </span>
  );
}

function Track({ paid, before }: { paid: number; before: number }) {
  const most = Math.max(paid, before, 1);
  return (
    <svg class="track" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-before" width={(Math.max(before, 0) / most) * 100} height="6" rx="1" />
      <rect class="bar-now" width={(Math.max(paid, 0) / most) * 100} height="6" rx="1" />
    </svg>
  );
}

/** Skews below this are no news to anybody. */
const SKEW_MS = 2_000;

function Till({ member }: { member: Members["members"][number] }) {
  const peer = status.value?.peers.find((each) => each.name === member.name);
  const skew = peer?.skew_ms ?? null;
  const notes = [
    peer?.we_lack ? tn("{n} event to come", "{n} events to come", peer.we_lack) : "",
    peer?.they_lack ? tn("lacks {n} event", "lacks {n} events", peer.they_lack) : "",
    skew !== null && Math.abs(skew) >= SKEW_MS
      ? t("clock off by {age}", { age: age(Math.abs(skew)) })
      : "",
    member.state === "member" ? "" : member.state,
  ].filter(Boolean);
  return (
    <li data-up={peer?.connected ?? false}>
      <Icon name={member.role === "hub" ? "hub" : "peer"} />
      <b>{member.name}</b>
      {notes.length > 0 && <span class="badge badge-warn">{notes.join(" · ")}</span>}
      <span>
        {member.name === session.value?.node
          ? t("this node")
          : peer?.connected
          ? t("in reach")
          : peer?.heard_ms
            ? t("last heard {age} ago", { age: age(Date.now() - peer.heard_ms) })
            : t("not heard yet")}
      </span>
    </li>
  );
}
