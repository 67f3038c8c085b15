/** How this screen is set up, and what the company agrees on. */

import { useSignal } from "@preact/signals";
import type { Settings as SettingList } from "../api/answers";
import { Button, Choice, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { ACTIONS, bound, KEYS, type Action } from "../logic/keymap";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { device, setDevice } from "../state/device";
import { useVerb } from "../state/loading";
import { may } from "../state/session";
import { nearestLanguage, number, t, words } from "../state/words";
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

function Company() {
  const settings = useVerb<SettingList>("settings");
  const shown = useSignal<SettingList["settings"][number] | null>(null);
  return (
    <section>
      <h2>{t("The company's settings")}</h2>
      <Table
        label={t("The company's settings")}
        rows={settings.data.value?.settings ?? []}
        rowKey={(row) => row.name}
        rowLabel={(row) => row.name}
        onRow={(row) => (shown.value = may("settings") ? row : null)}
        empty={t("Reading …")}
        columns={[
          {
            title: t("Setting"),
            cell: (row) => (
              <>
                <b>{row.name}</b>
                <br />
                <small>{t(row.meaning)}</small>
              </>
            ),
          },
          { title: t("Value"), figure: true, cell: (row) => number(row.value) },
        ]}
      />
      {shown.value && (
        <SettingSheet
          setting={shown.value}
          onDone={() => {
            shown.value = null;
            void settings.reload();
          }}
        />
      )}
    </section>
  );
}

interface SettingProps {
  setting: SettingList["settings"][number];
  onDone: () => void;
}

function SettingSheet({ setting, onDone }: SettingProps) {
  const typed = useSignal(String(setting.value));
  const value = /^-?\d+$/.test(typed.value.trim()) ? Number(typed.value) : null;
  const send = async (): Promise<void> => {
    const body = { id: newId(), name: setting.name, value };
    if ((await tryTo("setting-set", body)) !== null) onDone();
  };
  return (
    <Sheet title={setting.name} onClose={onDone}>
      <p>{t(setting.meaning)}</p>
      <Form onSend={() => void send()}>
        <Field
          label={t("Value")}
          note={t("It came as {n}.", { n: number(setting.default) })}
          autofocus
          value={typed.value}
          onValue={(next) => (typed.value = next)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={value === null}>
            {t("Set it for the company")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
