/** A bundle on a stick: what travels when no cable does. */

import { useSignal } from "@preact/signals";
import { download } from "../api/client";
import { complain } from "../state/asking";
import { t } from "../state/words";
import { Button } from "./Form";
import { Icon } from "./Icon";

export function ExportBundle() {
  const busy = useSignal(false);
  const write = async (): Promise<void> => {
    busy.value = true;
    try {
      await download("bundle/export", {});
    } catch (error) {
      complain(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button disabled={busy.value} onPress={() => void write()}>
      <Icon name="down" /> {t("Export bundle")}
    </Button>
  );
}
