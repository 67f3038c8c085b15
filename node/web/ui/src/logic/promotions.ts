/** A promotion as it is typed, and as the node is told it. */

import { parseMoney } from "./money";

export const PROMOTION_KINDS = [
  "percent",
  "amount",
  "n-for-m",
  "basket-percent",
  "basket-amount",
] as const;

/** What is typed, field by field; days as a date field writes them. */
export interface Draft {
  code: string;
  name: string;
  kind: string;
  /** A share in per cent, or money, as the kind has it. */
  off: string;
  take: string;
  pay: string;
  /** A product's SKU or a department; empty for all goods. */
  sku: string;
  department: string;
  least: string;
  branch: string;
  group: string;
  from: string;
  until: string;
  coupon: string;
}

export const EMPTY: Draft = {
  code: "",
  name: "",
  kind: "percent",
  off: "",
  take: "3",
  pay: "2",
  sku: "",
  department: "",
  least: "",
  branch: "",
  group: "",
  from: "",
  until: "",
  coupon: "",
};

/** What the node says of a promotion, as far as a draft needs it. */
export interface Said {
  code: string;
  name: string;
  kind: string;
  rate_ppm: number;
  off_minor: number;
  take: number;
  pay: number;
  sku: string;
  department: string;
  least_minor: number;
  branch: string;
  group: string;
  from_ms: number;
  until_ms: number;
  coupon: string;
}

const PPM_A_PERCENT = 10_000;

export const isShare = (kind: string): boolean => kind.endsWith("percent");
export const isBasket = (kind: string): boolean => kind.startsWith("basket");

/** The draft of a promotion there is, for somebody to change; amounts as `typed` writes them. */
export function draftOf(own: Said, typed: (minor: number) => string): Draft {
  const { code, name, kind, sku, department, branch, group, coupon } = own;
  return {
    ...{ code, name, kind, sku, department, branch, group, coupon },
    off: isShare(kind) ? String(own.rate_ppm / PPM_A_PERCENT) : own.off_minor ? typed(own.off_minor) : "",
    take: own.take ? String(own.take) : EMPTY.take,
    pay: own.take ? String(own.pay) : EMPTY.pay,
    least: own.least_minor ? typed(own.least_minor) : "",
    from: dayOf(own.from_ms),
    // It ends at a midnight: the day before is the last one it counts on.
    until: own.until_ms ? dayOf(own.until_ms - 1) : "",
  };
}

/** What the node is told; null while something that is needed is missing or no number. */
export function bodyOf(draft: Draft, exponent: number): Record<string, string | number> | null {
  const { code, name, kind, branch, group, coupon } = draft;
  const share = isShare(kind);
  const several = kind === "n-for-m";
  const rate = share ? parsePercent(draft.off) : 0;
  const off = share || several ? 0 : parseMoney(draft.off, exponent);
  const least = draft.least.trim() ? parseMoney(draft.least, exponent) : 0;
  const take = several ? wholeOf(draft.take) : 0;
  const pay = several ? wholeOf(draft.pay) : 0;
  const from = startOf(draft.from, 0);
  const until = startOf(draft.until, 1);
  const numbers = [rate, off, least, take, pay, from, until];
  if (!code.trim() || numbers.some((each) => each === null)) return null;
  if ((share && !rate) || (!share && !several && !off) || (several && take! <= pay!)) return null;
  const goods = isBasket(kind) ? { sku: "", department: "" } : { sku: draft.sku, department: draft.department };
  return {
    ...{ code: code.trim(), name: name.trim(), kind, rate_ppm: rate!, off_minor: off! },
    ...{ take: take!, pay: pay!, ...goods, least_minor: least!, branch: branch.trim() },
    ...{ group: group.trim(), coupon: coupon.trim(), from_ms: from!, until_ms: until! },
  };
}

function parsePercent(text: string): number | null {
  const found = /^\s*(\d{1,3})(?:[.,](\d{1,4}))?\s*%?\s*$/.exec(text);
  if (found === null) return null;
  const ppm = Number(`${found[1]}${(found[2] ?? "").padEnd(4, "0")}`);
  return ppm <= 100 * PPM_A_PERCENT ? ppm : null;
}

const wholeOf = (text: string): number | null => (/^\s*\d{1,4}\s*$/.test(text) ? Number(text) : null);

/** The midnight a day begins with, or so many days later, where the screen is; 0 for no day. */
function startOf(day: string, later: number): number | null {
  if (!day) return 0;
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (found === null) return null;
  return new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]) + later).getTime();
}

function dayOf(ms: number): string {
  if (!ms) return "";
  const day = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return day.toISOString().slice(0, "2026-01-01".length);
}

/** Whether it counts at a moment, by its days alone. */
export function when(own: Said, nowMs: number): "now" | "later" | "over" {
  if (own.from_ms > nowMs) return "later";
  return own.until_ms && own.until_ms <= nowMs ? "over" : "now";
}
