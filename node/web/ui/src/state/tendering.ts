/** Choosing how to pay: some tenders are typed and taken, others ask something first. */

import { signal } from "@preact/signals";
import type { Credit } from "../api/answers";
import { ask } from "../api/client";
import { RefusedError } from "../api/errors";
import { EMPTY_ENTRY } from "../logic/entry";
import { GIFT_CARD, PLAIN, type Tender } from "../logic/tender";
import { kind, stage, take } from "./paying";
import { entry } from "./selling";

/** The tender that is asked about, and the code it is known by where one was scanned. */
export const tendering = signal<{ kind: string; code: string } | null>(null);

export function chooseTender(chosen: string): void {
  if (PLAIN.has(chosen)) kind.value = chosen;
  else tendering.value = { kind: chosen, code: "" };
}

export const endTender = (): void => void (tendering.value = null);

/** Pay with what a sheet asked for, and be back at the tenders or past them. */
export function payWith(tender: Tender): void {
  endTender();
  entry.value = EMPTY_ENTRY;
  void take(tender);
}

/** Return what stands on a gift card; null when none is known by that code, or nobody answers. */
export async function giftCard(code: string): Promise<Credit | null> {
  try {
    return await ask<Credit>("credit-show", { ledger: GIFT_CARD, account: code });
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/** Take a scan while paying for a gift card; false when it is none. */
export async function scannedToPay(code: string): Promise<boolean> {
  const found = await giftCard(code).catch(() => null);
  if (found === null || stage.value !== "pay") return false;
  tendering.value = { kind: GIFT_CARD, code };
  return true;
}
