/** Taking stock while selling goes on: a line is what lies there now, in knowledge of what was sold. */

import { useSignal } from "@preact/signals";
import type { Count as CountAnswer, Counts } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { newId } from "../logic/identifiers";
import { parseQuantity } from "../logic/quantity";
import { tryTo } from "../state/asking";
import { catalogue } from "../state/catalogue";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { session } from "../state/session";
import { quantity, t, tn } from "../state/words";

export function Count() {
  const { data, reload } = useVerb<Counts>("counts");
  const own = data.value?.counts.at(-1);
  const start = async (): Promise<void> => {
    const by = session.value?.person?.login ?? "";
    if ((await tryTo("count-start", { id: newId(), by })) !== null) await reload();
  };
  if (own) return <Counting count={own} reload={reload} />;
  return (
    <Page title={t("Count")}>
      <section class="card">
        <h2>{t("Count this branch's stock")}</h2>
        <p>{t("Sell on meanwhile: what is sold between counting and finishing is not lost.")}</p>
        <div class="buttons">
          <Button tone="brand" onPress={() => void start()}>
            {t("Begin to count")}
          </Button>
        </div>
      </section>
    </Page>
  );
}

function Counting({ count, reload }: { count: CountAnswer; reload: () => Promise<void> }) {
  const code = useSignal("");
  const many = useSignal("");
  const product = catalogue.value.byCode(code.value) ?? catalogue.value.search(code.value, 1)[0];
  const milli = parseQuantity(many.value);
  const put = async (): Promise<void> => {
    if (!product || milli === null) return;
    const body = { count: count.id, code: product.sku, quantity_milli: milli };
    if ((await tryTo("count-line", body)) === null) return;
    sound("good");
    code.value = many.value = "";
    await reload();
  };
  const finish = async (): Promise<void> => {
    if ((await tryTo("count-finish", { count: count.id })) === null) return;
    say(t("The count is in the books."), "good");
    await reload();
  };
  const abandon = async (): Promise<void> => {
    if ((await tryTo("count-abandon", { count: count.id })) === null) return;
    say(t("The count is given up; nothing of it is in the books."));
    await reload();
  };
  return (
    <Page title={t("Count")} onScan={(scanned) => (code.value = scanned)}>
      <Form class="row" onSend={() => void put()}>
        <Field
          label={product && code.value ? product.name : t("Scan, or search by name")}
          autofocus
          value={code.value}
          onValue={(value) => (code.value = value)}
        />
        <Field
          label={t("Lies there now")}
          inputMode="decimal"
          value={many.value}
          onValue={(value) => (many.value = value)}
        />
        <Button type="submit" tone="brand" disabled={!product || milli === null}>
          {t("Put down")}
        </Button>
      </Form>
      <Table
        label={t("Counted")}
        rows={count.lines}
        rowKey={(row) => row.sku}
        tone={(row) => (row.delta_milli ? "warn" : "")}
        empty={t("Scan the first item, and say how many lie there.")}
        columns={[
          { title: t("Goods"), cell: (row) => catalogue.value.byCode(row.sku)?.name ?? row.sku },
          { title: t("Counted"), figure: true, cell: (row) => <b>{quantity(row.counted_milli)}</b> },
          { title: t("In the books"), figure: true, cell: (row) => quantity(row.book_milli) },
          {
            title: t("Difference"),
            figure: true,
            cell: (row) => (row.delta_milli > 0 ? "+" : "") + quantity(row.delta_milli),
          },
        ]}
      />
      <div class="buttons">
        <span class="quiet">{tn("{n} line counted", "{n} lines counted", count.lines.length)}</span>
        <Button onPress={() => void abandon()}>{t("Give the count up")}</Button>
        <Button tone="brand" disabled={!count.lines.length} onPress={() => void finish()}>
          {t("Finish the count")}
        </Button>
      </div>
    </Page>
  );
}
