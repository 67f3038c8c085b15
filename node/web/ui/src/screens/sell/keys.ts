/** What the keyboard does on the sell screen, stage by stage. */

import type { Action } from "../../logic/keymap";
import { EMPTY_ENTRY } from "../../logic/entry";
import type { KeyHandler } from "../../state/keyboard";
import { go } from "../../state/router";
import {
  nextSale,
  payExactCash,
  stage,
  startPaying,
  stopPaying,
  takeTender,
} from "../../state/paying";
import { say, sound } from "../../state/notices";
import { addCode, entry, press, setQuantity } from "../../state/selling";
import { take, waitingCount, waitingTickets } from "../../state/sharing";
import { scannedToPay } from "../../state/tendering";
import { held, recall, ticket } from "../../state/tickets";
import { t } from "../../state/words";
import { search, searchField } from "./search";
import { holdNow, sheet } from "./sheets";

const WHILE_SELLING: Partial<Record<Action, () => void>> = {
  search: () => searchField.current?.focus(),
  customer: () => (sheet.value = "customer"),
  hold: holdNow,
  recall: recallNow,
  quantity: setQuantity,
  discount: () => (sheet.value = ticket.value.lines.length ? "discount" : null),
  pay: startPaying,
};

const ALWAYS: Partial<Record<Action, () => void>> = {
  help: () => (sheet.value = "help"),
  menu: () => go("menu"),
  exact: () => void payExactCash(),
};

/** Bring the one ticket back that waits, or show which there are. */
export function recallNow(): void {
  const [shared] = waitingTickets.value;
  const [own] = held.value;
  if (waitingCount.value === 0) say(t("No ticket is put aside."));
  else if (waitingCount.value > 1) go("tickets");
  else if (shared !== undefined) void take(shared);
  else if (own !== undefined) recall(own.id);
}

export const sellKeys: KeyHandler = {
  scan(code) {
    if (stage.value === "done") nextSale();
    if (stage.value !== "sell") {
      void whilePaying(code);
      return;
    }
    search.value = "";
    void addCode(code);
  },

  action(action) {
    if (stage.value === "done" && action !== "help") nextSale();
    const act = ALWAYS[action] ?? (stage.value === "sell" ? WHILE_SELLING[action] : undefined);
    if (action === "pay" && stage.value === "pay") void takeTender();
    else act?.();
    return true;
  },

  key(key) {
    if (key === "Escape") escape();
    else if (key === "Enter") enter();
    else if (/^[\d.,*]$/.test(key) || key === "Backspace") {
      if (stage.value === "done") nextSale();
      press(key);
    } else return false;
    return true;
  },
};

/** A scan while paying would change what the customer was told, unless it is a card to pay with. */
async function whilePaying(code: string): Promise<void> {
  if (stage.value === "pay" && (await scannedToPay(code))) return;
  sound("bad");
  say(t("Finish paying first, or press Esc to go back to the ticket."), "bad");
}

/** What Enter means: the code that was typed, else to pay, else to give what is due. */
export function enter(): void {
  if (stage.value === "done") nextSale();
  else if (stage.value === "pay") void takeTender();
  else if (stage.value === "sell" && entry.value.text) {
    const code = entry.value.text;
    entry.value = { ...EMPTY_ENTRY, timesMilli: entry.value.timesMilli };
    void addCode(code);
  } else startPaying();
}

function escape(): void {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active !== document.body) active.blur();
  if (stage.value === "pay") stopPaying();
  else if (stage.value === "done") nextSale();
  else if (search.value) search.value = "";
  else entry.value = EMPTY_ENTRY;
}
