/** What the shifts came to, at every till whose log is here; each figure says whose it is. */

import { useSignal } from "@preact/signals";
import type { Report, Shifts } from "../api/answers";
import { Page } from "../parts/Page";
import { ReportFigures } from "../parts/ReportFigures";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { look } from "../state/asking";
import { useVerb } from "../state/loading";
import { money, number, t, tn } from "../state/words";
import { reportTitle } from "./Shift";

export function Reports() {
  const { data } = useVerb<Shifts>("shifts");
  const shown = useSignal<Report | null>(null);
  const rows = [...(data.value?.shifts ?? [])].sort(
    (a, b) => b.business_date.localeCompare(a.business_date) || a.till.localeCompare(b.till),
  );
  const tills = new Set(rows.map((row) => row.till));
  const states: Record<string, string> = {
    open: t("open"),
    closed: t("closed"),
    "left behind": t("left behind"),
  };
  return (
    <Page title={t("Reports")}>
      <p class="quiet">
        {tn("As far as this node holds the log of {n} till.", "As far as this node holds the logs of {n} tills.", tills.size)}{" "}
        {t("A closed shift never changes; an open one still grows.")}
      </p>
      <Table
        label={t("Shifts")}
        rows={rows}
        rowKey={(row) => `${row.series}/${row.number}/${row.business_date}`}
        rowLabel={(row) => t("Z report {n}", { n: row.number })}
        onRow={(row) => {
          if (!row.number) return;
          void look<Report>("shift-z", { series: row.series, number: row.number }).then(
            (found) => (shown.value = found),
          );
        }}
        empty={data.value ? t("No shift was opened yet.") : t("Reading …")}
        columns={[
          { title: t("Business day"), cell: (row) => <b>{row.business_date}</b> },
          { title: t("Till"), cell: (row) => row.till },
          { title: "Z", figure: true, cell: (row) => (row.number ? number(row.number) : "–"), extra: true },
          {
            title: t("State"),
            cell: (row) => (
              <span class={row.state === "closed" ? "badge" : "badge badge-warn"}>
                {states[row.state] ?? row.state}
              </span>
            ),
          },
          { title: t("Sales"), figure: true, cell: (row) => number(row.sales) },
          { title: t("Paid"), figure: true, cell: (row) => money(row.paid_minor) },
          {
            title: t("Difference"),
            figure: true,
            extra: true,
            cell: (row) => (row.state === "closed" ? money(row.difference_minor) : ""),
          },
        ]}
      />
      {shown.value && (
        <Sheet title={reportTitle(shown.value)} onClose={() => (shown.value = null)} wide>
          <ReportFigures report={shown.value} />
        </Sheet>
      )}
    </Page>
  );
}
