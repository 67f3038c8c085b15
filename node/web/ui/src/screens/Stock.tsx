/** Stock of every branch: exact here, as old elsewhere as it was last heard of. */

import { useComputed, useSignal } from "@preact/signals";
import type { StockList } from "../api/answers";
import { Choice, Field } from "../parts/Form";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { folded } from "../logic/folding";
import { catalogue } from "../state/catalogue";
import { useVerb } from "../state/loading";
import { go } from "../state/router";
import { session } from "../state/session";
import { age, quantity, t, tn } from "../state/words";
import { ProductSheet } from "./ProductSheet";

type Row = StockList["lines"][number];

/** Rows shown at once: more than anybody reads, few enough to draw at every keystroke. */
const SHOWN_MAX = 200;

export function Stock({ about }: { about: string }) {
  const { data } = useVerb<StockList>("stock");
  const typed = useSignal("");
  const which = useSignal<"all" | "low" | "oversold">("all");
  const found = useComputed(() => filtered(data.value?.lines ?? [], typed.value, which.value));
  const here = session.value?.branch;
  return (
    <Page title={t("Stock")} onScan={(code) => (typed.value = catalogue.value.byCode(code)?.sku ?? code)}>
      <div class="row">
        <Field
          label={t("Search or scan")}
          type="search"
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
        <Choice
          label={t("Show")}
          value={which.value}
          options={[
            ["all", t("All")],
            ["low", t("Low")],
            ["oversold", t("Below zero")],
          ]}
          onValue={(value) => (which.value = value as "all")}
        />
      </div>
      <p class="quiet">
        {tn("{n} figure", "{n} figures", found.value.length)} ·{" "}
        {t("{branch} is exact; other branches are as old as said.", { branch: here ?? "" })}
      </p>
      <Table
        label={t("Stock")}
        rows={found.value.slice(0, SHOWN_MAX)}
        rowKey={(row) => `${row.sku}/${row.location}`}
        rowLabel={(row) => row.name || row.sku}
        onRow={(row) => go("stock", row.sku)}
        tone={(row) => (row.oversold ? "bad" : row.low ? "warn" : "")}
        empty={data.value ? t("No stock is booked for this.") : t("Reading …")}
        columns={[
          { title: t("Goods"), cell: (row) => <b>{row.name || row.sku}</b> },
          { title: t("SKU"), extra: true, cell: (row) => row.sku },
          { title: t("Branch"), cell: (row) => row.location },
          {
            title: t("There"),
            figure: true,
            cell: (row) => (
              <>
                {row.oversold && <span class="badge badge-bad extra">{t("below zero")}</span>}{" "}
                {row.low && !row.oversold && <span class="badge badge-warn extra">{t("low")}</span>}{" "}
                <b>{quantity(row.quantity_milli)}</b>
              </>
            ),
          },
          {
            title: t("As of"),
            figure: true,
            cell: (row) => (row.exact ? t("now") : t("{age} ago", { age: age(row.age_s * 1000) })),
          },
        ]}
      />
      {about && <ProductSheet sku={about} onClose={() => go("stock")} />}
    </Page>
  );
}

function filtered(lines: readonly Row[], typed: string, which: "all" | "low" | "oversold"): Row[] {
  const words = folded(typed).split(" ").filter(Boolean);
  return lines.filter((row) => {
    if (which === "low" && !row.low) return false;
    if (which === "oversold" && !row.oversold) return false;
    const text = ` ${folded(`${row.sku} ${row.name} ${row.location}`)}`;
    return words.every((word) => text.includes(` ${word}`));
  });
}
