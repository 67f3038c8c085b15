/** The ticket under way: a plain document, changed by functions that return the next one. */

import type { Product } from "./catalogue";
import { newId } from "./identifiers";
import { MILLI, priceFor } from "./quantity";
import { GIFT_CARD } from "./tender";

export interface Line {
  key: number;
  code: string;
  sku: string;
  name: string;
  quantityMilli: number;
  /** The catalogue's price of one; what counts in the end is the node's word. */
  priceMinor: number;
  /** An amount somebody typed for the whole line; null for the price's own. */
  amountMinor: number | null;
  minimumAge: number;
  /** The code of the gift card that is sold or topped up, where the line is one. */
  card?: string;
  /** Whether its code is a scale's label, which says how much it is and what it costs. */
  label?: boolean;
}

/** What a label says. */
export interface Labelled {
  sku: string;
  name: string;
  quantity_milli: number;
  amount_minor: number;
  minimumAge: number;
}

export interface Discount {
  /** The line it is on; null for the whole ticket. */
  key: number | null;
  amountMinor: number;
  reason: string;
}

export interface Ticket {
  /** Also the id of the sale it becomes, so that it can never become two. */
  id: string;
  label: string;
  openedMs: number;
  nextKey: number;
  lines: Line[];
  discounts: Discount[];
  /** Who buys, as the node names them; and as people do. */
  customer: string;
  customerName: string;
  group: string;
  /** The branch's ticket that this one was taken from; its sale ends that. */
  shared?: string;
  /** Whether somebody looked at the customer's age. */
  ageChecked?: boolean;
  /** What the customer shows for promotions of the shop's own. */
  coupons?: string[];
}

export function newTicket(nowMs: number, id = newId(nowMs)): Ticket {
  return {
    id,
    label: "",
    openedMs: nowMs,
    nextKey: 1,
    lines: [],
    discounts: [],
    customer: "",
    customerName: "",
    group: "",
  };
}

/** Add goods: what was scanned before gets one more, unless somebody typed its amount. */
export function withGoods(ticket: Ticket, product: Product, quantityMilli: number): Ticket {
  const last = ticket.lines.find((line) => line.sku === product.sku && line.amountMinor === null);
  if (last !== undefined && product.unit !== "weighed") {
    return withQuantity(ticket, last.key, last.quantityMilli + quantityMilli);
  }
  return withLine(ticket, {
    code: product.sku,
    sku: product.sku,
    name: product.name,
    quantityMilli,
    priceMinor: product.priceMinor,
    amountMinor: null,
    minimumAge: product.minimumAge,
  });
}

export function withLine(ticket: Ticket, line: Omit<Line, "key">): Ticket {
  const lines = [...ticket.lines, { ...line, key: ticket.nextKey }];
  return { ...ticket, lines, nextKey: ticket.nextKey + 1 };
}

/** Set a line's quantity; nothing of it takes the line off. */
export function withQuantity(ticket: Ticket, key: number, quantityMilli: number): Ticket {
  if (quantityMilli <= 0) return withoutLine(ticket, key);
  // A gift card is one card, however much is put on it; a label has said all of it.
  return changed(ticket, key, (line) => (line.card || line.label ? line : { ...line, quantityMilli }));
}

export function withAmount(ticket: Ticket, key: number, amountMinor: number | null): Ticket {
  return changed(ticket, key, (line) => (line.label ? line : { ...line, amountMinor }));
}

/** Add what a scale's label says, as the node reads it. */
export function withLabel(ticket: Ticket, code: string, read: Labelled): Ticket {
  return withLine(ticket, {
    code,
    sku: read.sku,
    name: read.name,
    quantityMilli: read.quantity_milli,
    priceMinor: 0,
    amountMinor: read.amount_minor,
    minimumAge: read.minimumAge,
    label: true,
  });
}

export function withoutLine(ticket: Ticket, key: number): Ticket {
  return {
    ...ticket,
    lines: ticket.lines.filter((line) => line.key !== key),
    discounts: ticket.discounts.filter((each) => each.key !== key),
  };
}

export function withCoupon(ticket: Ticket, coupon: string): Ticket {
  return { ...withoutCoupon(ticket, coupon), coupons: [...couponsOf(ticket, coupon), coupon] };
}

export function withoutCoupon(ticket: Ticket, coupon: string): Ticket {
  return { ...ticket, coupons: couponsOf(ticket, coupon) };
}

function couponsOf(ticket: Ticket, except: string): string[] {
  return (ticket.coupons ?? []).filter((each) => each !== except);
}

/** Take money off a line or off the whole; again on the same, it stands in place of the first. */
export function withDiscount(ticket: Ticket, discount: Discount): Ticket {
  const others = ticket.discounts.filter((each) => each.key !== discount.key);
  return { ...ticket, discounts: discount.amountMinor > 0 ? [...others, discount] : others };
}

function changed(ticket: Ticket, key: number, change: (line: Line) => Line): Ticket {
  const lines = ticket.lines.map((line) => (line.key === key ? change(line) : line));
  return { ...ticket, lines };
}

export function amountOf(line: Line): number {
  return line.amountMinor ?? priceFor(line.priceMinor, line.quantityMilli);
}

/** What the ticket comes to by the catalogue alone: an estimate until the node has said. */
export function estimateMinor(ticket: Ticket): number {
  const goods = ticket.lines.reduce((sum, line) => sum + amountOf(line), 0);
  return ticket.discounts.reduce((sum, each) => sum - each.amountMinor, goods);
}

export function piecesMilli(ticket: Ticket): number {
  return ticket.lines.reduce((sum, line) => sum + line.quantityMilli, 0);
}

/** How old a customer must be for all of it; 0 when nobody asks. */
export function minimumAgeOf(ticket: Ticket): number {
  return Math.max(0, ...ticket.lines.map((line) => line.minimumAge));
}

/** The lines as the node numbers them: goods first, gift cards behind. */
export function inOrder(ticket: Ticket): Line[] {
  return [
    ...ticket.lines.filter((line) => line.card === undefined),
    ...ticket.lines.filter((line) => line.card !== undefined),
  ];
}

function asked(line: Line): { code: string; quantity_milli?: number; amount_minor?: number } {
  if (line.label) return { code: line.code };
  return {
    code: line.code,
    quantity_milli: line.quantityMilli,
    ...(line.amountMinor === null ? {} : { amount_minor: line.amountMinor }),
  };
}

/** What the node is asked, for a quote and for the sale alike. */
export function basketOf(ticket: Ticket) {
  const lines = inOrder(ticket);
  const number = new Map(lines.map((line, place) => [line.key, place + 1]));
  const cards = lines.filter((line) => line.card !== undefined);
  const coupons = ticket.coupons ?? [];
  return {
    lines: lines.slice(0, lines.length - cards.length).map(asked),
    discounts: ticket.discounts.map((each) => ({
      item: each.key === null ? 0 : (number.get(each.key) ?? 0),
      amount_minor: each.amountMinor,
      reason: each.reason,
    })),
    ...(cards.length
      ? { gift_cards: cards.map((line) => ({ code: line.card, amount_minor: amountOf(line) })) }
      : {}),
    ...(coupons.length ? { promotion_coupons: coupons } : {}),
    ...(ticket.customer ? { customer: ticket.customer } : {}),
    ...(ticket.group ? { group: ticket.group } : {}),
  };
}

/** What the sale says beside its basket. */
export function saleOf(ticket: Ticket) {
  return {
    ...basketOf(ticket),
    ...(ticket.shared === undefined ? {} : { ticket: ticket.shared }),
    ...(ticket.ageChecked ? { age_checked: true } : {}),
  };
}

/** One piece of something the catalogue does not know, sold under a product made for that. */
export function withQuickItem(
  ticket: Ticket,
  carrier: Product,
  name: string,
  amountMinor: number,
  quantityMilli = MILLI,
): Ticket {
  return withLine(ticket, {
    code: carrier.sku,
    sku: carrier.sku,
    name,
    quantityMilli,
    priceMinor: amountMinor,
    amountMinor: priceFor(amountMinor, quantityMilli),
    minimumAge: 0,
  });
}

/** Put an amount on a gift card, new or known; named again, the card gets that much more. */
export function withGiftCard(ticket: Ticket, code: string, name: string, minor: number): Ticket {
  const held = ticket.lines.find((line) => line.card === code);
  const amountMinor = minor + (held ? amountOf(held) : 0);
  if (held) return withAmount(ticket, held.key, amountMinor);
  return withLine(ticket, {
    code: GIFT_CARD,
    sku: GIFT_CARD,
    name,
    quantityMilli: MILLI,
    priceMinor: amountMinor,
    amountMinor,
    minimumAge: 0,
    card: code,
  });
}
