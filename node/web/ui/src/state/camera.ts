/** The camera as a scanner: asked for on a click, read by the browser where it can, else by us. */

import { signal } from "@preact/signals";
import { readEan } from "../logic/ean";

/** What browsers that read barcodes themselves offer; Chromium does on some systems. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = (new () => Detector) & { getSupportedFormats(): Promise<string[]> };

/** Whether this machine has a camera that a page may ask for. */
export const hasCamera = signal(false);

/** Look for a camera, now and whenever one is plugged in; asks nobody for leave. */
export async function lookForCamera(): Promise<void> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return;
  const look = async (): Promise<void> => {
    const found = await devices.enumerateDevices().catch(() => []);
    hasCamera.value = found.some((each) => each.kind === "videoinput");
  };
  devices.addEventListener("devicechange", () => void look());
  await look();
}

export type CameraTrouble = "denied" | "missing";

/** Show the camera that looks away from whoever holds the device; raises a CameraTrouble. */
export async function openCamera(video: HTMLVideoElement): Promise<() => void> {
  let stream: MediaStream;
  try {
    const wanted = { facingMode: "environment", width: { ideal: 1280 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch (error) {
    const denied = error instanceof DOMException && error.name === "NotAllowedError";
    throw denied ? "denied" : "missing";
  }
  video.srcObject = stream;
  await video.play();
  return () => stream.getTracks().forEach((track) => track.stop());
}

/** Return what reads a code out of a frame: the browser's own reader, else ours. */
export async function makeReader(): Promise<(video: HTMLVideoElement) => Promise<string | null>> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const formats = (await own?.getSupportedFormats().catch(() => null)) ?? [];
  if (own === undefined || !formats.includes("ean_13")) return readFrame();
  const detector = new own();
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue ?? null;
}

/** Wide enough for two pixels a module with the code across half the picture. */
const FRAME_WIDTH = 800;
/** How many rows are tried, from the middle outwards. */
const ROWS = 15;

function readFrame(): (video: HTMLVideoElement) => Promise<string | null> {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (context === null || !video.videoWidth) return null;
    canvas.width = FRAME_WIDTH;
    canvas.height = Math.round((FRAME_WIDTH * video.videoHeight) / video.videoWidth);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    for (let row = 0; row < ROWS; row += 1) {
      const away = ((row + 1) >> 1) * (row % 2 ? 1 : -1);
      const y = Math.round(canvas.height * (0.5 + (0.7 * away) / ROWS));
      const found = readEan(brightness(context.getImageData(0, y, canvas.width, 1).data));
      if (found !== null) return found;
    }
    return null;
  };
}

function brightness(pixels: Uint8ClampedArray): Float32Array {
  return Float32Array.from(
    { length: pixels.length >> 2 },
    (_, at) => 0.3 * pixels[4 * at]! + 0.6 * pixels[4 * at + 1]! + 0.1 * pixels[4 * at + 2]!,
  );
}
