import { describe, expect, test } from "vitest";
import type { Product } from "../src/logic/catalogue";
import { EMPTY_ENTRY, typed } from "../src/logic/entry";
import { newId } from "../src/logic/identifiers";
import { formatQuantity, parseQuantity, priceFor } from "../src/logic/quantity";
import {
  basketOf,
  estimateMinor,
  newTicket,
  withAmount,
  withDiscount,
  withGoods,
  withLabel,
  withoutLine,
  withQuantity,
} from "../src/logic/ticket";

const MILK: Product = {
  sku: "milk",
  name: "Milk",
  department: "",
  priceMinor: 129,
  barcodes: [],
  unit: "piece",
  minimumAge: 0,
};
const HAM: Product = { ...MILK, sku: "ham", name: "Ham", priceMinor: 1999, unit: "weighed" };

describe("a ticket", () => {
  test("counts what is scanned again on the same line", () => {
    let ticket = withGoods(newTicket(0), MILK, 1000);
    ticket = withGoods(ticket, HAM, 333);
    ticket = withGoods(ticket, MILK, 2000);
    expect(ticket.lines.map((line) => [line.sku, line.quantityMilli])).toEqual([
      ["milk", 3000],
      ["ham", 333],
    ]);
    expect(estimateMinor(ticket)).toBe(3 * 129 + 666);
  });

  test("takes a label's word for how much it is and what it costs", () => {
    const read = { sku: "ham", name: "Ham", quantity_milli: 350, amount_minor: 700, minimumAge: 0 };
    let ticket = withLabel(newTicket(0), "2100042003501", read);
    ticket = withAmount(withQuantity(withGoods(ticket, HAM, 100), 1, 2000), 1, 5);
    expect(estimateMinor(ticket)).toBe(700 + 200);
    expect(basketOf(ticket).lines).toEqual([
      { code: "2100042003501" },
      { code: "ham", quantity_milli: 100 },
    ]);
  });

  test("weighs every piece of weighed goods for itself", () => {
    const ticket = withGoods(withGoods(newTicket(0), HAM, 100), HAM, 200);
    expect(ticket.lines).toHaveLength(2);
  });

  test("keeps an amount that was typed apart from the catalogue's", () => {
    let ticket = withAmount(withGoods(newTicket(0), MILK, 1000), 1, 99);
    ticket = withGoods(ticket, MILK, 1000);
    expect(ticket.lines.map((line) => line.amountMinor)).toEqual([99, null]);
    expect(basketOf(ticket).lines).toEqual([
      { code: "milk", quantity_milli: 1000, amount_minor: 99 },
      { code: "milk", quantity_milli: 1000 },
    ]);
  });

  test("names items by their place when it is asked about, and drops what hung on a line", () => {
    let ticket = withGoods(withGoods(newTicket(0), MILK, 1000), HAM, 500);
    ticket = withDiscount(ticket, { key: 2, amountMinor: 50, reason: "dent" });
    expect(basketOf(withoutLine(ticket, 1)).discounts).toEqual([
      { item: 1, amount_minor: 50, reason: "dent" },
    ]);
    expect(basketOf(withoutLine(ticket, 2)).discounts).toEqual([]);
    expect(withQuantity(ticket, 1, 0).lines).toHaveLength(1);
  });
});

describe("what is typed", () => {
  const type = (keys: string) => [...keys].reduce(typed, EMPTY_ENTRY);

  test("before a star is how many", () => {
    expect(type("3*")).toEqual({ text: "", timesMilli: 3000 });
    expect(type("1.5*20")).toEqual({ text: "20", timesMilli: 1500 });
    expect(type("*")).toEqual(EMPTY_ENTRY);
  });

  test("is taken back key by key, and then the quantity", () => {
    const back = ["Backspace", "Backspace"].reduce(typed, type("3*4"));
    expect(back).toEqual(EMPTY_ENTRY);
  });

  test("has one decimal sign and an end", () => {
    expect(type("1.2.3").text).toBe("1.23");
    expect(type("9".repeat(30)).text).toHaveLength(14);
  });
});

describe("quantities", () => {
  test("are written and read without needless zeros", () => {
    expect([1000, 1500, -250, 0].map((milli) => formatQuantity(milli))).toEqual(["1", "1.5", "−0.25", "0"]);
    expect(["3", "0,75", ".5", "x", "1.2345"].map(parseQuantity)).toEqual([3000, 750, 500, null, null]);
  });

  test("are priced half away from zero", () => {
    expect(priceFor(1999, 333)).toBe(666);
    expect(priceFor(1, 500)).toBe(1);
  });
});

test("ids begin with the time and never repeat", () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId(1_700_000_000_000)));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
