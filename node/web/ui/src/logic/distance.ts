/**
 * The distance chip: how far what is sold here has travelled, in words that calm.
 *
 * There is no mode to switch into. What is shown gets worse late and never in mid-sale.
 */

export interface Peer {
  name: string;
  role: string;
  branch: string;
  connected: boolean;
  they_lack: number;
  we_lack: number;
  lag_ms: number | null;
  heard_ms: number;
  trouble: string;
  skew_ms: number | null;
}

export interface NodeStatus {
  running: boolean;
  own_events: number;
  at_hub: number;
  by_peers: number[];
  waits_for_hub_ms: number | null;
  peers: Peer[];
}

export type Tone = "near" | "apart" | "alone" | "quiet";

export interface Distance {
  tone: Tone;
  /** Own events no hub is known to hold. */
  waiting: number;
  peersUp: number;
  peers: number;
  hubUp: boolean;
  hasHub: boolean;
}

/** How long something is missed before anybody is told: most links are back before that. */
export const DELAY_MS = 40_000;

export function distanceOf(status: NodeStatus | null): Distance {
  if (status === null) {
    return { tone: "quiet", waiting: 0, peersUp: 0, peers: 0, hubUp: false, hasHub: false };
  }
  const hubs = status.peers.filter((peer) => peer.role === "hub");
  const up = status.peers.filter((peer) => peer.connected);
  const hubUp = hubs.some((peer) => peer.connected);
  const hasHub = hubs.length > 0;
  const missed = status.peers.length - up.length;
  const tone = up.length === 0 && missed > 0 ? "alone" : missed > 0 ? "apart" : "near";
  const waiting = hasHub
    ? status.own_events - status.at_hub
    : (status.by_peers[0] ?? 0);
  return { tone, waiting, peersUp: up.length, peers: status.peers.length, hubUp, hasHub };
}

const RANK: Record<Tone, number> = { near: 0, apart: 1, alone: 2, quiet: 3 };

/** Decides when the chip may change. */
export class Settling {
  #shown: Distance;
  #worseSinceMs: number | null = null;

  constructor(first: Distance, readonly delayMs = DELAY_MS) {
    this.#shown = first;
  }

  /** Take in how it is now; returns what to show. */
  see(now: Distance, atMs: number, midSale: boolean): Distance {
    const worse = RANK[now.tone] > RANK[this.#shown.tone];
    if (!worse) {
      this.#worseSinceMs = null;
      if (!midSale || now.tone === this.#shown.tone) this.#shown = now;
      return this.#shown;
    }
    this.#worseSinceMs ??= atMs;
    if (!midSale && atMs - this.#worseSinceMs >= this.delayMs) {
      this.#worseSinceMs = null;
      this.#shown = now;
    }
    return this.#shown;
  }
}

/** What of a wait for the network is done, exactly: events counted, never guessed. */
export interface SyncProgress {
  done: number;
  left: number;
}

export interface SyncLook {
  to_come: number;
  to_go: number;
}

export function progressed(before: SyncProgress | null, look: SyncLook): SyncProgress {
  const left = look.to_come + look.to_go;
  if (before === null) return { done: 0, left };
  return { done: before.done + Math.max(0, before.left - left), left };
}
