/**
 * The catalogue as it was last here, so that a till which starts has its goods at once.
 *
 * In a database of its own: it may be lost at any time, and tickets may not.
 */

import type { Packed } from "../logic/packing";
import { wait } from "./database";

const NAME = "tillmesh-catalogue";
/** Raised whenever `Packed` changes: what an older page kept is dropped then. */
const VERSION = 1;
const STORE = "packed";

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    for (const store of request.result.objectStoreNames) request.result.deleteObjectStore(store);
    request.result.createObjectStore(STORE);
  };
  const own = await wait(request);
  own.onversionchange = () => own.close();
  return own;
}

/** Return what was kept; null when nothing is, or it cannot be read. */
export async function keptCatalogue(): Promise<Packed | null> {
  try {
    const own = await opened();
    const kept = await wait<Packed | undefined>(own.transaction(STORE).objectStore(STORE).get(""));
    own.close();
    return kept ?? null;
  } catch {
    return null;
  }
}

/** Keep it in place of another; a disk that is full keeps none. */
export async function keepCatalogue(packed: Packed): Promise<void> {
  try {
    const own = await opened();
    await wait(own.transaction(STORE, "readwrite").objectStore(STORE).put(packed, ""));
    own.close();
  } catch {
    // It is fetched again the next time.
  }
}
