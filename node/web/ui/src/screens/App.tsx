/** The till's pages. */

import type { JSX } from "preact";
import { ApprovalSheet } from "../parts/ApprovalSheet";
import { Notices } from "../parts/Notices";
import { TopBar } from "../parts/TopBar";
import { route } from "../state/router";
import { locked } from "../state/session";
import { Count } from "./Count";
import { Customers } from "./Customers";
import { History } from "./History";
import { Lock } from "./Lock";
import { Menu } from "./Menu";
import { Promotions } from "./Promotions";
import { Queues } from "./Queues";
import { Receive } from "./Receive";
import { Refund } from "./Refund";
import { Reports } from "./Reports";
import { Reviews } from "./Reviews";
import { Settings } from "./Settings";
import { Shift } from "./Shift";
import { Stock } from "./Stock";
import { Tickets } from "./Tickets";
import { Transfer } from "./Transfer";
import { Users } from "./Users";
import { Members } from "./hub/Members";
import { Sell } from "./sell/Sell";

type Screen = (props: { about: string }) => JSX.Element;

export const SCREENS: Record<string, Screen> = {
  sell: Sell,
  menu: Menu,
  count: Count,
  customers: Customers,
  history: History,
  members: Members,
  promotions: Promotions,
  queues: Queues,
  receive: Receive,
  refund: Refund,
  reports: Reports,
  reviews: Reviews,
  settings: Settings,
  shift: Shift,
  stock: Stock,
  tickets: Tickets,
  transfer: Transfer,
  users: Users,
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
