/** Goods that are sold from an age on: somebody looks, and says so; the node keeps who. */

import { Button } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { ageIsRight, askingAge } from "../../state/paying";
import { t } from "../../state/words";

/** For the ticket that is being paid. */
export function AgeSheet({ age }: { age: number }) {
  return <AgeQuestion age={age} onNo={() => (askingAge.value = null)} onYes={ageIsRight} />;
}

export function AgeQuestion(props: { age: number; onNo: () => void; onYes: () => void }) {
  const { age, onNo, onYes } = props;
  return (
    <Sheet title={t("Is the customer {n} or older?", { n: age })} onClose={onNo}>
      <p>{t("Look at their papers. That you did is kept with the sale.")}</p>
      <div class="buttons">
        <Button onPress={onNo}>{t("Not sold to them")}</Button>
        <Button tone="brand" onPress={onYes}>
          {t("Yes, I looked")}
        </Button>
      </div>
    </Sheet>
  );
}
