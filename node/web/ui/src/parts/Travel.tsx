/** How far an event has travelled: this till, so many peers, a hub. Never a colour alone. */

import { t, tn } from "../state/words";
import { Icon } from "./Icon";

export function Travel({ peers, hub }: { peers: number; hub: boolean }) {
  return (
    <span class="travel">
      <span data-there="true" title={t("on this till")}>
        <Icon name="peer" label={t("on this till")} />
      </span>
      <span data-there={peers > 0} title={tn("on {n} other", "on {n} others", peers)}>
        <Icon name="people" label={tn("on {n} other", "on {n} others", peers)} />
        {peers}
      </span>
      <span data-there={hub} title={hub ? t("at a hub") : t("at no hub yet")}>
        <Icon name="hub" label={hub ? t("at a hub") : t("at no hub yet")} />
        {hub ? "✓" : "–"}
      </span>
    </span>
  );
}

export function TravelKey() {
  return (
    <span class="travel quiet" aria-hidden="true">
      <Icon name="peer" /> {t("this till")} <Icon name="people" /> {t("peers")} <Icon name="hub" />{" "}
      {t("hub")}
    </span>
  );
}
