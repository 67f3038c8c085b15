/** Who buys: found by a few letters, or new. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { CustomerLine, Customers } from "../../api/answers";
import { Button, Field } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { useVerb } from "../../state/loading";
import { change, ticket } from "../../state/tickets";
import { t } from "../../state/words";
import { NewCustomer, takeCustomer } from "../Customers";

/** Who is on the ticket. */
export function CustomerSheet({ onClose }: { onClose: () => void }) {
  const nobody = (): void => {
    change({ ...ticket.value, customer: "", customerName: "", group: "" });
    onClose();
  };
  const takeAndClose = (found: CustomerLine): void => {
    takeCustomer(found);
    onClose();
  };
  return (
    <FindCustomer onClose={onClose} onTake={takeAndClose}>
      <Button onPress={nobody}>{t("No customer")}</Button>
    </FindCustomer>
  );
}

interface FindProps {
  onTake: (found: CustomerLine) => void;
  onClose: () => void;
  title?: string;
  /** Who is not meant: their id. */
  without?: string;
  /** Buttons beside that for a new customer. */
  children?: ComponentChildren;
}

export function FindCustomer({ onTake, onClose, title, without, children }: FindProps) {
  const typed = useSignal("");
  const adding = useSignal(false);
  const { data } = useVerb<Customers>("customers", { text: typed.value, limit: 8 }, false);
  if (adding.value) return <NewCustomer name={typed.value} onDone={() => (adding.value = false)} />;
  return (
    <Sheet title={title ?? t("Customer")} onClose={onClose} onScan={(code) => (typed.value = code)}>
      <Field
        label={t("Name, number, telephone or e-mail")}
        type="search"
        autofocus
        value={typed.value}
        onValue={(value) => (typed.value = value)}
      />
      <div class="found">
        {(data.value?.customers ?? []).filter((each) => each.id !== without).map((each) => (
          <button
            key={each.id}
            type="button"
            class="menu-entry"
            onClick={() => onTake(each)}
          >
            <span>
              {each.name || each.number || each.phone}
              <small>{[each.number, each.phone, each.group].filter(Boolean).join(" · ")}</small>
            </span>
          </button>
        ))}
      </div>
      <div class="buttons">
        {children}
        <Button tone="brand" onPress={() => (adding.value = true)}>
          {t("New customer")}
        </Button>
      </div>
    </Sheet>
  );
}
