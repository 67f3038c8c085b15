/** Asking a verb for a page: refusals are said, and what needs another's word asks for it. */

import { signal } from "@preact/signals";
import { ask } from "../api/client";
import { NotAnsweredError, RefusedError, type Needs } from "../api/errors";
import { say, sound } from "./notices";
import { session } from "./session";

/** Somebody's PIN at this till, or a request that was granted at another. */
export type Approval = { login: string; pin: string } | { request: string | string[] };

export interface Approving {
  said: string;
  /** What must be allowed; null where only a PIN here can. */
  needs: Needs | null;
  answer: (given: Approval | null) => void;
}

/** A refusal that somebody else's word would lift, while it is asked for. */
export const approving = signal<Approving | null>(null);

/** Do something that may need another person's word; asks for it once it is known to. */
export async function withApproval<T>(
  act: (approval?: { approval: Approval }) => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 403 || !session.value?.has_people) {
      throw error;
    }
    return asked(act, error);
  }
}

async function asked<T>(
  act: (approval?: { approval: Approval }) => Promise<T>,
  error: RefusedError,
  granted: string[] = [],
): Promise<T> {
  const approval = await new Promise<Approval | null>((answer) => {
    approving.value = { said: error.message, needs: error.needs, answer };
  });
  approving.value = null;
  if (approval === null) throw error;
  if (!("request" in approval)) return act({ approval });
  const request = granted.concat(approval.request);
  try {
    return await act({ approval: { request } });
  } catch (further) {
    // An act may need two kinds of leave: what was granted so far goes along with the next.
    if (!(further instanceof RefusedError) || further.needs === null) throw further;
    return asked(act, further, request);
  }
}

/** Ask a verb and say what went wrong, if anything did; null then. */
export async function tryTo<T>(verb: string, body: object = {}): Promise<T | null> {
  try {
    return await withApproval((approval) => ask<T>(verb, { ...body, ...approval }));
  } catch (error) {
    complain(error);
    return null;
  }
}

/** Read something for a page; null where it may not be read or nobody answers. */
export async function look<T>(verb: string, body: object = {}): Promise<T | null> {
  try {
    return await ask<T>(verb, body);
  } catch (error) {
    if (error instanceof RefusedError) say(error.message, "bad");
    return null;
  }
}

export function complain(error: unknown): void {
  if (!(error instanceof RefusedError) && !(error instanceof NotAnsweredError)) throw error;
  say(error.message, "bad");
  sound("bad");
}
