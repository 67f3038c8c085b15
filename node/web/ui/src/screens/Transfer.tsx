/** Goods from one branch to another: sent, on the way, arrived or lost. */

import { useSignal } from "@preact/signals";
import type { Members, StockList, Transfer as TransferAnswer, Transfers } from "../api/answers";
import { Button, Choice, Field } from "../parts/Form";
import { GoodsList, useGoods } from "../parts/GoodsList";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { catalogue } from "../state/catalogue";
import { useVerb, type Loaded } from "../state/loading";
import { say, sound } from "../state/notices";
import { session } from "../state/session";
import { quantity, t } from "../state/words";

export function Transfer() {
  const transfers = useVerb<Transfers>("transfers", { all: true });
  const sending = useSignal(false);
  return (
    <Page
      title={t("Transfer")}
      actions={
        <Button tone="brand" onPress={() => (sending.value = !sending.value)}>
          {sending.value ? t("See all") : t("Send goods")}
        </Button>
      }
    >
      {sending.value ? (
        <Send
          onSent={() => {
            sending.value = false;
            void transfers.reload();
          }}
        />
      ) : (
        <List transfers={transfers} />
      )}
    </Page>
  );
}

/** The other branches anybody here has heard of, as members or by their stock. */
function useBranches(): string[] {
  const members = useVerb<Members>("members", {}, false);
  const stock = useVerb<StockList>("stock", {}, false);
  const heard = [
    ...(members.data.value?.members ?? []).map((each) => each.branch),
    ...(stock.data.value?.lines ?? []).map((each) => each.location),
  ];
  const own = session.value?.branch;
  return [...new Set(heard)].filter((each) => each !== own && !each.startsWith("transit:")).sort();
}

function Send({ onSent }: { onSent: () => void }) {
  const goods = useGoods();
  const to = useSignal("");
  const note = useSignal("");
  const id = useSignal(newId());
  const branches = useBranches();
  const send = async (): Promise<void> => {
    const body = { id: id.value, to: to.value, lines: goods.asked(), note: note.value };
    if ((await tryTo("transfer-send", body)) === null) return;
    sound("good");
    say(t("The goods are on their way to {branch}.", { branch: to.value }), "good");
    onSent();
  };
  return (
    <div class="split">
      <GoodsList goods={goods} />
      <aside class="card">
        <Choice
          label={t("To")}
          value={to.value}
          options={branches.map((each) => [each, each] as const)}
          onValue={(value) => (to.value = value)}
        />
        <Field label={t("Branch")} value={to.value} onValue={(value) => (to.value = value)} />
        <Field label={t("Note")} value={note.value} onValue={(value) => (note.value = value)} />
        <Button tone="brand" disabled={!to.value || !goods.lines.value.length} onPress={() => void send()}>
          {t("Send goods")}
        </Button>
      </aside>
    </div>
  );
}

function List({ transfers }: { transfers: Loaded<Transfers> }) {
  const own = session.value?.branch;
  const rows = [...(transfers.data.value?.transfers ?? [])].reverse();
  const act = async (verb: string, row: TransferAnswer): Promise<void> => {
    if ((await tryTo(verb, { id: newId(), transfer: row.id })) !== null) await transfers.reload();
  };
  const states: Record<string, string> = {
    "in transit": t("on the way"),
    done: t("done"),
    over: t("more arrived than was sent"),
    unheard: t("its sending is unheard of"),
  };
  return (
    <Table
      label={t("Transfers")}
      rows={rows}
      rowKey={(row) => row.id}
      empty={transfers.data.value ? t("No goods are on the way.") : t("Reading …")}
      columns={[
        { title: t("From"), cell: (row) => row.origin || "?" },
        { title: t("To"), cell: (row) => <b>{row.to}</b> },
        {
          title: t("Goods"),
          extra: true,
          cell: (row) =>
            row.lines
              .map((line) => `${quantity(line.sent_milli)} × ${catalogue.value.byCode(line.sku)?.name ?? line.sku}`)
              .join(", "),
        },
        {
          title: t("State"),
          cell: (row) => (
            <span class={row.state === "in transit" ? "badge badge-warn" : "badge"}>
              {states[row.state] ?? row.state}
            </span>
          ),
        },
        {
          title: t("Do"),
          cell: (row) =>
            row.state !== "in transit" ? null : row.to === own ? (
              <Button tone="brand" onPress={() => void act("transfer-receive", row)}>
                {t("All arrived")}
              </Button>
            ) : row.origin === own ? (
              <Button onPress={() => void act("transfer-cancel", row)}>{t("Take back")}</Button>
            ) : null,
        },
      ]}
    />
  );
}
