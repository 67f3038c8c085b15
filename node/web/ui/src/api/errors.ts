/** What can be wrong with an answer. */

/** The node said no, in one sentence for whoever stands there; nothing was done. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly status: number,
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
