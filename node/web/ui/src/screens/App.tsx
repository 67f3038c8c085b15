/** The till's pages. */

import type { JSX } from "preact";
import { ApprovalSheet } from "../parts/ApprovalSheet";
import { Notices } from "../parts/Notices";
import { TopBar } from "../parts/TopBar";
import { route } from "../state/router";
import { locked } from "../state/session";
import { Lock } from "./Lock";
import { Menu } from "./Menu";
import { Sell } from "./sell/Sell";

type Screen = (props: { about: string }) => JSX.Element;

export const SCREENS: Record<string, Screen> = {
  sell: Sell,
  menu: Menu,
};

export function App() {
  const { page, about } = route.value;
  const Shown = SCREENS[page] ?? Sell;
  return (
    <>
      <div class="frame" inert={locked.value}>
        <TopBar />
        <Shown key={page} about={about} />
      </div>
      {locked.value && <Lock />}
      <ApprovalSheet />
      <Notices />
    </>
  );
}
