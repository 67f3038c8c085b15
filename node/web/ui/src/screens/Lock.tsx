/** Signing in: who, then the PIN. The ticket under way stays where it is. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { Mark } from "../parts/TopBar";
import { Field, Form } from "../parts/Form";
import { Key } from "../parts/Key";
import { handleKeys } from "../state/keyboard";
import { NotAnsweredError, RefusedError } from "../api/errors";
import { sound } from "../state/notices";
import { replay } from "../state/outbox";
import { session, signIn } from "../state/session";
import { t } from "../state/words";

export function Lock() {
  const own = session.value;
  const login = useSignal(own?.people.length === 1 ? (own.people[0]?.login ?? "") : "");
  return (
    <main class="lock">
      <section class="lock-card">
        <Mark />
        <h1>{own?.node}</h1>
        <p class="quiet">
          {own?.company} · {own?.branch}
        </p>
        {login.value ? (
          <PinEntry login={login.value} onOther={() => (login.value = "")} />
        ) : (
          <People onChoose={(who) => (login.value = who)} />
        )}
      </section>
    </main>
  );
}

function People({ onChoose }: { onChoose: (login: string) => void }) {
  const people = session.value?.people ?? [];
  const typed = useSignal("");
  return (
    <>
      <h2>{t("Who is there?")}</h2>
      <div class="people">
        {people.map((each) => (
          <button key={each.login} type="button" class="person" onClick={() => onChoose(each.login)}>
            <span class="who-mark" aria-hidden="true">
              {each.name.slice(0, 1).toUpperCase()}
            </span>
            <span>
              {each.name}
              <small>{each.role}</small>
            </span>
          </button>
        ))}
      </div>
      {!people.length && (
        <Form onSend={() => typed.value && onChoose(typed.value)}>
          <Field label={t("Login")} autofocus value={typed.value} onValue={(value) => (typed.value = value)} />
        </Form>
      )}
    </>
  );
}

export const PIN_MAX = 12;

function PinEntry({ login, onOther }: { login: string; onOther: () => void }) {
  const pin = useSignal("");
  const said = useSignal("");
  const busy = useSignal(false);
  const send = async (): Promise<void> => {
    if (!pin.value || busy.value) return;
    busy.value = true;
    try {
      await signIn(login, pin.value);
      void replay();
    } catch (error) {
      sound("bad");
      if (!(error instanceof RefusedError || error instanceof NotAnsweredError)) throw error;
      said.value = error.message;
    } finally {
      pin.value = "";
      busy.value = false;
    }
  };
  const key = (pressed: string): boolean => {
    if (/^\d$/.test(pressed)) pin.value = (pin.value + pressed).slice(0, PIN_MAX);
    else if (pressed === "Backspace") pin.value = pin.value.slice(0, -1);
    else if (pressed === "Enter") void send();
    else if (pressed === "Escape") onOther();
    else return false;
    return true;
  };
  useLayoutEffect(() => handleKeys({ key, scan: () => sound("bad"), action: () => true }), [login]);
  return (
    <>
      <h2>{t("PIN of {login}", { login })}</h2>
      <output class="pin" aria-label={t("{n} digits typed", { n: pin.value.length })}>
        {"●".repeat(pin.value.length) || "–"}
      </output>
      <p class="pin-said" role="alert">
        {said.value}
      </p>
      <div class="pin-pad">
        {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
          <Key key={digit} tone="digit" onPress={() => key(digit)}>
            {digit}
          </Key>
        ))}
        <Key tone="soft" icon="backspace" label={t("Backspace")} onPress={() => key("Backspace")} />
        <Key tone="digit" onPress={() => key("0")}>
          0
        </Key>
        <Key tone="brand" icon="check" label={t("Sign in")} onPress={() => void send()} />
      </div>
      {(session.value?.people.length ?? 0) > 1 && (
        <button type="button" class="link" onClick={onOther}>
          {t("Somebody else")}
        </button>
      )}
    </>
  );
}
