import { beforeAll, describe, expect, test } from "vitest";
import { Catalogue, readCatalogue, type Product } from "../src/logic/catalogue";

const WORDS = ["Whole", "Milk", "Bread", "Rye", "Cheese", "Old", "Apple", "Juice", "Käse", "Молоко"];

function product(place: number): Product {
  const name = [0, 3, 7].map((step) => WORDS[(place + step * 31) % WORDS.length]).join(" ");
  return {
    sku: `S${place}`,
    name: `${name} ${place}`,
    department: `D${place % 12}`,
    priceMinor: place,
    barcodes: [String(4_000_000_000_000 + place)],
    unit: "piece",
    minimumAge: 0,
  };
}

describe("the catalogue", () => {
  const small = new Catalogue([
    { ...product(1), sku: "milk", name: "Whole milk 1 l", barcodes: ["0036000291452"] },
    { ...product(2), sku: "kaese", name: "Käse, alt", barcodes: ["77777777"] },
    { ...product(3), sku: "twin", name: "Twin", barcodes: ["77777777"] },
  ]);

  test("finds by SKU and by barcode, with or without its leading zeros", () => {
    expect(small.byCode("milk")?.name).toBe("Whole milk 1 l");
    expect(small.byCode("036000291452")?.sku).toBe("milk");
    expect(small.byCode("00036000291452")?.sku).toBe("milk");
  });

  test("does not choose between two products of one barcode", () => {
    expect(small.byCode("77777777")).toBeNull();
  });

  test("finds the beginnings of words, in any order, without accents", () => {
    expect(small.search("mil who").map((each) => each.sku)).toEqual(["milk"]);
    expect(small.search("kase").map((each) => each.sku)).toEqual(["kaese"]);
    expect(small.search("ilk")).toEqual([]);
    expect(small.search("  ")).toEqual([]);
  });

  test("reads the server's columns in whatever order they come", () => {
    const read = readCatalogue({
      version: 7,
      columns: ["name", "sku", "price_minor", "barcode", "more_barcodes"],
      products: [["Pen", "pen", 120, "4011", ["4012"]]],
    });
    expect(read.byCode("4012")).toMatchObject({ sku: "pen", priceMinor: 120, unit: "piece" });
  });
});

describe("a hundred thousand products", () => {
  let many: Catalogue;
  beforeAll(() => {
    many = new Catalogue(Array.from({ length: 100_000 }, (_, place) => product(place)));
  });

  test.each(["m", "milk", "bread old", "s99999", "молоко", "no such thing", "apple 4217"])(
    "are searched for %j within a keystroke",
    (typed) => {
      const times = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        many.search(typed);
        return performance.now() - begun;
      });
      // The best of five: the machine may be busy, the algorithm may not.
      expect(Math.min(...times)).toBeLessThan(40);
    },
  );

  test("find what is typed wherever it stands", () => {
    expect(many.search("s99999")[0]?.sku).toBe("S99999");
    expect(many.byCode("4000000077777")?.sku).toBe("S77777");
  });
});
