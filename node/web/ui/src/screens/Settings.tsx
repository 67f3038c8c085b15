/** How this screen is set up, and what the company agrees on. */

import { useSignal } from "@preact/signals";
import { Button, Choice, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { ACTIONS, bound, KEYS, type Action } from "../logic/keymap";
import { device, setDevice } from "../state/device";
import { nearestLanguage, t, words } from "../state/words";
import { Company } from "./CompanySettings";
import { actionName } from "./sell/sheets";

export function Settings() {
  return (
    <Page title={t("Settings")}>
      <div class="split">
        <section>
          <ThisScreen />
          <Company />
        </section>
        <aside>
          <Keys />
          <Windows />
          <a class="link" href="/licences.txt" target="_blank" rel="noopener">
            {t("Licences of what is built in")}
          </a>
        </aside>
      </div>
    </Page>
  );
}

function ThisScreen() {
  const own = device.value;
  return (
    <section class="card">
      <h2>{t("This screen")}</h2>
      <Choice
        label={t("Language")}
        value={nearestLanguage(own.language)}
        options={Object.entries(words.value.languages)}
        onValue={(language) => setDevice({ language })}
      />
      <Choice
        label={t("Look")}
        value={own.theme}
        options={[
          ["auto", t("As the machine")],
          ["light", t("Light")],
          ["dark", t("Dark")],
          ["contrast", t("High contrast")],
        ]}
        onValue={(theme) => setDevice({ theme: theme as "auto" })}
      />
      <Choice
        label={t("Keys at")}
        value={own.hand}
        options={[
          ["right", t("the right hand")],
          ["left", t("the left hand")],
        ]}
        onValue={(hand) => setDevice({ hand: hand as "right" })}
      />
      <Choice
        label={t("Sounds")}
        value={own.sound ? "on" : "off"}
        options={[
          ["on", t("On")],
          ["off", t("Off")],
        ]}
        onValue={(value) => setDevice({ sound: value === "on" })}
      />
      <ScannerSettings />
    </section>
  );
}

function ScannerSettings() {
  const { scanner } = device.value;
  const set = (name: "lengthMin" | "gapMs", value: string): void => {
    const found = Number(value);
    if (Number.isInteger(found) && found > 0) setDevice({ scanner: { ...scanner, [name]: found } });
  };
  return (
    <div class="row">
      <Field
        label={t("Shortest scan, characters")}
        inputMode="numeric"
        value={String(scanner.lengthMin)}
        onValue={(value) => set("lengthMin", value)}
      />
      <Field
        label={t("Longest pause in a scan, ms")}
        inputMode="numeric"
        value={String(scanner.gapMs)}
        onValue={(value) => set("gapMs", value)}
      />
      <Field
        label={t("Character before every scan")}
        value={scanner.prefix}
        onValue={(prefix) => setDevice({ scanner: { ...scanner, prefix: prefix.slice(0, 1) } })}
      />
    </div>
  );
}

function Keys() {
  const waiting = useSignal<Action | null>(null);
  const take = (event: KeyboardEvent, action: Action): void => {
    if (waiting.value !== action || event.key === "Shift") return;
    event.preventDefault();
    event.stopPropagation();
    setDevice({ keymap: bound(device.value.keymap, action, event.key) });
    waiting.value = null;
  };
  return (
    <section class="card">
      <h2>{t("Keys")}</h2>
      <ul class="keymap">
        {ACTIONS.map((action) => (
          <li key={action}>
            <span>{actionName(action)}</span>
            <button
              type="button"
              class="button"
              aria-pressed={waiting.value === action}
              onClick={() => (waiting.value = action)}
              onKeyDown={(event) => take(event, action)}
            >
              {waiting.value === action ? t("Press a key") : <kbd>{device.value.keymap[action]}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      <div class="buttons">
        <Button onPress={() => setDevice({ keymap: KEYS })}>{t("As they came")}</Button>
      </div>
    </section>
  );
}

function Windows() {
  return (
    <section class="card">
      <h2>{t("Second window")}</h2>
      <p>{t("Put it on the screen that the customer sees.")}</p>
      <div class="buttons">
        <Button onPress={() => window.open("/customer", "tillmesh-customer", "popup")}>
          {t("Open the customer display")}
        </Button>
      </div>
    </section>
  );
}
