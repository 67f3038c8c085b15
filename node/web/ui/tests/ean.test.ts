import { describe, expect, test } from "vitest";
import { readEan, runsOf } from "../src/logic/ean";
import { Seen } from "../src/logic/seen";

const L = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"];
const PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"];
const right = (digit: number): string => L[digit]!.replace(/./g, (bit) => (bit === "0" ? "1" : "0"));
const turned = (digit: number): string => [...right(digit)].reverse().join("");

/** The modules of a code, as its standard draws it. */
function modules(code: string): string {
  const digits = [...code].map(Number);
  const half = digits.length === 8 ? 4 : 6;
  const parity = half === 4 ? "LLLL" : PARITY[digits.shift()!]!;
  const left = digits.slice(0, half).map((each, at) => (parity[at] === "L" ? L[each] : turned(each)));
  return `101${left.join("")}01010${digits.slice(half).map(right).join("")}101`;
}

/** A row of a picture of it: so many pixels a module, blurred, in uneven light, with some noise. */
function photo(code: string, { wide = 3.3, blur = 0, noise = 0, slope = 0 } = {}): Float32Array {
  const bits = `${"0".repeat(12)}${modules(code)}${"0".repeat(12)}`;
  const width = Math.floor(bits.length * wide);
  const sharp = Array.from({ length: width }, (_, at) => (bits[Math.floor(at / wide)] === "1" ? 30 : 220));
  let seed = 7;
  return Float32Array.from({ length: width }, (_, at) => {
    const near = sharp.slice(Math.max(0, at - blur), at + blur + 1);
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const off = (seed / 2_147_483_648 - 0.5) * noise;
    return near.reduce((all, each) => all + each, 0) / near.length + off - slope * at;
  });
}

describe("a barcode in a row of a picture", () => {
  test.each(["4006381333931", "5000112637922", "0012345678905", "9780201379624", "20000042", "96385074"])(
    "is read: %s",
    (code) => {
      expect(readEan(photo(code))).toBe(code);
      expect(readEan([...photo(code)].reverse())).toBe(code);
    },
  );

  test("is read through blur, noise and a shadow", () => {
    expect(readEan(photo("4006381333931", { wide: 4, blur: 1, noise: 40, slope: 0.15 }))).toBe("4006381333931");
    expect(readEan(photo("20000042", { wide: 2.4, noise: 20 }))).toBe("20000042");
  });

  test("is none where a digit is wrong, and in what is no barcode", () => {
    expect(readEan(photo("4006381333932"))).toBeNull();
    expect(readEan(new Float32Array(800).fill(128))).toBeNull();
    expect(readEan(photo("4006381333931").slice(0, 200))).toBeNull();
    const stripes = Float32Array.from({ length: 800 }, (_, at) => (at % 8 < 4 ? 0 : 255));
    expect(readEan(stripes)).toBeNull();
  });

  test("is dark and light in turn", () => {
    expect(runsOf(photo("4006381333931"))).toHaveLength(3 + 24 + 5 + 24 + 3);
  });
});

describe("what a camera sees", () => {
  test("counts when two frames agree, once while it stays, and again when it was away", () => {
    const seen = new Seen();
    const frames: [string | null, number][] = [
      ["A", 0],
      ["A", 90],
      ["A", 180],
      [null, 270],
      ["A", 360],
      [null, 1200],
      ["A", 1290],
      ["A", 1380],
      ["B", 1470],
      ["A", 1560],
    ];
    expect(frames.map(([code, at]) => seen.see(code, at))).toEqual([
      null, "A", null, null, null, null, null, "A", null, null,
    ]);
  });
});
