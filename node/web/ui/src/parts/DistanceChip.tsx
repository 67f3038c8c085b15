/** The chip that says how far the sales have travelled, and the sheet behind it. */

import { useSignal } from "@preact/signals";
import type { Distance } from "../logic/distance";
import { distance } from "../state/distance";
import { t, tn } from "../state/words";
import { DistanceSheet } from "./DistanceSheet";
import { Icon } from "./Icon";

export function DistanceChip() {
  const open = useSignal(false);
  const own = distance.value;
  return (
    <>
      <button
        type="button"
        class="chip"
        data-tone={own.tone}
        aria-haspopup="dialog"
        onClick={() => (open.value = true)}
      >
        <Icon name={own.tone === "near" ? "check" : own.tone === "quiet" ? "clock" : "cloud"} />
        <span>{chipText(own)}</span>
      </button>
      {open.value && <DistanceSheet onClose={() => (open.value = false)} />}
    </>
  );
}

export function chipText(own: Distance): string {
  if (own.tone === "quiet") return t("The till is starting again");
  if (own.peers === 0) return t("On this till alone");
  const waits = own.waiting > 0 ? ` · ${tn("{n} waits", "{n} wait", own.waiting)}` : "";
  if (own.tone === "alone") return t("Nobody in reach") + waits;
  if (own.hasHub && !own.hubUp) return t("Hub out of reach") + waits;
  if (own.tone === "apart") {
    return t("{up} of {all} in reach", { up: own.peersUp, all: own.peers }) + waits;
  }
  return waits ? t("On its way") + waits : t("Everything has arrived");
}
