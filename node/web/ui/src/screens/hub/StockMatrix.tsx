/** Stock across branches: goods down, branches across, each column with its age. */

import { useComputed, useSignal } from "@preact/signals";
import type { StockList } from "../../api/answers";
import { Choice, Field } from "../../parts/Form";
import { Page } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { folded } from "../../logic/folding";
import { useVerb } from "../../state/loading";
import { age, quantity, t, tn } from "../../state/words";

type Line = StockList["lines"][number];

interface Row {
  sku: string;
  name: string;
  at: Map<string, Line>;
}

const ROWS_MAX = 150;

function pivot(lines: readonly Line[]): Row[] {
  const rows = new Map<string, Row>();
  for (const line of lines) {
    const row = rows.get(line.sku) ?? { sku: line.sku, name: line.name || line.sku, at: new Map() };
    row.at.set(line.location, line);
    rows.set(line.sku, row);
  }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function StockMatrix() {
  const { data } = useVerb<StockList>("stock");
  const typed = useSignal("");
  const which = useSignal("all");
  const rows = useComputed(() => pivot(data.value?.lines ?? []));
  const places = useComputed(() =>
    [...new Set((data.value?.lines ?? []).map((line) => line.location))].sort(),
  );
  const found = useComputed(() => {
    const words = folded(typed.value).split(" ").filter(Boolean);
    return rows.value.filter((row) => {
      const cells = [...row.at.values()];
      if (which.value === "low" && !cells.some((cell) => cell.low)) return false;
      if (which.value === "oversold" && !cells.some((cell) => cell.oversold)) return false;
      const text = ` ${folded(`${row.sku} ${row.name}`)}`;
      return words.every((word) => text.includes(` ${word}`));
    });
  });
  const oldest = (place: string): string => {
    const ages = (data.value?.lines ?? [])
      .filter((line) => line.location === place && !line.exact)
      .map((line) => line.age_s);
    return ages.length ? t("{age} ago", { age: age(Math.min(...ages) * 1000) }) : t("now");
  };
  return (
    <Page title={t("Stock")}>
      <div class="row">
        <Field label={t("Search")} type="search" value={typed.value} onValue={(value) => (typed.value = value)} />
        <Choice
          label={t("Show")}
          value={which.value}
          options={[
            ["all", t("All")],
            ["low", t("Low somewhere")],
            ["oversold", t("Below zero somewhere")],
          ]}
          onValue={(value) => (which.value = value)}
        />
      </div>
      <p class="quiet">{tn("{n} product", "{n} products", found.value.length)}</p>
      <Table
        label={t("Stock")}
        rows={found.value.slice(0, ROWS_MAX)}
        rowKey={(row) => row.sku}
        empty={data.value ? t("No stock is booked for this.") : t("Reading …")}
        columns={[
          {
            title: t("Goods"),
            cell: (row) => (
              <>
                <b>{row.name}</b> <small>{row.sku}</small>
              </>
            ),
          },
          {
            title: t("Together"),
            figure: true,
            cell: (row) => (
              <b>{quantity([...row.at.values()].reduce((sum, cell) => sum + cell.quantity_milli, 0))}</b>
            ),
          },
          ...places.value.map((place) => ({
            title: `${placeName(place)} · ${oldest(place)}`,
            figure: true,
            cell: (row: Row) => <Cell line={row.at.get(place)} />,
          })),
        ]}
      />
    </Page>
  );
}

const TRANSIT = "transit:";

function placeName(place: string): string {
  if (!place.startsWith(TRANSIT)) return place;
  return t("on the way to {branch}", { branch: place.slice(TRANSIT.length) });
}

function Cell({ line }: { line: Line | undefined }) {
  if (line === undefined) return <span class="quiet">–</span>;
  const tone = line.oversold ? "badge badge-bad" : line.low ? "badge badge-warn" : undefined;
  return <span class={tone}>{quantity(line.quantity_milli)}</span>;
}
