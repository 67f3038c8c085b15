/** How complete a figure is: up to when each till's events are held here. */

import type { Complete } from "../api/answers";
import { age, t, tn } from "../state/words";

/** Younger than this, a till has nothing worth naming that is not here. */
const FRESH_MS = 5 * 60_000;

export function CompleteNote({ lines }: { lines: readonly Complete[] }) {
  const now = Date.now();
  const old = lines.filter((line) => !line.own && now - line.through_ms > FRESH_MS);
  if (!lines.length) return <small>{t("No till of it is held here.")}</small>;
  if (!old.length) {
    return <small>{tn("Complete for {n} till.", "Complete for all {n} tills.", lines.length)}</small>;
  }
  return (
    <small>
      {old
        .map((line) =>
          t("{till}: last heard of {age} ago", { till: line.till, age: age(now - line.through_ms) }),
        )
        .join(" · ")}
    </small>
  );
}
