/** What can I do now? What is out of reach, what still works, and how to hurry. */

import { useSignal } from "@preact/signals";
import type { Sync } from "../api/answers";
import { ask } from "../api/client";
import { progressed, type SyncProgress } from "../logic/distance";
import { complain } from "../state/asking";
import { answering, status } from "../state/live";
import { age, number, t, tn } from "../state/words";
import { Button } from "./Form";
import { Icon } from "./Icon";
import { Sheet } from "./Sheet";
import { ExportBundle } from "./ExportBundle";

export function DistanceSheet({ onClose }: { onClose: () => void }) {
  const own = status.value;
  const waits = own ? Math.max(0, own.own_events - own.at_hub) : 0;
  return (
    <Sheet title={t("How far the sales have travelled")} onClose={onClose} wide>
      <p class="calm">
        <Icon name="check" />
        {t("Keep selling. Power-off, restart and log-out are safe.")}
      </p>
      {answering.value === false && (
        <p>{t("The till's own process is starting again; what is scanned meanwhile is kept.")}</p>
      )}
      {own && (
        <dl class="facts">
          <div>
            <dt>{t("Written here")}</dt>
            <dd>{tn("{n} event", "{n} events", own.own_events)}</dd>
          </div>
          <div>
            <dt>{t("Known to be at a hub")}</dt>
            <dd>{number(own.at_hub)}</dd>
          </div>
          <div>
            <dt>{t("Waiting for a hub")}</dt>
            <dd>
              {number(waits)}
              {own.waits_for_hub_ms !== null && ` · ${t("oldest {age}", { age: age(own.waits_for_hub_ms) })}`}
            </dd>
          </div>
          <div>
            <dt>{t("On no other machine yet")}</dt>
            <dd>{number(own.by_peers[0] ?? 0)}</dd>
          </div>
        </dl>
      )}
      <Peers />
      <WhatNow />
      <div class="buttons">
        <SyncNow />
        <ExportBundle />
      </div>
    </Sheet>
  );
}

function Peers() {
  const peers = status.value?.peers ?? [];
  if (!peers.length) return <p class="quiet">{t("This till has no peers.")}</p>;
  return (
    <ul class="peers">
      {[...peers].sort((a, b) => Number(a.connected) - Number(b.connected)).map((peer) => (
        <li key={peer.name} data-up={peer.connected}>
          <Icon name={peer.role === "hub" ? "hub" : "peer"} />
          <b>{peer.name}</b>
          <span>{peer.branch}</span>
          <span>
            {peer.connected
              ? peer.they_lack
                ? tn("lacks {n} event", "lacks {n} events", peer.they_lack)
                : t("level with us")
              : peer.heard_ms
                ? t("out of reach · last heard {age} ago", { age: age(Date.now() - peer.heard_ms) })
                : t("not heard yet")}
          </span>
          {peer.trouble && <small>{peer.trouble}</small>}
        </li>
      ))}
    </ul>
  );
}

/** What works without anybody in reach: all of it; what is older is said. */
function WhatNow() {
  return (
    <details class="what-now">
      <summary>{t("What can I do now?")}</summary>
      <ul>
        <li>{t("Sell, refund, hold and recall tickets, open and close shifts: all as ever.")}</li>
        <li>{t("Receive and count stock: it is added up when the others are back.")}</li>
        <li>{t("Stock of other branches is shown as it was last heard of, with its age.")}</li>
        <li>{t("Nothing needs to be typed again later, and nothing is counted twice.")}</li>
      </ul>
    </details>
  );
}

const LOOK_MS = 400;
const LOOKS_MAX = 150;
/** Looks before somebody who was dialed just now counts as out of reach, and before all is said. */
const LOOKS_TO_REACH = 10;
const LOOKS_TO_HEAR = 3;

/** Look after every link at once, and count what is left until nothing is. */
function SyncNow() {
  const progress = useSignal<SyncProgress | null>(null);
  const ended = useSignal("");
  const run = async (): Promise<void> => {
    ended.value = "";
    progress.value = null;
    let missed: string[] = [];
    try {
      for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
        const seen = await ask<Sync>("sync", { hurry: looks === 0 });
        progress.value = progressed(progress.value, seen);
        missed = seen.peers.filter((peer) => !peer.connected).map((peer) => peer.name);
        const enough = missed.length ? LOOKS_TO_REACH : LOOKS_TO_HEAR;
        if (!seen.silent && progress.value.left === 0 && looks >= enough) break;
        await new Promise((later) => setTimeout(later, LOOK_MS));
      }
      const left = progress.value?.left ?? 0;
      ended.value = left
        ? t("Some are out of reach; it goes on by itself.")
        : missed.length
          ? t("Level with all but {nodes}, who cannot be reached.", { nodes: missed.join(", ") })
          : t("All that is in reach is level.");
    } catch (error) {
      complain(error);
    }
  };
  const own = progress.value;
  const all = own ? own.done + own.left : 0;
  return (
    <div class="sync">
      <Button tone="brand" disabled={own !== null && !ended.value} onPress={() => void run()}>
        {t("Sync now")}
      </Button>
      {own && (
        <label>
          <progress max={Math.max(all, 1)} value={all ? own.done : 1} />
          <span>{ended.value || t("{done} of {all} events", { done: number(own.done), all: number(all) })}</span>
        </label>
      )}
    </div>
  );
}
