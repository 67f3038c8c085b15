/** The catalogue in use; the old one serves until the new one is here. */

import { signal } from "@preact/signals";
import { Catalogue, readCatalogue, type CatalogueFile } from "../logic/catalogue";

export const catalogue = signal(new Catalogue([]));
export const catalogueLoaded = signal(false);

let tag = "";

/** Fetch the catalogue when it is another than the one held. */
export async function loadCatalogue(): Promise<void> {
  const headers: Record<string, string> = tag ? { "If-None-Match": tag } : {};
  const response = await fetch("/api/v1/catalogue", { headers, cache: "no-cache" });
  if (response.status === 304 || !response.ok) return;
  const fresh = response.headers.get("ETag") ?? "";
  if (fresh && fresh === tag) return;
  catalogue.value = readCatalogue((await response.json()) as CatalogueFile);
  tag = fresh;
  catalogueLoaded.value = true;
}
