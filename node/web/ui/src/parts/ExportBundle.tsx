/** A bundle on a stick: what travels when no cable does. */

import { t } from "../state/words";
import { Icon } from "./Icon";

export function ExportBundle() {
  return (
    <a class="button" href="/api/v1/bundle" download>
      <Icon name="down" /> {t("Export bundle")}
    </a>
  );
}
