/** A sheet over the page: a native dialog, so that focus, Esc and the background are right. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { handleKeys } from "../state/keyboard";
import { say, sound } from "../state/notices";
import { lay } from "../state/sheets";
import { t } from "../state/words";
import { Icon } from "./Icon";
import { Notices } from "./Notices";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** What a scan means here; without it, it is not taken, and that is said. */
  onScan?: (code: string) => void;
}

function refuseScan(code: string): void {
  say(t("{code} was not taken: finish here first, then scan it again.", { code }), "bad");
  sound("bad");
}

export function Sheet({ title, onClose, children, wide, onScan }: Props) {
  const own = useRef<HTMLDialogElement>(null);
  const name = useRef(Symbol(title)).current;
  const scanned = useRef(onScan);
  scanned.current = onScan;
  useLayoutEffect(() => lay(name), []);
  useLayoutEffect(() => {
    own.current?.showModal();
    // Without a field to begin with, a browser takes the first button, and Enter would close it.
    if (document.activeElement instanceof HTMLButtonElement) own.current?.focus();
    // While it is open, no key reaches what lies beneath; a scan there would be a surprise.
    return handleKeys({
      scan: (code) => (scanned.current ?? refuseScan)(code),
      action: () => true,
      key: (key) => {
        if (key === "Escape") onClose();
        return key === "Escape";
      },
    });
  }, []);
  return (
    <dialog
      ref={own}
      tabIndex={-1}
      class={wide ? "sheet sheet-wide" : "sheet"}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === own.current && onClose()}
    >
      <header class="sheet-head">
        <h2>{title}</h2>
        <button type="button" class="round" aria-label={t("Close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div class="sheet-body">{children}</div>
      <Notices on={name} />
    </dialog>
  );
}
