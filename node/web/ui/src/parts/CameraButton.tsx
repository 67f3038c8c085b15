/** Scanning with a camera, where there is one: the picture, and what was read last. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Seen } from "../logic/seen";
import { hasCamera, makeReader, openCamera, type CameraTrouble } from "../state/camera";
import { t } from "../state/words";
import { Icon } from "./Icon";
import { Sheet } from "./Sheet";

interface Props {
  onCode: (code: string) => void;
  /** Whether it goes on after the first: goods do, the number of a card does not. */
  on?: boolean;
}

export function CameraButton({ onCode, on = false }: Props) {
  const open = useSignal(false);
  if (!hasCamera.value) return null;
  return (
    <>
      <button
        type="button"
        class="round"
        aria-label={t("Scan with the camera")}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => (open.value = true)}
      >
        <Icon name="camera" />
      </button>
      {open.value && (
        <CameraSheet
          onClose={() => (open.value = false)}
          onCode={(code) => {
            if (!on) open.value = false;
            onCode(code);
          }}
        />
      )}
    </>
  );
}

/** How often a frame is read. */
const FRAME_MS = 90;

function CameraSheet({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const trouble = useSignal<CameraTrouble | null>(null);
  const last = useSignal("");
  const told = useRef(onCode);
  told.current = onCode;
  useEffect(() => {
    let stop: (() => void) | null = null;
    let over = false;
    const run = async (): Promise<void> => {
      const read = await makeReader();
      stop = await openCamera(video.current!);
      if (over) return stop();
      const seen = new Seen();
      while (!over) {
        const code = seen.see(await read(video.current!), performance.now());
        if (code !== null && !over) {
          last.value = code;
          told.current(code);
        }
        await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
      }
    };
    run().catch((error: CameraTrouble) => (trouble.value = error));
    return () => {
      over = true;
      stop?.();
    };
  }, []);
  return (
    <Sheet title={t("Scan with the camera")} onClose={onClose}>
      {trouble.value === null ? (
        <div class="camera">
          <video ref={video} playsInline muted />
          <span class="camera-line" aria-hidden="true" />
        </div>
      ) : (
        <p class="objection">
          {trouble.value === "denied"
            ? t("The browser does not let this page use the camera. Allow it beside the address, or use a scanner or the keys.")
            : t("The camera does not answer. Use a scanner or the keys.")}
        </p>
      )}
      <output class="camera-last">{last.value || t("Hold a barcode along the line.")}</output>
    </Sheet>
  );
}
