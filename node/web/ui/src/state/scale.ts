/** Watching the scale while goods are to be weighed. */

import { useSignal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Weight } from "../api/answers";
import { ask } from "../api/client";
import { NotAnsweredError, RefusedError } from "../api/errors";
import { session } from "./session";

/** How long after an answer the scale is asked again: what lies on it settles in half a second. */
const AGAIN_MS = 400;

export interface Scale {
  /** What it shows; null until it has answered, and after it has not. */
  weight: ReadonlySignal<Weight | null>;
  /** Why it shows nothing; empty while it does. */
  why: ReadonlySignal<string>;
  /** Ask once more after it did not answer: a dead scale is not asked again by itself. */
  retry: () => void;
}

/** Ask the scale of this till, if it has one, until whoever asked is gone. */
export function useScale(): Scale {
  const weight = useSignal<Weight | null>(null);
  const why = useSignal("");
  const watch = useRef({ gone: false as boolean, timer: 0 });
  const read = async (): Promise<void> => {
    try {
      const shown = await ask<Weight>("weigh");
      if (watch.current.gone) return;
      weight.value = shown;
      watch.current.timer = window.setTimeout(() => void read(), AGAIN_MS);
    } catch (error) {
      if (!(error instanceof RefusedError || error instanceof NotAnsweredError)) throw error;
      weight.value = null;
      why.value = error.message;
    }
  };
  const retry = (): void => {
    why.value = "";
    void read();
  };
  useEffect(() => {
    watch.current = { gone: false, timer: 0 };
    const own = watch.current;
    if (session.value?.has_scale) void read();
    return () => {
      own.gone = true;
      clearTimeout(own.timer);
    };
  }, []);
  return { weight, why, retry };
}
