/** Who is at the till, and which till it is. */

import { computed, signal } from "@preact/signals";
import { get, request, setCsrf } from "../api/client";

export interface Person {
  id: string;
  login: string;
  name: string;
  role: string;
}

export interface Session {
  node: string;
  branch: string;
  company: string;
  currency: string;
  currency_exponent: number;
  is_hub: boolean;
  has_scale: boolean;
  has_people: boolean;
  person: Person | null;
  may: string[];
  people: { login: string; name: string; role: string }[];
  csrf?: string;
  /** Whether there is no node on this machine yet. */
  first_run?: boolean;
}

export const session = signal<Session | null>(null);

/** Whether somebody must sign in before anything is done. */
export const locked = computed(
  () => session.value !== null && session.value.has_people && session.value.person === null,
);

/** Whether whoever is here may do something without anybody else's word. */
export function may(permission: string): boolean {
  const own = session.value;
  return own === null || !own.has_people || own.may.includes(permission);
}

function taken(own: Session): Session {
  if (own.csrf) setCsrf(own.csrf);
  session.value = own;
  return own;
}

let last: Promise<unknown> = Promise.resolve();

/** One at a time: what was asked with an older cookie must not be taken in after a newer one. */
function inTurn(ask: () => Promise<Session>): Promise<Session> {
  const own = last.then(ask).then(taken);
  last = own.catch(() => undefined);
  return own;
}

export function loadSession(): Promise<Session> {
  return inTurn(() => get<Session>("session"));
}

export async function signIn(person: string, pin: string): Promise<void> {
  await inTurn(() => request<Session>("POST", "/api/v1/session", { person, pin }));
}

export async function signOut(): Promise<void> {
  await inTurn(() => request<Session>("DELETE", "/api/v1/session", {}));
}
