/** Asking the node: one place that knows about headers, status codes and time. */

import { NotAnsweredError, RefusedError } from "./errors";

/** How long an answer may take: a node under load writes in milliseconds, a report takes some. */
export const ANSWER_MS = 15_000;

let csrf = "";

/** The word every command must carry; it comes with the session. */
export function setCsrf(word: string): void {
  csrf = word;
}

export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        Accept: "application/json",
        ...(method === "GET" ? {} : { "X-Tillmesh-CSRF": csrf }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    throw new NotAnsweredError();
  }
  const said = await parsed(response);
  if (response.ok) return said as T;
  const { refused, failed } = (said ?? {}) as { refused?: string; failed?: string };
  if (response.status >= 500) throw new NotAnsweredError(failed);
  throw new RefusedError(refused ?? `The till answered ${response.status}.`, response.status);
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

export function get<T>(path: string): Promise<T> {
  return request<T>("GET", `/api/v1/${path}`);
}
