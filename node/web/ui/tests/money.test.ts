import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatBare, formatMoney, parseMoney, PLAIN, type MoneyParts } from "../src/logic/money";

const EURO: MoneyParts = { ...PLAIN, symbol: "€", decimal: ",", group: ".", after: "\u00a0€" };

describe("money", () => {
  test("is written in the parts the server sends", () => {
    expect(formatMoney(123456789, EURO)).toBe("1.234.567,89\u00a0€");
    expect(formatMoney(-5, EURO)).toBe("-0,05\u00a0€");
    expect(formatMoney(-700, { ...PLAIN, before: "$" })).toBe("-$7.00");
    expect(formatBare(100000, EURO)).toBe("1.000,00");
  });

  test("of a currency without minor units has no decimal sign", () => {
    expect(formatMoney(1500, { ...PLAIN, before: "¥", exponent: 0 })).toBe("¥1,500");
  });

  test("is read with either decimal sign and never guessed", () => {
    expect(parseMoney("12,5", 2)).toBe(1250);
    expect(parseMoney("12.50", 2)).toBe(1250);
    expect(parseMoney(".5", 2)).toBe(50);
    for (const wrong of ["", ".", "1.234", "a", "1,2,3", "-1"]) {
      expect(parseMoney(wrong, 2)).toBeNull();
    }
  });

  // tests/node/web writes these with the formatter that the receipts use.
  const file = process.env["MONEY_SAMPLES"];
  test.skipIf(!file)("is written as the receipts write it", () => {
    const samples = JSON.parse(readFileSync(file!, "utf-8")) as {
      money: MoneyParts;
      amount_minor: number;
      text: string;
    }[];
    expect(samples.length).toBeGreaterThan(20);
    for (const { money, amount_minor: amountMinor, text } of samples) {
      expect(formatMoney(amountMinor, money)).toBe(text);
    }
  });
});
