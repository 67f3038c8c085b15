/** What the customer sees: the ticket as it grows, the total, the change. */

import "../style/index.css";
import "../style/customer.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { CustomerDisplay } from "../screens/CustomerDisplay";
import { CHANNEL, type Shown } from "../state/shown";
import { start, startSession } from "../state/starting";

const shown = signal<Shown | null>(null);

async function run(): Promise<void> {
  await start();
  await startSession();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (event: MessageEvent<Shown | "hello">) => {
    if (event.data !== "hello") shown.value = event.data;
  };
  channel.postMessage("hello");
  render(<CustomerDisplay shown={shown} />, document.getElementById("screen")!);
}

void run();
