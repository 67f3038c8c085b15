import { describe, expect, test } from "vitest";
import type { Weight } from "../src/api/answers";
import { weightToSell } from "../src/logic/scale";

const HAM: Weight = { state: "still", stable: true, weight_milli: 350, unit: "kg", net: false };

describe("what a scale shows", () => {
  test("is sold by when it is at rest and more than nothing", () => {
    expect(weightToSell(HAM)).toBe(350);
    expect(weightToSell({ ...HAM, net: true })).toBe(350);
  });

  test("is no weight while it moves, is empty or tells none", () => {
    expect(weightToSell(null)).toBeNull();
    expect(weightToSell({ ...HAM, state: "moving", stable: false })).toBeNull();
    expect(weightToSell({ ...HAM, weight_milli: null })).toBeNull();
    expect(weightToSell({ ...HAM, weight_milli: 0 })).toBeNull();
    expect(weightToSell({ ...HAM, weight_milli: -100 })).toBeNull();
  });
});
