import { describe, expect, test } from "vitest";
import { actionOf, bound, KEYS, plainKey } from "../src/logic/keymap";

describe("keys", () => {
  test("may be given to others, and who had them takes the old one", () => {
    const own = bound(KEYS, "pay", "F8");
    expect([own.pay, own.discount]).toEqual(["F8", "F9"]);
    expect(actionOf(own, "F8")).toBe("pay");
  });

  test("that reload, type or lead back are never anybody else's", () => {
    for (const key of ["F5", "Escape", "Enter", "7", "*"]) expect(bound(KEYS, "pay", key)).toBe(KEYS);
    expect(bound(KEYS, "back", "F9")).toBe(KEYS);
    expect(actionOf(KEYS, "F5")).toBeNull();
  });

  test("for the way back and for so many times are known to pages by their first ones", () => {
    const own = bound(bound(KEYS, "back", "F11"), "times", "x");
    expect([plainKey(own, "F11"), plainKey(own, "x")]).toEqual(["Escape", "*"]);
    expect([plainKey(own, "Escape"), plainKey(own, "7")]).toEqual(["Escape", "7"]);
    expect(plainKey(KEYS, "*")).toBe("*");
  });
});
