/** The keyboard and the scanner, which are one device to a browser. */

import { signal } from "@preact/signals";
import { actionOf, plainKey, type Action } from "../logic/keymap";
import { Scanner } from "../logic/scanner";
import { EMPTY_ENTRY, type Entry } from "../logic/entry";
import { device } from "./device";
import { entry } from "./selling";

/** What a page does with keys; the innermost that is shown comes last. */
export interface KeyHandler {
  scan?: (code: string) => void;
  /** Return whether the action was done. */
  action?: (action: Action) => boolean;
  /** A plain key outside any field; return whether it was used. */
  key?: (key: string) => boolean;
}

const handlers = signal<KeyHandler[]>([]);

/** Handle keys until the returned function is called. */
export function handleKeys(handler: KeyHandler): () => void {
  handlers.value = [...handlers.value, handler];
  return () => (handlers.value = handlers.value.filter((each) => each !== handler));
}

let scanner = new Scanner();
let before: { field: HTMLInputElement | null; value: string; entry: Entry } = {
  field: null,
  value: "",
  entry: EMPTY_ENTRY,
};

function fieldOf(target: EventTarget | null): HTMLInputElement | null {
  return target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type)
    ? target
    : null;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    fieldOf(target) !== null ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  );
}

/** Put back what stood there before the scanner typed over it. */
function restore(): void {
  entry.value = before.entry;
  if (before.field === null) return;
  before.field.value = before.value;
  before.field.dispatchEvent(new Event("input", { bubbles: true }));
}

function remember(target: EventTarget | null): void {
  const field = fieldOf(target);
  before = { field, value: field?.value ?? "", entry: entry.value };
}

function innermost(use: (handler: KeyHandler) => boolean): boolean {
  return [...handlers.value].reverse().some(use);
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = plainKey(device.value.keymap, event.key);
  const action = key === event.key ? actionOf(device.value.keymap, key) : null;
  if (action !== null && action !== "times") {
    event.preventDefault();
    innermost((handler) => handler.action?.(action) ?? false);
    return;
  }
  const heard = scanner.hear(event.key, event.timeStamp);
  if (heard.is === "first") remember(event.target);
  if (heard.is === "scan") {
    event.preventDefault();
    event.stopImmediatePropagation();
    restore();
    innermost((handler) => {
      handler.scan?.(heard.code);
      return handler.scan !== undefined;
    });
    return;
  }
  // A button that was reached with Tab takes Enter for itself; so does a field.
  const native = event.key === "Enter" && event.target instanceof HTMLButtonElement;
  if (isEditable(event.target) || native) {
    if (key !== "Escape") return;
  }
  if (innermost((handler) => handler.key?.(key) ?? false)) event.preventDefault();
}

/** Listen for as long as the page lives. */
export function listenToKeys(): void {
  device.subscribe((own) => (scanner = new Scanner(own.scanner)));
  addEventListener("keydown", onKey, { capture: true });
}
