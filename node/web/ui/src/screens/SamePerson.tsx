/** Two records of one customer become one: who stays is chosen, and asked about once more. */

import { useSignal } from "@preact/signals";
import type { CustomerLine } from "../api/answers";
import { Button } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { say, sound } from "../state/notices";
import { t } from "../state/words";
import { FindCustomer } from "./sell/CustomerSheet";

interface Props {
  own: CustomerLine;
  onClose: () => void;
  /** Told who stays. */
  onMerged: (into: string) => void;
}

const called = (one: CustomerLine): string => one.name || one.number || one.phone;

export function SamePerson({ own, onClose, onMerged }: Props) {
  const other = useSignal<CustomerLine | null>(null);
  const id = useSignal(newId());
  const into = other.value;
  if (into === null) {
    return (
      <FindCustomer
        title={t("Who stays?")}
        without={own.id}
        onClose={onClose}
        onTake={(found) => (other.value = found)}
      />
    );
  }
  const merge = async (): Promise<void> => {
    const body = { id: id.value, customer: own.id, into: into.id };
    if ((await tryTo("customer-merge", body)) === null) return;
    sound("good");
    say(t("They are one customer now: {name}.", { name: called(into) }), "good");
    onMerged(into.id);
  };
  return (
    <Sheet title={t("Is it the same person?")} onClose={onClose}>
      <p>
        {t("{stays} stays. Receipts, credit, points and debts of {goes} are theirs from now on, at every till.", {
          stays: called(into),
          goes: called(own),
        })}
      </p>
      <dl class="facts">
        {[into, own].map((each) => (
          <div key={each.id}>
            <dt>{called(each)}</dt>
            <dd>{[each.number, each.phone, each.group].filter(Boolean).join(" · ") || "–"}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        <Button onPress={onClose}>{t("Leave it")}</Button>
        <Button tone="brand" onPress={() => void merge()}>
          {t("Yes, make them one")}
        </Button>
      </div>
    </Sheet>
  );
}
