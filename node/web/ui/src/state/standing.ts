/** What stands on a card, or in a customer's credit or points: read anew with every commit. */

import { useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Credit, Settings } from "../api/answers";
import { ask } from "../api/client";
import { NotAnsweredError, RefusedError } from "../api/errors";
import { POINTS } from "../logic/tender";
import { useVerb } from "./loading";
import { commit } from "./live";

export type Standing =
  | { is: "asking" }
  | { is: "known"; credit: Credit }
  | { is: "unknown"; why: string };

/** Ask for an account, and again whenever the node has committed; an empty one is not asked for. */
export function useStanding(ledger: string, account: string): ReadonlySignal<Standing> {
  const standing = useSignal<Standing>({ is: "asking" });
  const read = async (): Promise<void> => {
    if (!account) return;
    try {
      const credit = await ask<Credit>("credit-show", { ledger, account });
      standing.value = { is: "known", credit };
    } catch (error) {
      const said = error instanceof RefusedError || error instanceof NotAnsweredError;
      if (!said) throw error;
      standing.value = { is: "unknown", why: error.message };
    }
  };
  useEffect(() => {
    standing.value = { is: "asking" };
    void read();
  }, [ledger, account]);
  useSignalEffect(() => {
    if (commit.value) void read();
  });
  return standing;
}

/** How many minor units one unit of a ledger pays: points have a worth, money is worth itself. */
export function useWorth(ledger: string): number {
  const { data } = useVerb<Settings>("settings", {}, false);
  if (ledger !== POINTS) return 1;
  return data.value?.settings.find((each) => each.name === "points.worth")?.value ?? 1;
}
