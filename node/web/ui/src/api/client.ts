/** Asking the node: one place that knows about headers, status codes and time. */

import { NotAnsweredError, RefusedError, type Needs } from "./errors";

/** How long an answer may take: a node under load writes in milliseconds, a report takes some. */
export const ANSWER_MS = 15_000;

let csrf = "";
let greet: () => void;
/** Resolved when the session is known: what a page asks before that waits for it. */
const greeted = new Promise<void>((resolve) => (greet = resolve));

/** The word every command must carry; it comes with the session. */
export function setCsrf(word: string): void {
  csrf = word;
  greet();
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  if (method !== "GET") await greeted;
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        Accept: "application/json",
        // What the node refuses is read by whoever reads the page.
        "Accept-Language": document.documentElement.lang || "en",
        ...(method === "GET" ? {} : { "X-Tillmesh-CSRF": csrf }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw new NotAnsweredError();
  }
}

export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  return answered(await send(method, path, body));
}

interface Said {
  refused?: string;
  failed?: string;
  needs?: Needs;
}

async function answered<T>(response: Response): Promise<T> {
  const said = await parsed(response);
  if (response.ok) return said as T;
  const { refused, failed, needs } = (said ?? {}) as Said;
  if (response.status >= 500) throw new NotAnsweredError(failed);
  throw new RefusedError(refused ?? `The till answered ${response.status}.`, response.status, needs);
}

async function parsed(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    if (response.ok) throw new NotAnsweredError();
    return null;
  }
}

/** Ask a verb; its command and answer are those of the OpenAPI document. */
export function ask<T>(verb: string, body: object = {}): Promise<T> {
  return request<T>("POST", `/api/v1/verbs/${verb}`, body);
}

/** Ask for a file and let the browser keep it under the name the node gave it. */
export async function download(path: string, body: object): Promise<void> {
  const response = await send("POST", `/api/v1/${path}`, body);
  if (!response.ok) await answered(response);
  const named = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = named?.[1] ?? "bundle";
  link.click();
  URL.revokeObjectURL(link.href);
}

export function get<T>(path: string): Promise<T> {
  return request<T>("GET", `/api/v1/${path}`);
}
