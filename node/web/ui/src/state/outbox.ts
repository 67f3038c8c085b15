/** The outbox of this page, and who is told when a command that waited was answered. */

import { signal } from "@preact/signals";
import { ask } from "../api/client";
import type { RefusedError } from "../api/errors";
import { Outbox, type Pending } from "../storage/outbox";
import { database } from "./database";

export const waiting = signal<Pending[]>([]);

type Told = (pending: Pending, outcome: { answer: unknown } | { refused: RefusedError }) => void;
const listeners: Told[] = [];

export function whenAnswered(told: Told): void {
  listeners.push(told);
}

/** A word that goes with a command and is never kept: somebody's PIN. */
const secrets = new Map<string, object>();

const outbox = database.then(
  (own) =>
    new Outbox(
      own,
      (verb, body) => ask(verb, { ...body, ...secrets.get(String(body["id"])) }),
      (pending, outcome) => {
        secrets.delete(pending.id);
        for (const told of listeners) told(pending, outcome);
      },
    ),
);

export async function give(pending: Pending, secret?: object): Promise<unknown> {
  const own = await outbox;
  if (secret) secrets.set(pending.id, secret);
  try {
    return await own.give(pending);
  } finally {
    waiting.value = await own.waiting();
  }
}

/** Read what waits, without sending it. */
export async function loadWaiting(): Promise<void> {
  waiting.value = await (await outbox).waiting();
}

/** Send what waits; called whenever the till answers again. */
export async function replay(): Promise<void> {
  const own = await outbox;
  waiting.value = await own.waiting();
  if (!waiting.value.length) return;
  await own.replay();
  waiting.value = await own.waiting();
}
