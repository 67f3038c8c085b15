/** What the node tells of itself, as it happens. */

import { signal } from "@preact/signals";
import type { NodeTicket, RequestLine } from "../api/answers";
import type { NodeStatus } from "../logic/distance";
import { session, type Session } from "./session";

export interface LiveStatus extends NodeStatus {
  events: number;
  behind: number;
  open_tickets: number;
  low_products: number;
  known_as_of_ms: number;
  clock: string;
  alerts: string[];
}

export interface Snapshot {
  commit: number;
  /** Left out for whoever is not signed in. */
  tickets?: NodeTicket[];
  /** Leave that somebody of the branch waits for. */
  requests?: RequestLine[];
  status: LiveStatus;
  session?: Session;
  catalogue?: number;
}

export const status = signal<LiveStatus | null>(null);
/** The node's own count of commits: what was read at another is stale. */
export const commit = signal(0);
/** The tickets that any till of the branch may take, as the node last told. */
export const branchTickets = signal<NodeTicket[]>([]);
/** Leave that is asked for at tills of the branch, as the node last told. */
export const requests = signal<RequestLine[]>([]);
/** Whether the till answers; null before it was ever heard. */
export const answering = signal<boolean | null>(null);

type Back = () => void;

/** Listen for as long as the page lives; `back` is called whenever the till answers again. */
export function listen(back: Back): EventSource {
  const source = new EventSource("/api/v1/live");
  source.addEventListener("snapshot", (event) => {
    take(JSON.parse((event as MessageEvent<string>).data) as Snapshot);
    if (answering.value !== true) {
      answering.value = true;
      back();
    }
  });
  source.onerror = () => {
    answering.value = false;
    // The browser gives up for good on some answers; this page never does.
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => listen(back), RETRY_MS);
    }
  };
  return source;
}

const RETRY_MS = 1_000;

function take(snapshot: Snapshot): void {
  status.value = snapshot.status ?? status.value;
  branchTickets.value = snapshot.tickets ?? [];
  requests.value = snapshot.requests ?? [];
  commit.value = snapshot.commit;
  const told = snapshot.session;
  if (told && session.value && told.person?.login !== session.value.person?.login) {
    session.value = { ...session.value, person: told.person, may: told.may ?? [] };
  }
}
