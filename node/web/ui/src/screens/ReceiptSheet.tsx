/** A receipt as it was given out: goods, what stands beside them, and how it was paid. */

import type { ShownReceipt } from "../api/answers";
import { Button } from "../parts/Form";
import { MailButton, PrintButton } from "../parts/Papers";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { useVerb } from "../state/loading";
import { go } from "../state/router";
import { moment, money, quantity, t, words } from "../state/words";
import { goodsName, chargeName } from "./sell/lineNames";
import { tenderName } from "./sell/tenderNames";
import { SettleButtons, TenderState } from "./Settling";

export function ReceiptSheet({ receipt, onClose }: { receipt: string; onClose: () => void }) {
  const { data } = useVerb<ShownReceipt>("receipt", { receipt });
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
          </p>
          <Items own={own} />
          <Money own={own} />
          <div class="buttons">
            <PrintButton verb="receipt-print" body={{ receipt: own.receipt, language: words.value.language }} />
            <MailButton receipt={own.receipt} />
            <Button onPress={() => go("refund", own.receipt)}>{t("Refund")}</Button>
          </div>
        </>
      )}
    </Sheet>
  );
}

function Items({ own }: { own: ShownReceipt }) {
  return (
    <Table
      label={t("Items")}
      rows={own.items}
      rowKey={(row) => String(row.item)}
      empty=""
      columns={[
        { title: t("Item"), cell: (row) => goodsName(row.sku, row.name) },
        {
          title: t("Quantity"),
          figure: true,
          cell: (row) => (row.quantity_milli ? quantity(row.quantity_milli) : ""),
        },
        {
          title: t("Came back"),
          figure: true,
          extra: true,
          cell: (row) => (row.refunded_milli ? quantity(row.refunded_milli) : ""),
        },
        { title: t("Paid"), figure: true, cell: (row) => money(row.paid_minor) },
      ]}
    />
  );
}

function Money({ own }: { own: ShownReceipt }) {
  const named = new Map(own.items.map((item) => [item.item, goodsName(item.sku, item.name)]));
  const noted = new Map(own.noted.map((note) => [note.tender, note]));
  return (
    <dl class="facts">
      {own.charges.map((each, place) => (
        <div key={`charge ${place}`}>
          <dt>
            {chargeName(each.kind)} {each.reason}
            {each.item > 0 && <small> · {named.get(each.item)}</small>}
          </dt>
          <dd>{money(each.amount_minor)}</dd>
        </div>
      ))}
      {own.tenders.map(([kind, amount], place) => {
        const note = noted.get(place + 1);
        return (
          <div key={place}>
            <dt>
              {tenderName(String(kind))} {note?.reference && <small>{note.reference}</small>}{" "}
              {note && <TenderState state={note.state} />}
            </dt>
            <dd>{money(Number(amount))}</dd>
            {note?.state === "pending" && (
              <dd class="settling">
                <SettleButtons receipt={own.receipt} tender={place + 1} />
              </dd>
            )}
          </div>
        );
      })}
      <div>
        <dt>{t("Total")}</dt>
        <dd>{money(own.total_minor)}</dd>
      </div>
    </dl>
  );
}
