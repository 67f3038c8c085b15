/** What scanning and typing do to the ticket. */

import { signal } from "@preact/signals";
import type { ProductAnswer, Promotions, Quote } from "../api/answers";
import { ask } from "../api/client";
import { NotAnsweredError, RefusedError } from "../api/errors";
import type { Product } from "../logic/catalogue";
import { EMPTY_ENTRY, typed, type Entry } from "../logic/entry";
import { parseMoney } from "../logic/money";
import { GIFT_CARD } from "../logic/tender";
import { MILLI, parseQuantity } from "../logic/quantity";
import {
  basketOf,
  withAmount,
  withCoupon,
  withGoods,
  withLabel,
  withoutLine,
  withQuantity,
  withQuickItem,
} from "../logic/ticket";
import { catalogue } from "./catalogue";
import { complain, tryTo } from "./asking";
import { say, sound } from "./notices";
import { session } from "./session";
import { change, selectedLine, ticket } from "./tickets";
import { t } from "./words";

/** The number of a gift card that is sold or topped up, while somebody says for how much. */
export const cardToSell = signal<string | null>(null);
export const entry = signal<Entry>(EMPTY_ENTRY);
/** A code nobody knows, while it is decided what to do with it. */
export const unknownCode = signal<string | null>(null);
/** A product that has no price of its own, while somebody types one. */
export const unpriced = signal<{ product: Product; quantityMilli: number } | null>(null);
/** Goods that are weighed, while somebody types how much it is. */
export const unweighed = signal<Product | null>(null);

export function press(key: string): void {
  entry.value = typed(entry.value, key);
}

function takeTimes(): number | null {
  const times = entry.value.timesMilli;
  entry.value = EMPTY_ENTRY;
  return times;
}

/** Add goods: how often or how much, or null where nobody has said. */
export function addProduct(product: Product, times: number | null = takeTimes()): void {
  if (product.unit === "weighed" && times === null) {
    unweighed.value = product;
    return;
  }
  const quantityMilli = times ?? MILLI;
  if (product.priceMinor === 0) {
    unpriced.value = { product, quantityMilli };
    return;
  }
  const next = withGoods(ticket.value, product, quantityMilli);
  const touched = next.lines.find((line) => !ticket.value.lines.includes(line));
  change(next, touched?.key ?? null);
  sound("good");
}

/** Add what a code means: from the catalogue here, else as the node knows it. */
export async function addCode(code: string): Promise<void> {
  const product = catalogue.value.byCode(code);
  if (product !== null) {
    addProduct(product);
    return;
  }
  const times = takeTimes();
  try {
    const found = await ask<ProductAnswer>("product-show", { code });
    addProduct(fromNode(found), times);
  } catch (error) {
    if (error instanceof NotAnsweredError) complain(error);
    else if (!(await meansMore(code))) {
      sound("bad");
      unknownCode.value = code;
    }
  }
}

/** Take a code that is of no goods for a label, a coupon that counts, or a gift card that is known. */
async function meansMore(code: string): Promise<boolean> {
  if (await addLabel(code)) return true;
  try {
    const { promotions } = await ask<Promotions>("promotions", { here: true });
    if (promotions.some((each) => each.coupon === code)) {
      const wrong = await addCoupon(code);
      if (wrong !== null) say(wrong, "bad");
      sound(wrong === null ? "good" : "bad");
      return true;
    }
    await ask("credit-show", { ledger: GIFT_CARD, account: code });
    cardToSell.value = code;
    return true;
  } catch {
    return false;
  }
}

/** Add what a scale's label says; the node alone knows the layouts. */
async function addLabel(code: string): Promise<boolean> {
  try {
    const { items, minimum_age } = await ask<Quote>("quote", { lines: [{ code }] });
    const [read] = items;
    if (read === undefined) return false;
    change(withLabel(ticket.value, code, { ...read, minimumAge: minimum_age }), null);
    sound("good");
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

/** Say how much of weighed goods it is. */
export function weigh(quantityMilli: number): void {
  const own = unweighed.value;
  unweighed.value = null;
  if (own !== null) addProduct(own, quantityMilli);
}

/** Put a coupon on the ticket if it counts; return why it does not. */
export async function addCoupon(coupon: string): Promise<string | null> {
  const own = ticket.value;
  const next = withCoupon(own, coupon);
  try {
    if (own.lines.length) await ask<Quote>("quote", basketOf(next));
  } catch (error) {
    if (error instanceof RefusedError || error instanceof NotAnsweredError) return error.message;
    throw error;
  }
  if (ticket.value.id === own.id) change(withCoupon(ticket.value, coupon));
  return null;
}

function fromNode({ product }: ProductAnswer): Product {
  return {
    sku: product.sku,
    name: product.name || product.sku,
    department: product.department,
    priceMinor: product.price_minor,
    barcodes: [product.barcode, ...product.more_barcodes].filter(Boolean),
    unit: product.unit,
    minimumAge: product.minimum_age,
  };
}

/** Price the goods that had no price, for this once. */
export function priceUnpriced(amountMinor: number): void {
  const own = unpriced.value;
  unpriced.value = null;
  if (own === null) return;
  const priced = { ...own.product, priceMinor: amountMinor };
  const { name } = own.product;
  change(withQuickItem(ticket.value, priced, name, amountMinor, own.quantityMilli), null);
  sound("good");
}

const QUICK_SKU = "QUICK";

/** Sell something without a code under a product that is there for that. */
export async function sellQuickItem(name: string, amountMinor: number): Promise<void> {
  let carrier = catalogue.value.byCode(QUICK_SKU);
  if (carrier === null) {
    const made = await tryTo("product-add", { sku: QUICK_SKU, name: "Quick item" });
    if (made === null) return;
    carrier = {
      sku: QUICK_SKU,
      name: "Quick item",
      department: "",
      priceMinor: 0,
      barcodes: [],
      unit: "piece",
      minimumAge: 0,
    };
  }
  change(withQuickItem(ticket.value, carrier, name || carrier.name, amountMinor), null);
  unknownCode.value = null;
  sound("good");
}

/** Sell a new product and remember it under its code. */
export async function sellAndRemember(
  code: string,
  name: string,
  priceMinor: number,
): Promise<void> {
  const body = { sku: code, name, price_minor: priceMinor, barcode: code, plain: true };
  if ((await tryTo("product-add", body)) === null) return;
  unknownCode.value = null;
  addProduct({
    sku: code,
    name,
    department: "",
    priceMinor,
    barcodes: [code],
    unit: "piece",
    minimumAge: 0,
  });
}

export function setQuantity(): void {
  const line = selectedLine.value;
  const milli = parseQuantity(entry.value.text);
  if (line === null) return;
  if (milli === null) {
    say(t("Type how many, then press Quantity."));
    return;
  }
  entry.value = EMPTY_ENTRY;
  change(withQuantity(ticket.value, line.key, milli), line.key);
}

export function setPrice(): void {
  const line = selectedLine.value;
  const exponent = session.value?.currency_exponent ?? 2;
  const amount = parseMoney(entry.value.text, exponent);
  if (line === null) return;
  if (amount === null) {
    say(t("Type the price of one, then press Price."));
    return;
  }
  entry.value = EMPTY_ENTRY;
  const whole = Math.round((amount * line.quantityMilli) / MILLI);
  change(withAmount(ticket.value, line.key, whole), line.key);
}

export function removeSelected(): void {
  const line = selectedLine.value;
  if (line !== null) change(withoutLine(ticket.value, line.key), null);
}
