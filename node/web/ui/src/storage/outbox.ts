/**
 * Commands that were given and not answered yet.
 *
 * A command is kept before it is sent, under an id of its own, and sent until it is answered:
 * the node drops what it has done before. So an outage in the middle is one sale, not none or two.
 */

import { NotAnsweredError, RefusedError } from "../api/errors";
import type { Database } from "./database";

export interface Pending {
  id: string;
  verb: string;
  body: Record<string, unknown>;
  madeMs: number;
  /** What a person would call it. */
  about: string;
}

export type Send = (verb: string, body: Record<string, unknown>) => Promise<unknown>;
export type Ended = (
  pending: Pending,
  outcome: { answer: unknown } | { refused: RefusedError },
) => void | Promise<void>;

export class Outbox {
  readonly #sending = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly send: Send,
    private readonly ended: Ended = () => undefined,
  ) {}

  /** Keep a command, then send it; raises NotAnsweredError when it now waits to be sent again. */
  async give(pending: Pending): Promise<unknown> {
    await this.database.put("outbox", pending);
    return this.#attempt(pending);
  }

  /** Send everything that waits, the oldest first, one at a time; stops where nobody answers. */
  async replay(): Promise<number> {
    let answered = 0;
    const waiting = await this.waiting();
    for (const pending of waiting) {
      try {
        await this.#attempt(pending);
        answered += 1;
      } catch (error) {
        if (error instanceof NotAnsweredError) break;
        answered += 1;
      }
    }
    return answered;
  }

  async waiting(): Promise<Pending[]> {
    const all = await this.database.all<Pending>("outbox");
    return all.sort((a, b) => a.madeMs - b.madeMs || (a.id < b.id ? -1 : 1));
  }

  /** One attempt at a time for each command: a replay joins the one under way. */
  #attempt(pending: Pending): Promise<unknown> {
    const running = this.#sending.get(pending.id);
    if (running !== undefined) return running;
    const attempt = this.#try(pending).finally(() => this.#sending.delete(pending.id));
    this.#sending.set(pending.id, attempt);
    return attempt;
  }

  async #try(pending: Pending): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await this.send(pending.verb, pending.body);
    } catch (error) {
      if (error instanceof RefusedError && error.final) {
        await this.database.delete("outbox", pending.id);
        await this.ended(pending, { refused: error });
      }
      throw error;
    }
    // Whoever waits for the answer writes it down before the command is forgotten.
    await this.ended(pending, { answer });
    await this.database.delete("outbox", pending.id);
    return answer;
  }
}
