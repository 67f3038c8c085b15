/** What the company agrees on: shown and typed as people say it, in money, shares, yes and no. */

import { useSignal } from "@preact/signals";
import type { Settings as SettingList } from "../api/answers";
import { deedNamed, share } from "../parts/deeds";
import { Button, Choice, Field, Form } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { newId } from "../logic/identifiers";
import { parseMoney, typedMoney } from "../logic/money";
import { limitOf, UNLIMITED, unitOf } from "../logic/settings";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { may } from "../state/session";
import { money, moneyParts, number, t } from "../state/words";
import { roles } from "./Users";

type Setting = SettingList["settings"][number];

/** A hundred of the currency's major units' parts: what points are earned for. */
const HUNDRED = 100;

function nameOf(name: string): string {
  const limit = limitOf(name);
  if (limit) return `${deedNamed(limit.permission)} · ${new Map(roles()).get(limit.role) ?? limit.role}`;
  const names: Record<string, string> = {
    "points.per_hundred": t("Points earned for each {amount}", { amount: money(HUNDRED) }),
    "points.worth": t("What a point pays"),
    "shift.required": t("Sell in an open shift only"),
    "tender.pending_hours": t("Hours until money still to come is looked into"),
  };
  return names[name] ?? name;
}

function shown(name: string, value: number): string {
  const limited = limitOf(name) !== null;
  if (limited && value === UNLIMITED) return t("without limit");
  if (limited && value === 0) return t("with another's word only");
  switch (unitOf(name)) {
    case "money":
      return limited ? t("up to {amount}", { amount: money(value) }) : money(value);
    case "share":
      return t("up to {amount}", { amount: share(value) });
    case "act":
      return t("allowed");
    case "switch":
      return value ? t("Yes") : t("No");
    default:
      return number(value);
  }
}

/** As somebody would type it. */
function typedOf(name: string, value: number): string {
  if (value === UNLIMITED) return "";
  const unit = unitOf(name);
  if (unit === "money") return typedMoney(value, moneyParts.value);
  return unit === "share" ? String(value / 10) : String(value);
}

/** What was typed as the node keeps it; null when it is nothing that can be meant. */
function read(name: string, text: string): number | null {
  const unit = unitOf(name);
  if (unit === "money") return parseMoney(text, moneyParts.value.exponent);
  // A share has one decimal: thousandths.
  if (unit === "share") return parseMoney(text, 1);
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

export function Company() {
  const settings = useVerb<SettingList>("settings");
  const opened = useSignal<Setting | null>(null);
  return (
    <section>
      <h2>{t("The company's settings")}</h2>
      <Table
        label={t("The company's settings")}
        rows={settings.data.value?.settings ?? []}
        rowKey={(row) => row.name}
        rowLabel={(row) => nameOf(row.name)}
        onRow={(row) => (opened.value = may("settings") ? row : null)}
        empty={t("Reading …")}
        columns={[
          {
            title: t("Setting"),
            cell: (row) => (
              <>
                <b>{nameOf(row.name)}</b>
                <br />
                <small>{row.name}</small>
              </>
            ),
          },
          { title: t("Value"), figure: true, cell: (row) => shown(row.name, row.value) },
        ]}
      />
      {opened.value && (
        <SettingSheet
          setting={opened.value}
          onDone={() => {
            opened.value = null;
            void settings.reload();
          }}
        />
      )}
    </section>
  );
}

function SettingSheet({ setting, onDone }: { setting: Setting; onDone: () => void }) {
  const { name } = setting;
  const id = useSignal(newId());
  const typed = useSignal(typedOf(name, setting.value));
  const unit = unitOf(name);
  const limited = limitOf(name) !== null;
  const value = read(name, typed.value);
  const set = async (next: number): Promise<void> => {
    if ((await tryTo("setting-set", { id: id.value, name, value: next })) !== null) onDone();
  };
  const counted = unit !== "act" && unit !== "switch";
  return (
    <Sheet title={nameOf(name)} onClose={onDone}>
      <p class="quiet">{t("It came as: {value}.", { value: shown(name, setting.default) })}</p>
      {limited && (
        <Choice
          label={counted ? t("At once") : t("Value")}
          value={String(setting.value)}
          options={[
            [String(UNLIMITED), counted ? t("without limit") : t("allowed")],
            ["0", t("with another's word only")],
          ]}
          onValue={(next) => void set(Number(next))}
        />
      )}
      {unit === "switch" && (
        <Choice
          label={t("Value")}
          value={String(setting.value)}
          options={[
            ["1", t("Yes")],
            ["0", t("No")],
          ]}
          onValue={(next) => void set(Number(next))}
        />
      )}
      {counted && (
        <Form onSend={() => value !== null && void set(value)}>
          <Field
            label={fieldLabel(unit, limited)}
            inputMode="decimal"
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
      )}
    </Sheet>
  );
}

function fieldLabel(unit: string, limited: boolean): string {
  if (unit === "share") return t("Up to how many per cent");
  if (unit === "money" && limited) return t("Up to how much");
  return unit === "money" ? t("Amount") : t("Value");
}
