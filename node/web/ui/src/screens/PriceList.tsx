/** What a product costs for some, or from a day on: every price of its list, and a new one. */

import { useSignal } from "@preact/signals";
import type { PriceRule, Prices } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Table } from "../parts/Table";
import { dayMs } from "../logic/days";
import { newId } from "../logic/identifiers";
import { parseMoney } from "../logic/money";
import { parseQuantity } from "../logic/quantity";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { day, money, moneyParts, quantity, t } from "../state/words";

const keyOf = (rule: PriceRule): string =>
  `${rule.branch}/${rule.group}/${rule.from_quantity_milli}/${rule.from_ms}`;

function forWhom(rule: PriceRule): string {
  const words = [
    rule.branch,
    rule.group,
    rule.from_quantity_milli > 0 ? t("from {n} on", { n: quantity(rule.from_quantity_milli) }) : "",
  ].filter(Boolean);
  return words.join(" · ") || t("everybody");
}

function when(rule: PriceRule): string {
  const from = day(rule.from_ms);
  return rule.until_ms ? t("{from} to {until}", { from, until: day(rule.until_ms - 1) }) : t("from {day}", { day: from });
}

export function PriceList({ sku }: { sku: string }) {
  const { data, reload } = useVerb<Prices>("price-list", { code: sku });
  const adding = useSignal(false);
  const takeBack = async (rule: PriceRule): Promise<void> => {
    const body = { id: newId(), code: sku, ...rule, price_minor: null };
    if ((await tryTo("price-set", body)) !== null) await reload();
  };
  return (
    <section class="stack" aria-label={t("Price list")}>
      <h3>{t("Price list")}</h3>
      <Table
        label={t("Price list")}
        rows={data.value?.prices ?? []}
        rowKey={keyOf}
        empty={data.value ? t("It costs the same for everybody.") : t("Reading …")}
        columns={[
          { title: t("For"), cell: forWhom },
          { title: t("When"), extra: true, cell: when },
          { title: t("Price"), figure: true, cell: (rule) => money(rule.price_minor) },
          {
            title: "",
            figure: true,
            cell: (rule) => <Button onPress={() => void takeBack(rule)}>{t("Take back")}</Button>,
          },
        ]}
      />
      {adding.value ? (
        <NewPrice
          sku={sku}
          onDone={() => {
            adding.value = false;
            void reload();
          }}
        />
      ) : (
        <div class="buttons">
          <Button onPress={() => (adding.value = true)}>{t("Another price")}</Button>
        </div>
      )}
    </section>
  );
}

function NewPrice({ sku, onDone }: { sku: string; onDone: () => void }) {
  const id = useSignal(newId());
  const price = useSignal("");
  const branch = useSignal("");
  const group = useSignal("");
  const many = useSignal("");
  const from = useSignal("");
  const until = useSignal("");
  const minor = parseMoney(price.value, moneyParts.value.exponent);
  const milli = many.value.trim() ? parseQuantity(many.value) : 0;
  const unfit = minor === null || milli === null;
  const send = async (): Promise<void> => {
    const body = {
      id: id.value,
      code: sku,
      price_minor: minor,
      branch: branch.value.trim(),
      group: group.value.trim(),
      from_quantity_milli: milli,
      ...(from.value ? { from_ms: dayMs(from.value) } : {}),
      // The last day counts whole.
      ...(until.value ? { until_ms: dayMs(until.value, 1) } : {}),
    };
    if ((await tryTo("price-set", body)) === null) return;
    sound("good");
    say(t("Every till charges it from then on, by its own clock."), "good");
    onDone();
  };
  return (
    <Form onSend={() => !unfit && void send()}>
      <div class="row">
        <Field label={t("Price")} inputMode="decimal" autofocus value={price.value} onValue={(value) => (price.value = value)} />
        <Field label={t("From how many")} inputMode="decimal" value={many.value} onValue={(value) => (many.value = value)} />
      </div>
      <div class="row">
        <Field label={t("Branch")} note={t("Left empty: all.")} value={branch.value} onValue={(value) => (branch.value = value)} />
        <Field label={t("Group")} note={t("Left empty: all.")} value={group.value} onValue={(value) => (group.value = value)} />
      </div>
      <div class="row">
        <Field label={t("First day")} note={t("Left empty: from now on.")} type="date" value={from.value} onValue={(value) => (from.value = value)} />
        <Field label={t("Last day")} note={t("Left empty: for good.")} type="date" value={until.value} onValue={(value) => (until.value = value)} />
      </div>
      <div class="buttons">
        <Button onPress={onDone}>{t("Leave it")}</Button>
        <Button type="submit" tone="brand" disabled={unfit}>
          {t("Keep")}
        </Button>
      </div>
    </Form>
  );
}
