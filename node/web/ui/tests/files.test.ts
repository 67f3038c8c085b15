import { describe, expect, test } from "vitest";
import { readCatalogueFile, readCsv } from "../src/logic/csv";
import { busyHours, days, midnight } from "../src/logic/days";

describe("catalogue files", () => {
  test("may quote commas, line feeds and quotes", () => {
    expect(readCsv('a,"b, ""c""\nd"\r\n1,2\n\n')).toEqual([
      ["a", 'b, "c"\nd'],
      ["1", "2"],
    ]);
  });

  test("are read by their heading", () => {
    const [pen] = readCatalogueFile("\ufeffname,sku,price\nPen,p1,1.5\n");
    expect(pen).toEqual({ sku: "p1", name: "Pen", department: "", price_minor: 150, barcode: "" });
  });

  test("name the line that is wrong", () => {
    expect(() => readCatalogueFile("name\nPen\n")).toThrow("no column 'sku'");
    expect(() => readCatalogueFile("sku,price\np1,1.00\np2,cheap\n")).toThrow("Line 3");
    expect(() => readCatalogueFile("sku,name\n,Pen\n")).toThrow("Line 2 has no SKU");
  });
});

describe("spans of days", () => {
  const noon = new Date(2026, 2, 31, 12).getTime();

  test("begin and end at midnight, over a clock change too", () => {
    const { fromMs, untilMs } = days(noon, 7);
    expect([fromMs, untilMs].map((ms) => new Date(ms).getHours())).toEqual([0, 0]);
    expect(new Date(fromMs).getDate()).toBe(25);
    expect(midnight(noon, -1)).toBe(untilMs);
  });

  test("without today end where it begins", () => {
    expect(days(noon, 1, false)).toEqual({ fromMs: midnight(noon, 1), untilMs: midnight(noon) });
  });

  test("show the usual hours, and all that were worked", () => {
    expect(busyHours([])).toEqual([8, 20]);
    expect(busyHours([6, 12, 22])).toEqual([6, 22]);
  });
});
