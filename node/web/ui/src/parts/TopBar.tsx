/** The bar every till page has: where one is, how far the sales have travelled, who is here. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { go, route } from "../state/router";
import { session, signOut } from "../state/session";
import { clock, t } from "../state/words";
import { DistanceChip } from "./DistanceChip";
import { Icon } from "./Icon";
import { LeaveChip } from "./LeaveChip";
import { complain } from "../state/asking";

export function TopBar() {
  const own = session.value;
  return (
    <header class="topbar">
      <button
        type="button"
        class="topbar-menu"
        aria-label={t("Menu")}
        aria-pressed={route.value.page === "menu"}
        onClick={() => go(route.value.page === "menu" ? "sell" : "menu")}
      >
        <Icon name="menu" />
      </button>
      <div class="brand">
        <Mark />
        <span class="brand-name">Tillmesh</span>
      </div>
      <div class="topbar-place">
        <b>{own?.node}</b>
        <span>{own?.branch}</span>
      </div>
      <LeaveChip />
      <DistanceChip />
      <Who />
      <Clock />
    </header>
  );
}

/** The sign: tills around a middle that need not be there. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M9 9l14 0M9 9l7 14M23 9l-7 14" />
      <circle cx="9" cy="9" r="4" />
      <circle cx="23" cy="9" r="4" />
      <circle cx="16" cy="23" r="4" />
    </svg>
  );
}

export function Who() {
  const own = session.value;
  if (!own?.person) return null;
  return (
    <button
      type="button"
      class="who"
      title={t("Sign out; the ticket stays")}
      onClick={() => void signOut().catch(complain)}
    >
      <span class="who-mark" aria-hidden="true">
        {own.person.name.slice(0, 1).toUpperCase()}
      </span>
      <span class="who-name">{own.person.name}</span>
      <Icon name="lock" label={t("Sign out; the ticket stays")} />
    </button>
  );
}

const TICK_MS = 10_000;

export function Clock() {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <time class="topbar-clock">{clock(now.value)}</time>;
}
