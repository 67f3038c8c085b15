/** The shifts of every till whose log is here, and the Z of each that is closed. */

import { useSignal } from "@preact/signals";
import type { Report, Shifts } from "../api/answers";
import { PrintButton } from "../parts/Papers";
import { ReportFigures } from "../parts/ReportFigures";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { look } from "../state/asking";
import { money, number, t } from "../state/words";

export function reportTitle(report: Report): string {
  return report.number ? t("Z report {n}", { n: report.number }) : t("X report");
}

export function ShiftTable({ shifts }: { shifts: Shifts | null }) {
  const shown = useSignal<{ series: string; report: Report } | null>(null);
  const rows = [...(shifts?.shifts ?? [])].sort(
    (a, b) => b.business_date.localeCompare(a.business_date) || a.till.localeCompare(b.till),
  );
  const states: Record<string, string> = {
    open: t("open"),
    closed: t("closed"),
    "left behind": t("left behind"),
  };
  const open = async (series: string, z: number): Promise<void> => {
    const report = z ? await look<Report>("shift-z", { series, number: z }) : null;
    if (report) shown.value = { series, report };
  };
  return (
    <>
      <Table
        label={t("Shifts")}
        rows={rows}
        rowKey={(row) => `${row.series}/${row.number}/${row.business_date}`}
        rowLabel={(row) => t("Z report {n}", { n: row.number })}
        onRow={(row) => void open(row.series, row.number)}
        empty={shifts ? t("No shift was opened yet.") : t("Reading …")}
        columns={[
          { title: t("Business day"), cell: (row) => <b>{row.business_date}</b> },
          { title: t("Till"), cell: (row) => row.till },
          {
            title: "Z",
            figure: true,
            extra: true,
            cell: (row) => (row.number ? number(row.number) : "–"),
          },
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
        <Sheet title={reportTitle(shown.value.report)} onClose={() => (shown.value = null)} wide>
          <ReportFigures report={shown.value.report} />
          <div class="buttons">
            <PrintButton
              verb="report-print"
              body={{ series: shown.value.series, number: shown.value.report.number }}
            />
          </div>
        </Sheet>
      )}
    </>
  );
}
