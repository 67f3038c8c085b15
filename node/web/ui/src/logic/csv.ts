/** Catalogue files: CSV with a heading, read whole before anything is sent. */

export interface ImportedProduct {
  sku: string;
  name: string;
  department: string;
  price_minor: number;
  barcode: string;
}

/** Split text into rows of cells; quotes may hold commas, line feeds and doubled quotes. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "," || sign === "\n") {
      row.push(cell.replace(/\r$/, ""));
      cell = "";
      if (sign === "\n") {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  if (cell !== "" || row.length) rows.push([...row, cell.replace(/\r$/, "")]);
  return rows.filter((each) => each.some((one) => one !== ""));
}

/** Read a catalogue; raises RangeError naming the line that is wrong. */
export function readCatalogueFile(text: string): ImportedProduct[] {
  const [heading = [], ...rows] = readCsv(text.replace(/^\ufeff/, ""));
  const place = new Map(heading.map((name, index) => [name.trim().toLowerCase(), index]));
  if (!place.has("sku")) throw new RangeError("The file has no column 'sku' in its first line.");
  return rows.map((row, index) => {
    const cell = (name: string): string => (row[place.get(name) ?? -1] ?? "").trim();
    const price = cell("price_minor") || minorOf(cell("price"));
    if (!cell("sku")) throw new RangeError(`Line ${index + 2} has no SKU.`);
    if (!/^\d*$/.test(price)) throw new RangeError(`Line ${index + 2} has no price like 12.34.`);
    return {
      sku: cell("sku"),
      name: cell("name"),
      department: cell("department"),
      price_minor: Number(price || 0),
      barcode: cell("barcode"),
    };
  });
}

function minorOf(price: string): string {
  const found = /^(\d+)(?:\.(\d{1,2}))?$/.exec(price);
  return found ? `${found[1]}${(found[2] ?? "").padEnd(2, "0")}` : price && "x";
}
