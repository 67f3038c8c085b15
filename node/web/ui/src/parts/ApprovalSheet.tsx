/** Somebody else's word, given at this till: who, and their PIN, kept nowhere. */

import { useSignal } from "@preact/signals";
import { approving } from "../state/asking";
import { session } from "../state/session";
import { t } from "../state/words";
import { Button, Field, Form } from "./Form";
import { Sheet } from "./Sheet";

export function ApprovalSheet() {
  const asked = approving.value;
  const login = useSignal("");
  const pin = useSignal("");
  if (asked === null) return null;
  const end = (given: { login: string; pin: string } | null): void => {
    login.value = pin.value = "";
    asked.answer(given);
  };
  const others = (session.value?.people ?? []).filter(
    (each) => each.role !== "cashier" && each.login !== session.value?.person?.login,
  );
  return (
    <Sheet title={t("This needs another's word")} onClose={() => end(null)}>
      <p>{asked.said}</p>
      <Form onSend={() => login.value && pin.value && end({ login: login.value, pin: pin.value })}>
        <div class="choice">
          {others.map((each) => (
            <button
              key={each.login}
              type="button"
              aria-pressed={login.value === each.login}
              onClick={() => (login.value = each.login)}
            >
              {each.name}
            </button>
          ))}
        </div>
        <Field label={t("Login")} autofocus value={login.value} onValue={(value) => (login.value = value)} />
        <Field
          label={t("PIN")}
          type="password"
          inputMode="numeric"
          value={pin.value}
          onValue={(value) => (pin.value = value)}
        />
        <div class="buttons">
          <Button onPress={() => end(null)}>{t("Leave it")}</Button>
          <Button type="submit" tone="brand" disabled={!login.value || !pin.value}>
            {t("Allow it")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
