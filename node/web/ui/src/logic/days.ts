/** Spans of days, from midnight to midnight where the shop is. */

export interface Span {
  fromMs: number;
  untilMs: number;
}

/** The midnight `back` days before that of `nowMs`; a day of a clock change has its own length. */
export function midnight(nowMs: number, back = 0): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - back);
  return day.getTime();
}

/** So many whole days before today's midnight, and today up to its end when `today` is true. */
export function days(nowMs: number, count: number, today = true): Span {
  const untilMs = today ? midnight(nowMs, -1) : midnight(nowMs);
  return { fromMs: midnight(nowMs, today ? count - 1 : count), untilMs };
}

/** Hours of trade, with those without any at either end left out. */
export function busyHours(hours: readonly number[]): [number, number] {
  if (!hours.length) return [8, 20];
  return [Math.min(8, ...hours), Math.max(20, ...hours)];
}

/** The midnight that a day begins with, or so many days later; the day as a date field has it. */
export function dayMs(typed: string, later = 0): number {
  const [year, month, day] = typed.split("-").map(Number);
  return new Date(year!, month! - 1, day! + later).getTime();
}
