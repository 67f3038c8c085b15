/** Who vouches, and their PIN: it goes with one command and is kept nowhere. */

import { useSignal } from "@preact/signals";
import { session } from "../state/session";
import { t } from "../state/words";
import { Button, Field, Form, PinField } from "./Form";

interface Props {
  word: string;
  onGiven: (given: { login: string; pin: string }) => void;
  onLeave: () => void;
}

export function PinForm({ word, onGiven, onLeave }: Props) {
  const login = useSignal("");
  const pin = useSignal("");
  const others = (session.value?.people ?? []).filter(
    (each) => each.role !== "cashier" && each.login !== session.value?.person?.login,
  );
  const full = login.value !== "" && pin.value !== "";
  return (
    <Form onSend={() => full && onGiven({ login: login.value, pin: pin.value })}>
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
      <PinField
        label={t("PIN")}
        value={pin.value}
        onValue={(value) => (pin.value = value)}
      />
      <div class="buttons">
        <Button onPress={onLeave}>{t("Leave it")}</Button>
        <Button type="submit" tone="brand" disabled={!full}>
          {word}
        </Button>
      </div>
    </Form>
  );
}
