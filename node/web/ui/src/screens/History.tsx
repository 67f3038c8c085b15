/** This till's receipts, newest first, each with how far it has travelled. */

import type { HistoryList, ShownReceipt } from "../api/answers";
import { Button } from "../parts/Form";
import { Page } from "../parts/Page";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { Travel, TravelKey } from "../parts/Travel";
import { useVerb } from "../state/loading";
import { go } from "../state/router";
import { moment, money, quantity, t } from "../state/words";
import { tenderName } from "./sell/PayPanel";

const RECEIPTS = 100;

export function History({ about }: { about: string }) {
  const { data } = useVerb<HistoryList>("history", { limit: RECEIPTS });
  return (
    <Page title={t("History")} onScan={(code) => go("history", code)} actions={<TravelKey />}>
      <Table
        label={t("Receipts")}
        rows={data.value?.receipts ?? []}
        rowKey={(row) => row.receipt}
        onRow={(row) => go("history", row.receipt)}
        rowLabel={(row) => t("Look at {receipt}", { receipt: row.receipt })}
        empty={data.value ? t("Nothing was sold here yet.") : t("Reading …")}
        columns={[
          { title: t("Receipt"), cell: (row) => <b>{row.receipt}</b> },
          { title: t("When"), cell: (row) => moment(row.at_ms) },
          {
            title: t("What"),
            cell: (row) => (row.kind === "sale" ? t("Sale") : t("Refund")),
            extra: true,
          },
          { title: t("Total"), figure: true, cell: (row) => money(row.total_minor) },
          {
            title: t("Came back"),
            figure: true,
            extra: true,
            cell: (row) => (row.refunded_minor ? money(-row.refunded_minor) : ""),
          },
          { title: t("Travelled"), cell: (row) => <Travel peers={row.peers} hub={row.hub} /> },
        ]}
      />
      {about && <ReceiptSheet receipt={about} onClose={() => go("history")} />}
    </Page>
  );
}

export function ReceiptSheet({ receipt, onClose }: { receipt: string; onClose: () => void }) {
  const { data } = useVerb<ShownReceipt>("receipt", { receipt }, false);
  const own = data.value;
  return (
    <Sheet title={t("Receipt {receipt}", { receipt })} onClose={onClose} wide>
      {own === null ? (
        <p class="empty">{t("Reading …")}</p>
      ) : (
        <>
          <p class="quiet">
            {moment(own.at_ms)} · {own.location}
            {own.cashier && ` · ${own.cashier}`}
            {own.customer && ` · ${own.customer}`}
          </p>
          <Table
            label={t("Items")}
            rows={own.items}
            rowKey={(row) => String(row.item)}
            empty=""
            columns={[
              { title: t("Item"), cell: (row) => row.name },
              { title: t("Quantity"), figure: true, cell: (row) => quantity(row.quantity_milli) },
              {
                title: t("Came back"),
                figure: true,
                extra: true,
                cell: (row) => (row.refunded_milli ? quantity(row.refunded_milli) : ""),
              },
              { title: t("Paid"), figure: true, cell: (row) => money(row.paid_minor) },
            ]}
          />
          <dl class="facts">
            {own.tenders.map(([kind, amount], place) => (
              <div key={place}>
                <dt>{tenderName(String(kind))}</dt>
                <dd>{money(Number(amount))}</dd>
              </div>
            ))}
            <div>
              <dt>{t("Total")}</dt>
              <dd>{money(own.total_minor)}</dd>
            </div>
          </dl>
          <div class="buttons">
            <Button onPress={() => go("refund", own.receipt)}>{t("Refund")}</Button>
          </div>
        </>
      )}
    </Sheet>
  );
}
