/** Goods that are sold from an age on: somebody looks, and says so; the node keeps who. */

import { Button } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { ageIsRight, askingAge } from "../../state/paying";
import { t } from "../../state/words";

export function AgeSheet({ age }: { age: number }) {
  return (
    <Sheet title={t("Is the customer {n} or older?", { n: age })} onClose={() => (askingAge.value = null)}>
      <p>{t("Look at their papers. That you did is kept with the sale.")}</p>
      <div class="buttons">
        <Button onPress={() => (askingAge.value = null)}>{t("Not sold to them")}</Button>
        <Button tone="brand" onPress={ageIsRight}>
          {t("Yes, I looked")}
        </Button>
      </div>
    </Sheet>
  );
}
