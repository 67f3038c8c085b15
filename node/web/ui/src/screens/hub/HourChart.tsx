/** Today by the hour, all branches together, in front of the same weekday before. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SalesReport } from "../../api/answers";
import { ask } from "../../api/client";
import { Bars } from "../../parts/Bars";
import { CompleteSum } from "../../parts/CompleteNote";
import { busyHours } from "../../logic/days";
import { commit } from "../../state/live";
import { t } from "../../state/words";

const WEEK_MS = 7 * 86_400_000;
/** How long commits gather before the chart is drawn anew. */
const GATHER_MS = 3_000;

interface Props {
  branches: string[];
  fromMs: number;
  untilMs: number;
}

interface Hours {
  paid: Map<number, number>;
  complete: SalesReport["complete"];
}

async function hoursOf(branches: string[], fromMs: number, untilMs: number): Promise<Hours> {
  const paid = new Map<number, number>();
  const complete: SalesReport["complete"] = [];
  for (const branch of branches) {
    const report = await ask<SalesReport>("sales-report", {
      from_ms: fromMs,
      until_ms: untilMs,
      branch,
    });
    for (const each of report.hours) {
      const hour = Number(each.key);
      paid.set(hour, (paid.get(hour) ?? 0) + each.paid_minor - each.refunded_minor);
    }
    complete.push(...report.complete);
  }
  return { paid, complete };
}

export function HourChart({ branches, fromMs, untilMs }: Props) {
  const shown = useSignal<{ now: Hours; before: Hours } | null>(null);
  const key = branches.join("\n");
  const load = async (): Promise<void> => {
    const names = key.split("\n").filter(Boolean);
    const today = await hoursOf(names, fromMs, untilMs);
    const before = await hoursOf(names, fromMs - WEEK_MS, untilMs - WEEK_MS);
    shown.value = { now: today, before };
  };
  const now = commit.value;
  useEffect(() => {
    if (!key) return undefined;
    const timer = setTimeout(() => void load().catch(() => undefined), shown.peek() ? GATHER_MS : 0);
    return () => clearTimeout(timer);
  }, [key, now]);
  const own = shown.value;
  if (own === null) return <p class="empty">{t("Reading …")}</p>;
  const [first, last] = busyHours([...own.now.paid.keys(), ...own.before.paid.keys()]);
  const bars = Array.from({ length: last - first + 1 }, (_, place) => ({
    label: String(first + place),
    value: own.now.paid.get(first + place) ?? 0,
    before: own.before.paid.get(first + place) ?? 0,
  }));
  return (
    <section>
      <Bars title={t("Paid by the hour, every branch held here")} bars={bars} />
      <CompleteSum lines={own.now.complete} />
    </section>
  );
}
