/** What the screen says in passing: a line at the bottom, a flash, a sound. */

import { signal } from "@preact/signals";
import { device } from "./device";

export type Tone = "good" | "bad" | "plain";

export interface Notice {
  key: number;
  text: string;
  tone: Tone;
}

const SHOWN_MS = 6_000;

export const notices = signal<Notice[]>([]);
/** Counts up at every flash, with what it was for; the sell screen shows it for a moment. */
export const flash = signal<{ key: number; tone: Tone }>({ key: 0, tone: "plain" });

let next = 1;

export function say(text: string, tone: Tone = "plain"): void {
  const key = (next += 1);
  notices.value = [...notices.value.filter((each) => each.text !== text).slice(-2), { key, text, tone }];
  setTimeout(() => dismiss(key), SHOWN_MS);
}

export function dismiss(key: number): void {
  notices.value = notices.value.filter((each) => each.key !== key);
}

let audio: AudioContext | null = null;

/** Tell by ear: one short high note for good, two low ones for bad. */
export function sound(tone: Tone): void {
  flash.value = { key: flash.value.key + 1, tone };
  if (!device.value.sound) return;
  try {
    audio ??= new AudioContext();
    const notes = tone === "bad" ? [220, 165] : [1320];
    notes.forEach((hertz, place) => note(audio!, hertz, place * 0.13));
  } catch {
    // A machine without a sound card still sells.
  }
}

function note(context: AudioContext, hertz: number, afterS: number): void {
  const voice = context.createOscillator();
  const volume = context.createGain();
  const start = context.currentTime + afterS;
  voice.frequency.value = hertz;
  voice.type = hertz < 500 ? "square" : "sine";
  volume.gain.setValueAtTime(0.06, start);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.11);
  voice.connect(volume).connect(context.destination);
  voice.start(start);
  voice.stop(start + 0.12);
}
