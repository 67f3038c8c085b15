/** Which page a node's people work at. */

import { loadSession } from "./session";
import { untilAnswered } from "./starting";

export async function whereTo(): Promise<string> {
  const own = await untilAnswered(loadSession);
  if (own.first_run) return "/setup";
  if (own.is_hub) return "/hub";
  return own.has_people || own.company === "" ? "/till" : "/setup";
}
