/** Words and money in the language of whoever stands here, from the server's one source. */

import { signal } from "@preact/signals";
import { get } from "../api/client";
import { database } from "./database";
import { formatBare, formatMoney, PLAIN, type MoneyParts } from "../logic/money";
import { formatQuantity } from "../logic/quantity";

interface Messages {
  language: string;
  languages: Record<string, string>;
  plurals: string[];
  messages: Record<string, string | string[]>;
}

const ENGLISH: Messages = {
  language: "en",
  languages: { en: "English" },
  plurals: ["one", "other"],
  messages: {},
};

export const words = signal<Messages>(ENGLISH);
export const moneyParts = signal<MoneyParts>(PLAIN);

const SUPPORTED = ["en", "pt-BR", "uk", "de", "es"];

/** Return the nearest language there are words for. */
export function nearestLanguage(wanted: string): string {
  const exact = SUPPORTED.find((each) => each.toLowerCase() === wanted.toLowerCase());
  const kin = SUPPORTED.find((each) => each.split("-")[0] === wanted.split("-")[0]?.toLowerCase());
  return exact ?? kin ?? "en";
}

export async function loadWords(wanted: string, currency: string): Promise<void> {
  const language = nearestLanguage(wanted);
  const [messages, money] = await Promise.all([
    get<Messages>(`messages/${language}`),
    // Before there is a node there is no money either.
    currency ? get<MoneyParts>(`money/${language}?currency=${encodeURIComponent(currency)}`) : PLAIN,
  ]);
  use(messages, money);
  void database.then((own) => own.put("settings", { id: "words", messages, money }));
}

function use(messages: Messages, money: MoneyParts): void {
  words.value = messages;
  moneyParts.value = money;
  document.documentElement.lang = messages.language;
}

/** Say what was said last, until the till answers: it may be starting still. */
export async function recallWords(): Promise<void> {
  const kept = await (await database).get<{ messages: Messages; money: MoneyParts }>(
    "settings",
    "words",
  );
  if (kept) use(kept.messages, kept.money);
}

function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return a sentence in the language in use; the English one is its name. */
export function t(text: string, values: Record<string, string | number> = {}): string {
  const found = words.value.messages[text];
  return filled(typeof found === "string" ? found : text, values);
}

/** Return the form of a sentence for a number, which stands in it as `{n}`. */
export function tn(one: string, many: string, count: number): string {
  const { messages, plurals, language } = words.value;
  const forms = messages[one];
  const place = plurals.indexOf(new Intl.PluralRules(language).select(count));
  const form = Array.isArray(forms) ? (forms[place] ?? forms.at(-1)) : undefined;
  return filled(form ?? (count === 1 ? one : many), { n: number(count) });
}

export const money = (amountMinor: number): string => formatMoney(amountMinor, moneyParts.value);
export const bare = (amountMinor: number): string => formatBare(amountMinor, moneyParts.value);
export const quantity = (milli: number): string => formatQuantity(milli, moneyParts.value.decimal);
export const number = (count: number): string => count.toLocaleString(words.value.language);

export function clock(ms: number): string {
  const options = { hour: "2-digit", minute: "2-digit" } as const;
  return new Date(ms).toLocaleTimeString(words.value.language, options);
}

export function moment(ms: number): string {
  const options = { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return new Date(ms).toLocaleString(words.value.language, options);
}

export function day(ms: number): string {
  const options = { day: "2-digit", month: "short", year: "numeric" } as const;
  return new Date(ms).toLocaleDateString(words.value.language, options);
}

/** How long ago, in the largest unit that says something. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return t("{n} s", { n: seconds });
  if (seconds < 3600) return t("{n} min", { n: Math.round(seconds / 60) });
  if (seconds < 86_400) return t("{n} h", { n: Math.round(seconds / 3600) });
  return t("{n} d", { n: Math.round(seconds / 86_400) });
}
