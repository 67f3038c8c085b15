/** Tables that stay readable: figures to the right, one row a fact, words where there is none. */

import type { ComponentChildren } from "preact";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  figure?: boolean;
  /** Left out on narrow screens. */
  extra?: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onRow?: (row: Row) => void;
  rowLabel?: (row: Row) => string;
  empty: string;
  tone?: (row: Row) => string;
}

export function Table<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, onRow, rowLabel, empty, tone } = props;
  if (!rows.length) return <p class="empty">{empty}</p>;
  const css = (column: Column<Row>) =>
    `${column.figure ? "figure" : ""} ${column.extra ? "extra" : ""}`.trim() || undefined;
  return (
    <div class="table-room" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={css(column)}>
                {column.title}
              </th>
            ))}
            {onRow && <th class="row-open" aria-label={label} />}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-tone={tone?.(row)} onClick={() => onRow?.(row)}>
              {columns.map((column) => (
                <td key={column.title} class={css(column)}>
                  {column.cell(row)}
                </td>
              ))}
              {onRow && (
                <td class="row-open">
                  <button type="button" aria-label={rowLabel?.(row) ?? rowKey(row)}>
                    ›
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
