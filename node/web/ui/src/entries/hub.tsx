/** The hub: every branch on one page. */

import "../style/index.css";
import "../style/hub.css";
import { render } from "preact";
import { loadCatalogue } from "../state/catalogue";
import { keepLooking } from "../state/distance";
import { listenToKeys } from "../state/keyboard";
import { listen } from "../state/live";
import { home } from "../state/router";
import { loadSession } from "../state/session";
import { start, startSession } from "../state/starting";
import { HubApp } from "../screens/hub/HubApp";

async function run(): Promise<void> {
  home.value = "overview";
  await start();
  await startSession();
  render(<HubApp />, document.getElementById("screen")!);
  listenToKeys();
  keepLooking();
  listen(() => void loadSession().catch(() => undefined));
  await loadCatalogue();
}

void run();
