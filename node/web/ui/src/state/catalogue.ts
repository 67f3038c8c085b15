/** The catalogue in use; the old one serves until the new one is here. */

import { signal } from "@preact/signals";
import { Catalogue, EMPTY } from "../logic/catalogue";
import { packed, type Packed } from "../logic/packing";
import { keptCatalogue } from "../storage/catalogue";

export const catalogue = signal(EMPTY);
/** Whether all of it is here, and not only what the first tiles show. */
export const catalogueLoaded = signal(false);

let loading: Promise<void> = Promise.resolve();

/** Use the catalogue that was last here, before the till has answered; prices are its word later. */
export async function recallCatalogue(): Promise<void> {
  const kept = await keptCatalogue();
  if (kept !== null && !catalogueLoaded.value) use(kept);
}

/** Fetch the catalogue when it is another than the one held; without an answer the old one stays. */
export function loadCatalogue(): Promise<void> {
  loading = loading.then(load).catch(() => undefined);
  return loading;
}

async function load(): Promise<void> {
  if (!catalogueLoaded.value) {
    const first = await asked("/opening");
    if (first.ok) catalogue.value = new Catalogue(packed(await first.text()));
  }
  const whole = await asked("", catalogue.value.version);
  if (whole.ok) use(await packedElsewhere(await whole.arrayBuffer()));
}

function asked(part: string, version = ""): Promise<Response> {
  const headers: Record<string, string> = version ? { "If-None-Match": `"${version}"` } : {};
  return fetch(`/api/v1/catalogue${part}`, { headers, cache: "no-cache" });
}

function use(own: Packed): void {
  catalogue.value = new Catalogue(own);
  catalogueLoaded.value = true;
}

function packedElsewhere(sent: ArrayBuffer): Promise<Packed> {
  const worker = new Worker(new URL("../workers/packing.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Packed>) => resolve(data);
    worker.onerror = () => reject(new Error("The catalogue could not be packed."));
    worker.postMessage(sent, [sent]);
  });
}
