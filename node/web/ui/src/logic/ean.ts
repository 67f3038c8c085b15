/**
 * Reading the barcodes of goods out of one row of a picture: EAN-13, UPC-A and EAN-8.
 *
 * A row is brightness from left to right. It becomes runs of dark and light, and a digit is four
 * of them, seven modules wide in all. A code counts only with its guards and check digit right.
 */

/** Widths of the four runs of each digit, light first, as they stand left of the middle. */
const LEFT = [
  [3, 2, 1, 1],
  [2, 2, 2, 1],
  [2, 1, 2, 2],
  [1, 4, 1, 1],
  [1, 1, 3, 2],
  [1, 2, 3, 1],
  [1, 1, 1, 4],
  [1, 3, 1, 2],
  [1, 2, 1, 3],
  [3, 1, 1, 2],
] as const;

/** Which of the six digits on the left are turned round, as bits, tells the thirteenth. */
const FIRST = [0, 11, 13, 14, 19, 25, 28, 21, 22, 26];

const MODULES = 7;
/** How far a whole digit may be. */
const DIGIT_OFF = 1.1;
const GUARD_OFF = 0.6;
/** How much of the row's contrast there must be near by for anything to be dark. */
const CONTRAST = 0.3;
const MIDDLE_RUNS = 5;
const GUARD_RUNS = 3;

/** Return the code of a row, read from either side; null when there is none. */
export function readEan(row: ArrayLike<number>): string | null {
  const runs = runsOf(row);
  return readRuns(runs) ?? readRuns([...runs].reverse());
}

/** Widths of dark and light in turn, dark first and last. */
export function runsOf(row: ArrayLike<number>): number[] {
  const runs: number[] = [];
  const limits = thresholds(row);
  let dark = false;
  let since = 0;
  for (let at = 0; at < row.length; at += 1) {
    const now = row[at]! < limits[at]!;
    if (now === dark) continue;
    if (dark || runs.length) runs.push(at - since);
    [dark, since] = [now, at];
  }
  if (dark) runs.push(row.length - since);
  else if (runs.length % 2 === 0) runs.pop();
  return runs;
}

/** Below what it is dark where: half-way between the lightest and the darkest near by, so that a
 * shadow is no bar; where all is about alike there is nothing dark. */
function thresholds(row: ArrayLike<number>): Float64Array {
  const reach = Math.max(8, row.length >> 5);
  const [darkest, lightest] = extremes(row, 0, row.length);
  return Float64Array.from({ length: row.length }, (_, at) => {
    const [low, high] = extremes(row, Math.max(0, at - reach), Math.min(row.length, at + reach + 1));
    return high - low < CONTRAST * (lightest - darkest) ? -Infinity : (low + high) / 2;
  });
}

function extremes(row: ArrayLike<number>, from: number, until: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let at = from; at < until; at += 1) {
    low = Math.min(low, row[at]!);
    high = Math.max(high, row[at]!);
  }
  return [low, high];
}

function readRuns(runs: readonly number[]): string | null {
  for (let at = 0; at + GUARD_RUNS < runs.length; at += 2) {
    if (!isEven(runs.slice(at, at + GUARD_RUNS))) continue;
    for (const half of [6, 4] as const) {
      const found = readFrom(runs, at + GUARD_RUNS, half);
      if (found !== null && isChecked(found)) return found;
    }
  }
  return null;
}

/** Read two halves of so many digits and the guards beside them; null when it is none. */
function readFrom(runs: readonly number[], from: number, half: 4 | 6): string | null {
  const middle = from + 4 * half;
  const right = middle + MIDDLE_RUNS;
  const end = right + 4 * half;
  if (end + GUARD_RUNS > runs.length) return null;
  if (!isEven(runs.slice(middle, right)) || !isEven(runs.slice(end, end + GUARD_RUNS))) return null;
  let digits = "";
  let turned = 0;
  for (let place = 0; place < 2 * half; place += 1) {
    const start = place < half ? from + 4 * place : right + 4 * (place - half);
    const found = digitOf(runs.slice(start, start + 4));
    if (found === null || (found.turned && (place >= half || half === 4))) return null;
    digits += found.digit;
    if (place < half) turned = 2 * turned + Number(found.turned);
  }
  if (half === 4) return digits;
  const first = FIRST.indexOf(turned);
  return first < 0 ? null : `${first}${digits}`;
}

function digitOf(runs: readonly number[]): { digit: number; turned: boolean } | null {
  const module = runs.reduce((all, each) => all + each, 0) / MODULES;
  let best: { digit: number; turned: boolean } | null = null;
  let least = DIGIT_OFF;
  for (const turned of [false, true]) {
    const own = turned ? [...runs].reverse() : runs;
    LEFT.forEach((pattern, digit) => {
      const offs = pattern.map((width, at) => Math.abs(own[at]! / module - width));
      const off = offs.reduce((all, each) => all + each, 0);
      if (off < least) [least, best] = [off, { digit, turned }];
    });
  }
  return best;
}

/** Whether runs are about as wide as one another, as guards are. */
function isEven(runs: readonly number[]): boolean {
  const mean = runs.reduce((all, each) => all + each, 0) / runs.length;
  return runs.every((each) => Math.abs(each - mean) <= Math.max(GUARD_OFF * mean, 1));
}

/** Whether the last digit is the sum of the others, weighted three and one from behind. */
function isChecked(code: string): boolean {
  const sum = [...code]
    .reverse()
    .reduce((all, digit, place) => all + Number(digit) * (place % 2 ? 3 : 1), 0);
  return sum % 10 === 0 && Number(code) > 0;
}
