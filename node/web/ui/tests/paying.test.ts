import { describe, expect, test } from "vitest";
import { actionOf, bound, KEYS } from "../src/logic/keymap";
import { dueMinor, inCoins, judge, likelyCash } from "../src/logic/paying";

const PLAIN = { exactMinor: 1234, cashStepMinor: 0 };
const COINS = { exactMinor: 1233, cashStepMinor: 5 };
const cash = (amountMinor: number) => ({ kind: "cash", amountMinor });
const card = (amountMinor: number) => ({ kind: "card", amountMinor });

describe("paying", () => {
  test("gives change of cash", () => {
    expect(judge(PLAIN, [cash(2000)])).toEqual({ is: "enough", changeMinor: 766 });
    expect(judge(PLAIN, [card(1000), cash(500)])).toEqual({ is: "enough", changeMinor: 266 });
  });

  test("gives none of a card", () => {
    expect(judge(PLAIN, [card(1300)])).toEqual({ is: "too much", overMinor: 66 });
  });

  test("says what is still due, in coins for coins", () => {
    expect(judge(PLAIN, [card(1000)])).toEqual({ is: "short", dueMinor: 234 });
    expect(dueMinor(COINS, [], "cash")).toBe(1235);
    expect(dueMinor(COINS, [], "card")).toBe(1233);
    expect(dueMinor(COINS, [card(1000)], "cash")).toBe(235);
    expect(judge(COINS, [cash(1235)])).toEqual({ is: "enough", changeMinor: 0 });
  });

  test("rounds half a step away from zero, as the node does", () => {
    expect([1232, 1233, 1235, -1233].map((minor) => inCoins(minor, 5))).toEqual([1230, 1235, 1235, -1235]);
    expect(inCoins(5, 10)).toBe(10);
  });

  test("offers what a customer is likely to hand over", () => {
    expect(likelyCash(1234, 2)).toEqual([1300, 1500, 2000, 5000]);
    expect(likelyCash(2000, 2)[0]).toBe(5000);
  });
});

describe("keys", () => {
  test("never bind what reloads the page", () => {
    expect(Object.values(KEYS)).not.toContain("F5");
    expect(bound(KEYS, "hold", "F5")).toBe(KEYS);
    expect(actionOf({ ...KEYS, pay: "F5" }, "F5")).toBeNull();
  });

  test("change places when one takes the other's", () => {
    const swapped = bound(KEYS, "hold", "F9");
    expect([swapped.hold, swapped.pay]).toEqual(["F9", "F4"]);
  });
});
