/** How complete a figure is: up to when each till's events are held here. */

import type { Complete } from "../api/answers";
import { status } from "../state/live";
import { age, number, t, tn } from "../state/words";

/** Younger than this, a till has nothing worth naming that is not here. */
const FRESH_MS = 5 * 60_000;

/** Up to when a till's events are held here, as well as its line and its link together say. */
function heldUntil(line: Complete): number {
  const peer = status.value?.peers.find((each) => each.name === line.till);
  if (line.own || (peer?.connected && !peer.we_lack)) return Date.now();
  return Math.max(line.through_ms, peer && !peer.we_lack ? peer.heard_ms : 0);
}

/** A till out of reach may have sold since; one that nobody here dials is judged by its age. */
function olderOf(lines: readonly Complete[]): Complete[] {
  return lines.filter((line) => {
    const apart = status.value?.peers.some((each) => each.name === line.till && !each.connected);
    return (apart && !line.own) || Date.now() - heldUntil(line) > FRESH_MS;
  });
}

/** The same of a sum over many tills, which are named where each has its figure. */
export function CompleteSum({ lines }: { lines: readonly Complete[] }) {
  const old = olderOf(lines).length;
  if (!lines.length || !old) return <CompleteNote lines={lines} />;
  const values = { n: number(lines.length - old), all: number(lines.length) };
  return <small>{t("Complete for {n} of {all} tills.", values)}</small>;
}

export function CompleteNote({ lines }: { lines: readonly Complete[] }) {
  const now = Date.now();
  const old = olderOf(lines);
  if (!lines.length) return <small>{t("No till of it is held here.")}</small>;
  if (!old.length) {
    return <small>{tn("Complete for {n} till.", "Complete for all {n} tills.", lines.length)}</small>;
  }
  return (
    <small>
      {old
        .map((line) =>
          heldUntil(line) === 0
            ? t("{till}: nothing of it is here yet", { till: line.till })
            : t("{till}: last heard of {age} ago", { till: line.till, age: age(now - heldUntil(line)) }),
        )
        .join(" · ")}
    </small>
  );
}
