/** Packs a catalogue and keeps it, so that no page stands still for it; ends with it. */

import { packed } from "../logic/packing";
import { keepCatalogue } from "../storage/catalogue";

self.onmessage = async ({ data }: MessageEvent<ArrayBuffer>) => {
  const own = packed(new TextDecoder().decode(data));
  postMessage(own);
  await keepCatalogue(own);
  self.close();
};
