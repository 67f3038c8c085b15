import { describe, expect, test } from "vitest";
import { bodyOf, draftOf, EMPTY, when, type Said } from "../src/logic/promotions";

const typed = (minor: number): string => (minor / 100).toFixed(2);
const made = (change: object) => bodyOf({ ...EMPTY, code: "SPRING", ...change }, 2);

describe("a promotion that is typed", () => {
  test("says its share in parts of a million, and its money in minor units", () => {
    expect(made({ off: "12,5" })).toMatchObject({ kind: "percent", rate_ppm: 125_000, off_minor: 0 });
    expect(made({ kind: "basket-amount", off: "5.00", least: "20" })).toMatchObject({
      off_minor: 500,
      least_minor: 2000,
    });
  });

  test("is none while something is missing, or would take nothing off", () => {
    expect(made({ off: "" })).toBeNull();
    expect(made({ off: "0" })).toBeNull();
    expect(made({ off: "101" })).toBeNull();
    expect(made({ kind: "n-for-m", take: "2", pay: "2" })).toBeNull();
    expect(made({ code: " ", off: "10" })).toBeNull();
  });

  test("names goods only where it is about goods", () => {
    expect(made({ off: "10", sku: "milk" })).toMatchObject({ sku: "milk" });
    expect(made({ kind: "basket-percent", off: "10", sku: "milk" })).toMatchObject({ sku: "" });
  });

  test("counts on its last day, and is the same when it is changed again", () => {
    const said = made({ off: "10", from: "2026-03-01", until: "2026-03-01" }) as unknown as Said;
    expect(said.until_ms - said.from_ms).toBeGreaterThanOrEqual(23 * 3_600_000);
    expect(when(said, said.until_ms - 1)).toBe("now");
    expect(when(said, said.until_ms)).toBe("over");
    expect(when(said, said.from_ms - 1)).toBe("later");
    expect(bodyOf(draftOf(said, typed), 2)).toEqual(said);
  });
});
