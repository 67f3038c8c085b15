/** What was sold, from this node's own log; each figure says how complete it is. */

import { useComputed, useSignal } from "@preact/signals";
import type { SalesReport, Shifts as ShiftList, Takings } from "../api/answers";
import { Bars } from "../parts/Bars";
import { CompleteNote } from "../parts/CompleteNote";
import { Choice } from "../parts/Form";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { busyHours, days } from "../logic/days";
import { useVerb } from "../state/loading";
import { session } from "../state/session";
import { money, number, quantity, t } from "../state/words";
import { ShiftTable } from "./ShiftTable";
import { goodsName } from "./sell/lineNames";
import { tenderName } from "./sell/tenderNames";

type Goods = SalesReport["items"][number];

export function Reports() {
  const which = useSignal("today");
  const span = useComputed(() => {
    const now = Date.now();
    const found = { today: days(now, 1), yesterday: days(now, 1, false), week: days(now, 7) };
    return found[which.value as keyof typeof found];
  });
  const { fromMs, untilMs } = span.value;
  const branch = useSignal("");
  const branches = useVerb<Takings>("takings", { from_ms: fromMs, until_ms: untilMs }, false);
  // A hub sells nothing itself, and nobody asks what it sold.
  const isSelling = (branch: string): boolean => !session.value?.is_hub || branch !== session.value.branch;
  const heard = (branches.data.value?.branches ?? []).filter((each) => each.sales || isSelling(each.branch));
  const known = heard.map((each) => each.branch);
  const own = session.value?.is_hub ? (known[0] ?? "") : "";
  const shown = branch.value || own;
  const { data, fresh } = useVerb<SalesReport>("sales-report", {
    from_ms: fromMs,
    until_ms: untilMs,
    ...(shown ? { branch: shown } : {}),
  });
  const shifts = useVerb<ShiftList>("shifts");
  return (
    <Page title={t("Reports")}>
      <Choice
        label={t("Of")}
        value={which.value}
        options={[
          ["today", t("Today")],
          ["yesterday", t("Yesterday")],
          ["week", t("Seven days")],
        ]}
        onValue={(value) => (which.value = value)}
      />
      {known.length > 1 && (
        <Choice
          label={t("Branch")}
          value={shown || session.value?.branch || ""}
          options={known.map((each) => [each, each] as const)}
          onValue={(value) => (branch.value = value)}
        />
      )}
      {data.value && fresh ? <Sales report={data.value} /> : <p class="empty">{t("Reading …")}</p>}
      <h2>{t("Shifts")}</h2>
      <ShiftTable shifts={shifts.data.value} />
    </Page>
  );
}

function Sales({ report }: { report: SalesReport }) {
  const cards: [string, string][] = [
    [t("Paid by customers"), money(report.total.paid_minor)],
    [t("Sales"), number(report.total.sales)],
    [t("Refunded"), money(report.total.refunded_minor)],
    [t("Takings"), money(report.takings_minor)],
  ];
  return (
    <>
      <div class="figures">
        {cards.map(([name, value]) => (
          <div key={name} class="figure-card">
            <span class="quiet">{name}</span>
            <b>{value}</b>
          </div>
        ))}
      </div>
      <p>
        <CompleteNote lines={report.complete} />
      </p>
      <HourBars report={report} />
      <div class="halves">
        <section>
          <h2>{t("Departments")}</h2>
          <GoodsTable label={t("Departments")} rows={report.departments} />
        </section>
        <section>
          <h2>{t("Items")}</h2>
          <GoodsTable label={t("Items")} rows={report.items} />
        </section>
      </div>
      <dl class="facts">
        {report.tenders.map((each) => (
          <div key={each.kind}>
            <dt>
              {tenderName(each.kind)} × {number(each.count)}
            </dt>
            <dd>{money(each.amount_minor)}</dd>
          </div>
        ))}
        {report.people.map((each) => (
          <div key={each.key}>
            <dt>{each.key || t("Nobody signed in")}</dt>
            <dd>{money(each.paid_minor)}</dd>
          </div>
        ))}
        {report.taxes.map((each) => (
          <div key={`${each.name}${each.rate_ppm}`}>
            <dt>
              {each.name} {each.rate_ppm / 10_000} %
            </dt>
            <dd>{money(each.tax_minor)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function HourBars({ report }: { report: SalesReport }) {
  const paid = new Map(report.hours.map((each) => [Number(each.key), each.paid_minor]));
  const [first, last] = busyHours([...paid.keys()]);
  const bars = Array.from({ length: last - first + 1 }, (_, place) => ({
    label: String(first + place),
    value: paid.get(first + place) ?? 0,
  }));
  return <Bars title={t("Paid by the hour")} bars={bars} />;
}

const ROWS_MAX = 12;

function GoodsTable({ label, rows }: { label: string; rows: readonly Goods[] }) {
  const sorted = [...rows].sort((a, b) => b.amount_minor - a.amount_minor).slice(0, ROWS_MAX);
  return (
    <Table
      label={label}
      rows={sorted}
      rowKey={(row) => row.key}
      empty={t("Nothing was sold here yet.")}
      columns={[
        { title: t("What"), cell: (row) => goodsName(row.key, row.name || row.key || t("Other")) },
        { title: t("Quantity"), figure: true, cell: (row) => quantity(row.quantity_milli - row.back_milli) },
        { title: t("Takings"), figure: true, cell: (row) => money(row.amount_minor - row.back_minor) },
      ]}
    />
  );
}
