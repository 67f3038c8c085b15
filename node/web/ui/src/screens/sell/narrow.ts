import { signal } from "@preact/signals";

/** On a phone one part is shown at a time, below the ticket. */
export const narrowPart = signal<"products" | "keys">("products");
