/** Bars by the hour, drawn here: today in front of the day it is compared with. */

import { money, t } from "../state/words";

export interface Bar {
  label: string;
  value: number;
  /** What it is compared with; left out where there is nothing. */
  before?: number;
}

const WIDTH = 960;
const HEIGHT = 220;
const FOOT = 28;
const HEAD = 24;

/** A chart and, for whoever does not see it, the same as a table. */
export function Bars({ bars, title }: { bars: readonly Bar[]; title: string }) {
  if (!bars.some((bar) => bar.value || bar.before)) return <p class="empty">{t("Nothing was sold here yet.")}</p>;
  const most = Math.max(1, ...bars.flatMap((bar) => [bar.value, bar.before ?? 0]));
  const step = WIDTH / Math.max(bars.length, 1);
  const tall = (value: number) => (Math.max(0, value) / most) * (HEIGHT - FOOT - HEAD);
  const ground = HEIGHT - FOOT;
  return (
    <figure class="chart">
      <figcaption>
        {title}
        {bars.some((bar) => bar.before !== undefined) && (
          <span class="legend">
            <i class="legend-now" /> {t("today")} <i class="legend-before" /> {t("a week before")}
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
        {[0.5, 1].map((part) => (
          <g key={part}>
            <line class="grid" x1="0" x2={WIDTH} y1={ground - tall(most * part)} y2={ground - tall(most * part)} />
            <text class="grid-label" x="2" y={ground - tall(most * part) - 5}>
              {money(Math.round(most * part))}
            </text>
          </g>
        ))}
        {bars.map((bar, place) => (
          <g key={bar.label}>
            <rect
              class="bar-before"
              x={place * step + step * 0.1}
              width={step * 0.8}
              y={ground - tall(bar.before ?? 0)}
              height={tall(bar.before ?? 0)}
            />
            <rect
              class="bar-now"
              x={place * step + step * 0.24}
              width={step * 0.52}
              y={ground - tall(bar.value)}
              height={tall(bar.value)}
            />
            <text class="bar-label" x={place * step + step / 2} y={HEIGHT - 8}>
              {bar.label}
            </text>
          </g>
        ))}
        <line class="ground" x1="0" x2={WIDTH} y1={ground} y2={ground} />
      </svg>
      <table class="unseen">
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.label}>
              <th scope="row">{bar.label}</th>
              <td>{money(bar.value)}</td>
              <td>{money(bar.before ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
