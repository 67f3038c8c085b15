/** The first run: what is there, and what is still to do before the first sale. */

import "../style/index.css";
import { render } from "preact";
import { ApprovalSheet } from "../parts/ApprovalSheet";
import { Notices } from "../parts/Notices";
import { FirstRun } from "../screens/FirstRun";
import { loadCatalogue } from "../state/catalogue";
import { listen } from "../state/live";
import { session } from "../state/session";
import { start, startSession } from "../state/starting";

async function run(): Promise<void> {
  await start();
  await startSession();
  if (!session.value?.first_run) {
    await loadCatalogue();
    listen(() => undefined);
  }
  render(
    <>
      <FirstRun />
      <ApprovalSheet />
      <Notices />
    </>,
    document.getElementById("screen")!,
  );
}

void run();
