import { describe, expect, test } from "vitest";
import type { NodeTicket } from "../src/api/answers";
import { fromNode, stepsOf } from "../src/logic/sharing";
import {
  basketOf,
  newTicket,
  withAmount,
  withCoupon,
  withDiscount,
  withGiftCard,
  withGoods,
  type Ticket,
} from "../src/logic/ticket";

const goods = (sku: string, priceMinor: number) => ({
  ...{ sku, name: sku, department: "", priceMinor, barcodes: [], unit: "piece", minimumAge: 0 },
});
const MILK = goods("milk", 129);
const BREAD = goods("bread", 250);
const byCode = (sku: string) => [MILK, BREAD].find((each) => each.sku === sku) ?? null;

function full(): Ticket {
  let own = withGoods(withGoods(newTicket(0, "t"), MILK, 2000), BREAD, 1000);
  own = withAmount(own, 2, 200);
  own = withDiscount(own, { key: 1, amountMinor: 10, reason: "dented" });
  own = withDiscount(own, { key: null, amountMinor: 5, reason: "" });
  own = withGiftCard(withCoupon(own, "SPRING"), "7F3K", "Card", 5000);
  return { ...own, customer: "c", group: "staff" };
}

/** What the branch would hold after the steps: each line by its number, the rest as it was said. */
function told(steps: [string, object][]): NodeTicket {
  const bodies = (verb: string) => steps.filter(([own]) => own === verb).map(([, body]) => body as any);
  const lines = bodies("ticket-add").map(({ line, discount, note }, place) => ({
    ...{ line: place + 1, sku: line.code, quantity_milli: line.quantity_milli, till: "B1T1" },
    ...{ amount_minor: line.amount_minor ?? 0, stated: line.amount_minor !== undefined },
    ...{ price_minor: null, note: note ?? "", discount: discount ?? null, coupon: null },
  }));
  const [edit] = bodies("ticket-edit");
  return { id: "shared", name: "", opened_ms: 1, lines, coupon: null, ...edit } as NodeTicket;
}

describe("a shared ticket", () => {
  test("is told whole, and is at the next till what it was at the first", () => {
    const own = full();
    const back = fromNode(told(stepsOf(own, "shared")), byCode, "Card");
    expect(back.shared).toBe("shared");
    expect(basketOf(back)).toEqual(basketOf(own));
  });

  test("that was told before loses what was taken off it again", () => {
    const steps = stepsOf(withGoods(newTicket(0, "t"), MILK, 1000), "shared");
    expect(steps.at(-1)).toEqual([
      "ticket-edit",
      {
        ...{ ticket: "shared", customer: "", group: "", discount: { amount_minor: 0 } },
        ...{ promotion_coupons: [], gift_cards: [] },
      },
    ]);
  });
});
