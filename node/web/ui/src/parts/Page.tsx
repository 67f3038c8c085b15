/** The frame of every page beside the sell screen. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { handleKeys } from "../state/keyboard";
import { go, home } from "../state/router";
import { addCode } from "../state/selling";
import { t } from "../state/words";
import { Icon } from "./Icon";

interface Props {
  title: string;
  children: ComponentChildren;
  /** What a scan means here; without it, it goes onto the ticket. */
  onScan?: (code: string) => void;
  /** Buttons at the head's end. */
  actions?: ComponentChildren;
  back?: string;
}

export function Page({ title, children, onScan, actions, back = home.value }: Props) {
  const scan = useRef(onScan);
  scan.current = onScan;
  useLayoutEffect(() => {
    document.title = `${title} · Tillmesh`;
    return handleKeys({
      scan: (code) => {
        if (scan.current) scan.current(code);
        else if (home.value === "sell") {
          go("sell");
          void addCode(code);
        }
      },
      key: (key) => {
        if (key === "Escape") go(back);
        return key === "Escape";
      },
    });
  }, [title, back]);
  return (
    <main class="page">
      <header class="page-head">
        <button type="button" class="back" onClick={() => go(back)}>
          <Icon name="back" />
          <span>{back === "sell" ? t("Sell") : t("Overview")}</span>
        </button>
        <h1>{title}</h1>
        <div class="page-actions">{actions}</div>
      </header>
      <div class="page-body">{children}</div>
    </main>
  );
}
