/** Leave from another till: asked for here, answered there, each as it comes. */

import { computed, effect, signal } from "@preact/signals";
import type { RequestLine } from "../api/answers";
import { ask } from "../api/client";
import { NotAnsweredError, RefusedError, type Needs } from "../api/errors";
import { newId } from "../logic/identifiers";
import { complain } from "./asking";
import { commit, requests } from "./live";
import { sound } from "./notices";
import { session } from "./session";

/** What this till asked for, while it waits. */
export const asked = signal<RequestLine | null>(null);

/** What others of the branch wait for, and somebody here may answer. */
export const askedOfUs = computed(() =>
  requests.value.filter(
    (each) => each.till !== session.value?.node && each.login !== session.value?.person?.login,
  ),
);

/** Ask every till of the branch; `asked` follows what becomes of it. */
export async function askForLeave(needs: Needs): Promise<void> {
  await look({ id: newId(), ...needs });
}

/** Ask once more under the same id: the node only says how it stands. */
async function look(body: Needs & { id: string }): Promise<void> {
  try {
    asked.value = await ask<RequestLine>("approval-ask", body);
  } catch (error) {
    if (error instanceof NotAnsweredError && asked.value !== null) return;
    complain(error);
  }
}

/** Say yes or no to somebody at another till; return why that could not be said. */
export async function answerLeave(
  request: RequestLine,
  granted: boolean,
  by: { login: string; pin: string } | null,
): Promise<string | null> {
  try {
    await ask("approve", { request: request.id, granted, ...by });
    requests.value = requests.value.filter((each) => each.id !== request.id);
    return null;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof NotAnsweredError) return error.message;
    throw error;
  }
}

/** Follow what is asked here and of us; call once. */
export function keepFollowingLeave(): void {
  effect(() => {
    const own = asked.peek();
    if (!commit.value || own?.state !== "waiting") return;
    const { id, permission, about, measure } = own;
    void look({ id, permission, about, measure });
  });
  let heard = 0;
  effect(() => {
    const count = askedOfUs.value.length;
    if (count > heard) sound("good");
    heard = count;
  });
}
