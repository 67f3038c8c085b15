import { beforeAll, describe, expect, test } from "vitest";
import { Catalogue, FOUND_MAX, type Product } from "../src/logic/catalogue";
import { packed } from "../src/logic/packing";

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

const COLUMNS = ["sku", "name", "department", "price_minor", "barcodes"];

function sent(columns: string[], rows: unknown[][], more = {}): Catalogue {
  const head = JSON.stringify({ version: "v1", columns, ...more }).slice(0, -1);
  const lines = rows.map((row) => JSON.stringify(row)).join(",\n");
  return new Catalogue(packed(`${head},"products":[\n${lines}\n]}`));
}

function of(products: Product[]): Catalogue {
  const row = (own: Product) => [own.sku, own.name, own.department, own.priceMinor, own.barcodes];
  return sent(COLUMNS, products.map(row));
}

describe("the catalogue", () => {
  const small = of([
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

  test("does not take a barcode for another product's SKU", () => {
    const both = of([
      { ...product(1), sku: "one", barcodes: ["4011"] },
      { ...product(2), sku: "4011", barcodes: [] },
    ]);
    expect(both.byCode("4011")?.sku).toBe("4011");
    expect(both.byCode("no such code")).toBeNull();
  });

  test("reads the server's columns in whatever order they come", () => {
    const read = sent(
      ["name", "sku", "price_minor", "barcodes"],
      [["Pen", "pen", 120, ["4011", "4012"]]],
    );
    expect(read.byCode("4012")).toMatchObject({ sku: "pen", priceMinor: 120, unit: "piece" });
  });

  test("may hold nothing, and departments it has no product of yet", () => {
    const nothing = sent(COLUMNS, [], { departments: ["", "Wine", "Bread"] });
    expect(nothing.size).toBe(0);
    expect(nothing.departments).toEqual(["Bread", "Wine", ""]);
    expect(nothing.inDepartment("Wine", 60)).toEqual([]);
    expect(nothing.search("milk")).toEqual([]);
    expect(nothing.byCode("milk")).toBeNull();
  });

  test("shows a department's own products, and no more than are asked for", () => {
    const many = of(Array.from({ length: 40 }, (_, place) => product(place)));
    expect(many.inDepartment("D3", 2).map((each) => each.sku)).toEqual(["S3", "S15"]);
    expect(many.departments).toHaveLength(12);
  });
});

describe("a hundred thousand products", () => {
  let many: Catalogue;
  beforeAll(() => {
    many = of(Array.from({ length: 100_000 }, (_, place) => product(place)));
  });

  // How fast that is `tillmesh bench --only screen` says, in the browser that shows it.
  // How fast that is `tillmesh bench --only screen` says, in the browser that shows it.
  test.each(["m", "milk", "bread old", "s99999", "молоко", "no such thing", "apple 4217"])(
    "show what holds every word of %j, and no more than fits",
    (typed) => {
      const holds = (sku: string, name: string) =>
        typed.split(" ").every((word) => `${name} ${sku}`.toLowerCase().includes(word));
      const all = Array.from({ length: 100_000 }, (_, place) => product(place));
      const matching = all.filter((each) => holds(each.sku, each.name)).length;
      const found = many.search(typed);
      expect(found).toHaveLength(Math.min(matching, FOUND_MAX));
      expect(found.every((each) => holds(each.sku, each.name))).toBe(true);
    },
  );

  test("find what is typed wherever it stands", () => {
    expect(many.search("s99999")[0]?.sku).toBe("S99999");
    expect(many.byCode("4000000077777")?.sku).toBe("S77777");
  });
});
