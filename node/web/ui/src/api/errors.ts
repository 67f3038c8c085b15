/** What can be wrong with an answer. */

/** The leave that would lift a refusal, as the node names it. */
export interface Needs {
  permission: string;
  about: string;
  measure: number;
}

/** The node said no, in one sentence for whoever stands there; nothing was done. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly needs: Needs | null = null,
  ) {
    super(message);
    this.name = "RefusedError";
  }

  /** Whether sending it again would be refused again: signing in first would not. */
  get final(): boolean {
    return this.status !== 401;
  }
}

/** Nobody answered, or not in time: whether it was done is not known. */
export class NotAnsweredError extends Error {
  constructor(message = "The till does not answer just now.") {
    super(message);
    this.name = "NotAnsweredError";
  }
}
