/** A ticket as the branch keeps it, and as this screen does. */

import type { NodeTicket } from "../api/answers";
import type { Product } from "./catalogue";
import { newId } from "./identifiers";
import { basketOf, inOrder, newTicket, withGiftCard, withLine, type Line, type Ticket } from "./ticket";

/** What the branch is told of a ticket that is empty there: its goods, and what is beside them. */
export function stepsOf(own: Ticket, id: string): [string, object][] {
  const basket = basketOf(own);
  const goods = inOrder(own).filter((line) => line.card === undefined);
  const off = (key: number | null): object => {
    const found = own.discounts.find((each) => each.key === key);
    if (found === undefined) return {};
    return { discount: { amount_minor: found.amountMinor, reason: found.reason } };
  };
  return [
    ...basket.lines.map((line, place): [string, object] => [
      "ticket-add",
      { ticket: id, line, ...noteOf(goods[place]!), ...off(goods[place]!.key) },
    ]),
    [
      "ticket-edit",
      {
        ticket: id,
        customer: own.customer,
        group: own.group,
        discount: { amount_minor: 0 },
        ...off(null),
        promotion_coupons: own.coupons ?? [],
        gift_cards: basket.gift_cards ?? [],
      },
    ],
  ];
}

/** What somebody called goods that have no name of their own goes along as a note. */
const noteOf = (line: Line): object =>
  line.amountMinor === null || line.label ? {} : { note: line.name };

/** The ticket of the branch as this screen's own; its sale ends that. */
export function fromNode(
  own: NodeTicket,
  product: (sku: string) => Product | null,
  cardName: string,
): Ticket {
  let grown: Ticket = {
    ...newTicket(own.opened_ms || Date.now(), newId()),
    label: own.name,
    customer: own.customer,
    group: own.group,
    shared: own.id,
    coupons: [...own.promotion_coupons],
  };
  for (const line of own.lines) {
    const known = product(line.sku);
    const key = grown.nextKey;
    const stated = line.stated || line.price_minor !== null;
    grown = withLine(grown, {
      code: line.sku,
      sku: line.sku,
      name: line.note || known?.name || line.sku,
      quantityMilli: line.quantity_milli,
      priceMinor: line.price_minor ?? known?.priceMinor ?? 0,
      amountMinor: stated ? line.amount_minor : null,
      minimumAge: known?.minimumAge ?? 0,
    });
    grown = withOff(grown, key, line.discount);
  }
  for (const card of own.gift_cards) grown = withGiftCard(grown, card.code, cardName, card.amount_minor);
  return withOff(grown, null, own.discount);
}

function withOff(own: Ticket, key: number | null, off: NodeTicket["discount"]): Ticket {
  if (!off?.amount_minor) return own;
  const discount = { key, amountMinor: off.amount_minor, reason: off.reason };
  return { ...own, discounts: [...own.discounts, discount] };
}
