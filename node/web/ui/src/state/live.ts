/** What the node tells of itself, as it happens. */

import { computed, effect, signal } from "@preact/signals";
import type { NodeTicket, RequestLine } from "../api/answers";
import type { NodeStatus } from "../logic/distance";
import { loadSession, locked, session, type Session } from "./session";

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

/** Whose stream it is to be: a stream tells what its opener may see, for as long as it is open. */
const listener = computed(() => (locked.value ? null : (session.value?.person?.id ?? "")));

/** Listen for as long as the page lives; `back` is called whenever the till answers again. */
export function listen(back: Back): void {
  effect(() => {
    if (listener.value === null) return undefined;
    let source = opened(back);
    // The browser gives up for good on some answers; this page never does.
    const again = setInterval(() => {
      if (source.readyState === EventSource.CLOSED) source = opened(back);
    }, RETRY_MS);
    return () => {
      clearInterval(again);
      source.close();
    };
  });
}

function opened(back: Back): EventSource {
  const source = new EventSource("/api/v1/live");
  source.addEventListener("snapshot", (event) => {
    take(JSON.parse((event as MessageEvent<string>).data) as Snapshot);
    if (answering.value !== true) {
      answering.value = true;
      back();
    }
  });
  source.onerror = () => (answering.value = false);
  return source;
}

const RETRY_MS = 1_000;

function take(snapshot: Snapshot): void {
  status.value = snapshot.status ?? status.value;
  branchTickets.value = snapshot.tickets ?? [];
  requests.value = snapshot.requests ?? [];
  commit.value = snapshot.commit;
  if (snapshot.session) hear(snapshot.session);
}

/** Hear that who is here or who may be is another now; what is told may be a moment old, so ask. */
function hear(told: Session): void {
  const own = session.peek();
  if (own !== null && JSON.stringify({ ...own, ...told }) !== JSON.stringify(own)) {
    void loadSession().catch(() => undefined);
  }
}
