import { describe, expect, test } from "vitest";
import { lacking, payable, takenOf, tenderBody } from "../src/logic/tender";
import { basketOf, newTicket, withCoupon, withGiftCard, withoutCoupon } from "../src/logic/ticket";

const CARD = { total: 5000, spendable: 2000 };
const card = (amountMinor: number, reference = "7F3K") => ({ kind: "gift-card", amountMinor, reference });

describe("a card", () => {
  test("pays what is due, and no more than this till may spend", () => {
    expect(payable(CARD, 899)).toBe(899);
    expect(payable(CARD, 3000)).toBe(2000);
    expect(payable(CARD, 3000, takenOf([card(1500), card(100, "other")], "gift-card", "7F3K"))).toBe(500);
  });

  test("lacks what the others hold of what is due, and never more than there is", () => {
    expect(lacking(CARD, 899)).toBe(0);
    expect(lacking(CARD, 3000)).toBe(1000);
    expect(lacking(CARD, 9000)).toBe(3000);
  });

  test("of points pays by what a point is worth", () => {
    const points = { total: 100, spendable: 100 };
    expect(payable(points, 999, 0, 5)).toBe(500);
    expect(lacking({ total: 100, spendable: 40 }, 299, 0, 5)).toBe(20);
  });

  test("says its code, and nothing is said that is not so", () => {
    expect(tenderBody(card(5))).toEqual({ kind: "gift-card", amount_minor: 5, reference: "7F3K" });
    expect(tenderBody({ kind: "cash", amountMinor: 5, pending: false })).toEqual({
      kind: "cash",
      amount_minor: 5,
    });
  });
});

describe("a ticket", () => {
  test("sells a gift card beside goods, and tops up the one it has already", () => {
    let ticket = withGiftCard(newTicket(0, "t"), "7F3K", "Gift card", 2000);
    ticket = withGiftCard(ticket, "7F3K", "Gift card", 500);
    expect(ticket.lines).toHaveLength(1);
    expect(basketOf(ticket)).toMatchObject({
      lines: [],
      gift_cards: [{ code: "7F3K", amount_minor: 2500 }],
    });
  });

  test("shows each coupon once", () => {
    const ticket = withCoupon(withCoupon(newTicket(0, "t"), "SPRING"), "SPRING");
    expect(basketOf(ticket)).toMatchObject({ promotion_coupons: ["SPRING"] });
    expect(basketOf(withoutCoupon(ticket, "SPRING"))).not.toHaveProperty("promotion_coupons");
  });
});
