import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { Catalogue } from "../src/logic/catalogue";
import { packed } from "../src/logic/packing";
import { keepCatalogue, keptCatalogue } from "../src/storage/catalogue";

test("the catalogue that was last here is here again, and the one before is not", async () => {
  expect(await keptCatalogue()).toBeNull();
  for (const name of ["Milk", "Whole milk"]) {
    const head = `{"version":"${name}","columns":["sku","name"],"products":[`;
    await keepCatalogue(packed(`${head}\n["m1","${name}"]\n]}`));
  }
  const kept = new Catalogue((await keptCatalogue())!);
  expect(kept.version).toBe("Whole milk");
  expect(kept.byCode("m1")?.name).toBe("Whole milk");
  expect(kept.search("mi wh")).toHaveLength(1);
});
