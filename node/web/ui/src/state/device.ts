/** How this one screen is set up: whoever stands at it is not asked again after a reload. */

import { effect, signal } from "@preact/signals";
import { KEYS, type Keymap } from "../logic/keymap";
import { SCANNER, type ScannerOptions } from "../logic/scanner";
import { database } from "./database";

export interface Device {
  id: "device";
  language: string;
  theme: "auto" | "light" | "dark" | "contrast";
  hand: "right" | "left";
  sound: boolean;
  keymap: Keymap;
  scanner: ScannerOptions;
  /** The product that goods without a code are sold under; empty for none. */
  quickSku: string;
}

export const device = signal<Device>({
  id: "device",
  language: navigator.language,
  theme: "auto",
  hand: "right",
  sound: true,
  keymap: KEYS,
  scanner: SCANNER,
  quickSku: "",
});

/** Read what was kept; call once before anything is drawn. */
export async function loadDevice(): Promise<void> {
  const kept = await (await database).get<Device>("settings", "device");
  if (kept) {
    const keymap = { ...KEYS, ...kept.keymap };
    device.value = { ...device.value, ...kept, keymap };
  }
  effect(() => {
    const { theme, hand } = device.value;
    document.documentElement.dataset["theme"] = theme;
    document.documentElement.dataset["hand"] = hand;
  });
}

export function setDevice(change: Partial<Device>): void {
  device.value = { ...device.value, ...change };
  void database.then((own) => own.put("settings", device.value));
}
