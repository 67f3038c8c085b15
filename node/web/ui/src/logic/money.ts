/** Money as people read it: the server's parts, so that screen and receipt never differ. */

export interface MoneyParts {
  symbol: string;
  /** How many minor digits the currency has. */
  exponent: number;
  decimal: string;
  group: string;
  /** How many digits stand together. */
  group_digits: number;
  /** What stands before the digits and behind them: symbol and blanks. */
  before: string;
  after: string;
  minus: string;
}

export const PLAIN: MoneyParts = {
  symbol: "",
  exponent: 2,
  decimal: ".",
  group: ",",
  group_digits: 3,
  before: "",
  after: "",
  minus: "-",
};

/** Return an amount of minor units as a receipt would print it. */
export function formatMoney(amountMinor: number, money: MoneyParts): string {
  const digits = formatDigits(Math.abs(amountMinor), money);
  return (amountMinor < 0 ? money.minus : "") + money.before + digits + money.after;
}

/** The same without the currency, for columns that all have one. */
export function formatBare(amountMinor: number, money: MoneyParts): string {
  return (amountMinor < 0 ? money.minus : "") + formatDigits(Math.abs(amountMinor), money);
}

function formatDigits(amountMinor: number, money: MoneyParts): string {
  const text = String(amountMinor).padStart(money.exponent + 1, "0");
  const cut = text.length - money.exponent;
  const minor = money.exponent ? money.decimal + text.slice(cut) : "";
  return grouped(text.slice(0, cut), money) + minor;
}

function grouped(major: string, money: MoneyParts): string {
  if (money.group_digits <= 0) return major;
  const parts: string[] = [];
  for (let end = major.length; end > 0; end -= money.group_digits) {
    parts.unshift(major.slice(Math.max(0, end - money.group_digits), end));
  }
  return parts.join(money.group);
}

/** An amount as a person would type it: no groups and no currency. */
export function typedMoney(amountMinor: number, money: MoneyParts): string {
  return formatBare(amountMinor, { ...money, group_digits: 0, minus: "-" });
}

/** Read what was typed, in either decimal sign, as minor units; null when it is no amount. */
export function parseMoney(text: string, exponent: number): number | null {
  const found = /^\s*(\d{1,12})?(?:[.,](\d*))?\s*$/.exec(text);
  if (found === null || (found[1] === undefined && !found[2])) return null;
  const minor = found[2] ?? "";
  if (minor.length > exponent) return null;
  return Number((found[1] ?? "0") + minor.padEnd(exponent, "0"));
}
