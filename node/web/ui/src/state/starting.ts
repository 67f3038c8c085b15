/** What every entry does before it draws: the device, the session, the words. */

import { effect } from "@preact/signals";
import { NotAnsweredError } from "../api/errors";
import { device, loadDevice } from "./device";
import { session, loadSession } from "./session";
import { loadWords } from "./words";

const AGAIN_MS = 1_000;

/** Ask until somebody answers: the till may be starting still. */
export async function untilAnswered<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof NotAnsweredError)) throw error;
      await new Promise((later) => setTimeout(later, AGAIN_MS));
    }
  }
}

export async function start(): Promise<void> {
  await loadDevice();
  void navigator.serviceWorker?.register("/service-worker.js").catch(() => undefined);
}

/** Read who is here and the words, and follow the language; resolved when both are there. */
export async function startSession(): Promise<void> {
  const own = await untilAnswered(loadSession);
  await untilAnswered(() => loadWords(device.value.language, own.currency ?? ""));
  let language = device.value.language;
  effect(() => {
    const wanted = device.value.language;
    if (wanted === language) return;
    language = wanted;
    void loadWords(wanted, session.peek()?.currency ?? "").catch(() => undefined);
  });
}
