/** This till's receipts, newest first, each with how far it has travelled. */

import type { HistoryList } from "../api/answers";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { Travel, TravelKey } from "../parts/Travel";
import { useVerb } from "../state/loading";
import { go } from "../state/router";
import { moment, money, t } from "../state/words";
import { ReceiptSheet } from "./ReceiptSheet";
import { StillToCome } from "./Settling";

const RECEIPTS = 100;

export function History({ about }: { about: string }) {
  const { data } = useVerb<HistoryList>("history", { limit: RECEIPTS });
  return (
    <Page title={t("History")} onScan={(code) => go("history", code)} actions={<TravelKey />}>
      <StillToCome />
      <Table
        label={t("Receipts")}
        rows={data.value?.receipts ?? []}
        rowKey={(row) => row.receipt}
        onRow={(row) => go("history", row.receipt)}
        rowLabel={(row) => t("Look at {receipt}", { receipt: row.receipt })}
        empty={data.value ? t("Nothing was sold here yet.") : t("Reading …")}
        columns={[
          { title: t("Receipt"), cell: (row) => (
            <>
              <b class="whole">{row.receipt}</b>
              <small class="narrow-only">{moment(row.at_ms)}</small>
            </>
          ) },
          { title: t("When"), extra: true, cell: (row) => moment(row.at_ms) },
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
