/** The till. */

import "../style/index.css";
import { render } from "preact";
import { lookForCamera } from "../state/camera";
import { loadCatalogue, recallCatalogue } from "../state/catalogue";
import { keepLooking } from "../state/distance";
import { listenToKeys } from "../state/keyboard";
import { keepFollowingLeave } from "../state/leave";
import { commit, listen } from "../state/live";
import { loadWaiting, replay } from "../state/outbox";
import { keepAsking, resume } from "../state/paying";
import { keepQuoted } from "../state/quoting";
import { loadSession } from "../state/session";
import { start, startSession } from "../state/starting";
import { loadTickets } from "../state/tickets";
import { recallWords } from "../state/words";
import { tellCustomer } from "../state/customer";
import { App } from "../screens/App";

/** How often it is asked whether the catalogue has changed: an answer that it has not is small. */
const CATALOGUE_MS = 5_000;

async function run(): Promise<void> {
  await start();
  await Promise.all([loadTickets(), loadWaiting(), recallWords()]);
  resume();
  // The ticket is here before the till answers: whoever reloads goes on scanning at once.
  render(<App />, document.getElementById("screen")!);
  listenToKeys();
  tellCustomer();
  void recallCatalogue().then(loadCatalogue);
  await startSession();
  keepQuoted();
  keepFollowingLeave();
  void lookForCamera();
  keepLooking();
  listen(() => void back());
  await replay();
  keepAsking();
  let seen = commit.value;
  setInterval(() => {
    if (commit.value !== seen) void loadCatalogue();
    seen = commit.value;
  }, CATALOGUE_MS);
}

/** The till answers again: it may have been restarted, and somebody else may be signed in. */
async function back(): Promise<void> {
  await loadSession().catch(() => undefined);
  await replay();
  await loadCatalogue();
}

void run();
