/** What a shift came to, and whether this node's own log says the same. */

import type { Report } from "../api/answers";
import { money, number, t } from "../state/words";
import { tenderName } from "../screens/sell/tenderNames";

type Sums = Record<string, number>;
type TenderSum = [string, number, number];

export function ReportFigures({ report }: { report: Report }) {
  const own = report.report as Sums & { tenders: TenderSum[] };
  const sum = (name: string) => money(Number(own[name] ?? 0));
  const rows: [string, string][] = [
    [t("Business day"), report.business_date],
    [t("Sales"), number(Number(own["sales"]))],
    [t("Takings"), sum("takings_minor")],
    [t("Paid by customers"), sum("paid_minor")],
    [t("Refunded"), `${sum("refunded_minor")} (${number(Number(own["refunds"]))})`],
    [t("Tax on top"), sum("tax_minor")],
    [t("Discounts"), sum("discount_minor")],
    [t("Paid in"), sum("paid_in_minor")],
    [t("Paid out"), sum("paid_out_minor")],
    [t("Opened without a sale"), number(Number(own["no_sales"]))],
  ];
  // Whoever counts is not told before what should be there.
  if (report.number) {
    rows.push(
      [t("Should be in the drawer"), sum("expected_minor")],
      [t("Counted"), sum("counted_minor")],
      [t("Difference"), sum("difference_minor")],
    );
  }
  return (
    <>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {own.tenders.map(([kind, times, amount]) => (
          <div key={kind}>
            <dt>
              {tenderName(kind)} × {number(Number(times))}
            </dt>
            <dd>{money(Number(amount))}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        {t("Records {first} to {last} of this till's log.", { first: report.first, last: report.last })}{" "}
        {report.digest && t("Hash {hash}.", { hash: report.digest.slice(0, 16) })}{" "}
        {report.number
          ? report.recomputes
            ? t("This node worked out the same.")
            : t("This node does not work out the same: keep it for an auditor.")
          : ""}
      </p>
    </>
  );
}
