/** The hub's pages: an overview, and the quieter pages a till has too. */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ApprovalSheet } from "../../parts/ApprovalSheet";
import { Icon } from "../../parts/Icon";
import { Notices } from "../../parts/Notices";
import { Clock, Mark, Who } from "../../parts/TopBar";
import { DistanceChip } from "../../parts/DistanceChip";
import { go, route } from "../../state/router";
import { locked, session } from "../../state/session";
import { t } from "../../state/words";
import { Lock } from "../Lock";
import { Reports } from "../Reports";
import { Reviews } from "../Reviews";
import { Settings } from "../Settings";
import { Users } from "../Users";
import { Members } from "./Members";
import { Overview } from "./Overview";
import { StockMatrix } from "./StockMatrix";

type Screen = (props: { about: string }) => JSX.Element;

const SCREENS: Record<string, Screen> = {
  overview: Overview,
  stock: StockMatrix,
  reviews: Reviews,
  reports: Reports,
  members: Members,
  users: Users,
  settings: Settings,
};

const tabs = (): [string, string, string][] => [
  ["overview", "hub", t("Overview")],
  ["stock", "box", t("Stock")],
  ["reviews", "review", t("Reviews")],
  ["reports", "chart", t("Reports")],
  ["members", "peer", t("Nodes")],
  ["users", "people", t("Users")],
  ["settings", "gear", t("Settings")],
];

export function HubApp() {
  const { page, about } = route.value;
  const Shown = SCREENS[page] ?? Overview;
  const own = session.value;
  const tabRow = useRef<HTMLElement>(null);
  useEffect(() => {
    tabRow.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [page]);
  return (
    <>
      <div class="frame hub-frame" inert={locked.value}>
        <header class="topbar">
          <div class="brand">
            <Mark />
            <span class="brand-name">Tillmesh</span>
          </div>
          <div class="topbar-place">
            <b>{own?.company}</b>
            <span>{own?.node}</span>
          </div>
          <DistanceChip />
          <Who />
          <Clock />
        </header>
        <nav ref={tabRow} class="tabs" aria-label={t("Pages")}>
          {tabs().map(([name, icon, text]) => (
            <button
              key={name}
              type="button"
              aria-current={page === name ? "page" : undefined}
              onClick={() => go(name)}
            >
              <Icon name={icon} />
              {text}
            </button>
          ))}
        </nav>
        <Shown key={page} about={about} />
      </div>
      {locked.value && <Lock />}
      <ApprovalSheet />
      <Notices />
    </>
  );
}
