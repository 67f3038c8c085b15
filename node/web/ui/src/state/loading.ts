/** Reading something for a page, and again whenever the node has committed something. */

import { useSignal, useSignalEffect, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { look } from "./asking";
import { commit } from "./live";

/** How long commits are let gather before a page reads anew: a busy till commits every second. */
const GATHER_MS = 600;

export interface Loaded<T> {
  data: Signal<T | null>;
  /** Whether the data is the answer to what is asked now, and not to what was asked before. */
  fresh: boolean;
  reload: () => Promise<void>;
}

export function useVerb<T>(verb: string, body: object = {}, follow = true): Loaded<T> {
  const data = useSignal<T | null>(null);
  const key = JSON.stringify(body);
  const asked = useRef(key);
  asked.current = key;
  const answered = useSignal("");
  const reload = async (): Promise<void> => {
    const found = await look<T>(verb, JSON.parse(key) as object);
    // What was asked before and is answered late would stand in the place of what is asked now.
    if (found === null || asked.current !== key) return;
    data.value = found;
    answered.value = key;
  };
  useEffect(() => void reload(), [verb, key]);
  useSignalEffect(() => {
    if (!follow || !commit.value) return;
    const timer = setTimeout(() => void reload(), GATHER_MS);
    return () => clearTimeout(timer);
  });
  return { data, reload, fresh: answered.value === key };
}
