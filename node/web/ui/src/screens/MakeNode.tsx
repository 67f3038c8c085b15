/** The very first page: found a company with this machine, or join one with a token. */

import { useSignal, type Signal } from "@preact/signals";
import { Button, Choice, Field, Form } from "../parts/Form";
import { Mark } from "../parts/TopBar";
import { request } from "../api/client";
import { complain } from "../state/asking";
import { loadSession, session } from "../state/session";
import { t } from "../state/words";

const LOOK_MS = 700;

/** Make the node, then wait until it runs at this address, and go on with it. */
async function make(how: "create" | "join", body: object, busy: Signal<boolean>): Promise<void> {
  busy.value = true;
  try {
    await request("POST", `/api/v1/first-run/${how}`, body);
    for (;;) {
      await new Promise((later) => setTimeout(later, LOOK_MS));
      const own = await loadSession().catch(() => null);
      if (own && !own.first_run) break;
    }
    location.reload();
  } catch (error) {
    busy.value = false;
    complain(error);
  }
}

export function MakeNode() {
  const how = useSignal<"create" | "join">("create");
  const busy = useSignal(false);
  return (
    <main class="first-run">
      <header>
        <Mark />
        <h1>{t("Welcome to Tillmesh")}</h1>
        <p class="quiet">{t("This machine is no till yet.")}</p>
      </header>
      <section class="card narrow-card">
        <Choice
          label={t("What shall it be?")}
          value={how.value}
          options={[
            ["create", t("The first of a new company")],
            ["join", t("One more of a company")],
          ]}
          onValue={(value) => (how.value = value as "create")}
        />
        {how.value === "create" ? <Create busy={busy} /> : <Join busy={busy} />}
        {busy.value && <p role="status">{t("Keys are being made; the till starts by itself …")}</p>}
      </section>
    </main>
  );
}

function Create({ busy }: { busy: Signal<boolean> }) {
  const company = useSignal("");
  const branch = useSignal("");
  const node = useSignal("");
  const role = useSignal("till");
  const currency = useSignal(session.value?.currency || "EUR");
  const listen = useSignal("");
  const send = (): void =>
    void make(
      "create",
      {
        company: company.value.trim(),
        branch: branch.value.trim(),
        node: node.value.trim(),
        role: role.value,
        currency: currency.value.trim().toUpperCase(),
        ...reachedAt(listen.value),
      },
      busy,
    );
  return (
    <Form onSend={send}>
      <Field
        label={t("Company")}
        note={t("Letters, digits and dashes; it is on every node.")}
        autofocus
        value={company.value}
        onValue={(value) => (company.value = value)}
      />
      <Field label={t("Branch")} value={branch.value} onValue={(value) => (branch.value = value)} />
      <Field
        label={t("Name of this machine")}
        note={t("It stands on receipts, like B1T1.")}
        value={node.value}
        onValue={(value) => (node.value = value)}
      />
      <Choice
        label={t("It will be a")}
        value={role.value}
        options={[
          ["till", t("Till")],
          ["hub", t("Hub")],
        ]}
        onValue={(value) => (role.value = value)}
      />
      <Field
        label={t("Currency")}
        note={t("Three letters.")}
        value={currency.value}
        onValue={(value) => (currency.value = value)}
      />
      <Listen value={listen} />
      <div class="buttons">
        <Button
          type="submit"
          tone="brand"
          disabled={busy.value || !company.value || !branch.value || !node.value}
        >
          {t("Found the company")}
        </Button>
      </div>
    </Form>
  );
}

/** Where other machines find this one; while there is none, it need not be said. */
function Listen({ value }: { value: Signal<string> }) {
  return (
    <Field
      label={t("Where other machines reach it")}
      note={t("Like tcp://192.168.1.10:5700. Leave it out while there is no other.")}
      value={value.value}
      onValue={(typed) => (value.value = typed)}
    />
  );
}

function reachedAt(typed: string): { listen?: string } {
  return typed.trim() ? { listen: typed.trim() } : {};
}

function Join({ busy }: { busy: Signal<boolean> }) {
  const token = useSignal("");
  const node = useSignal("");
  const listen = useSignal("");
  const send = (): void => {
    const named = node.value.trim() ? { node: node.value.trim() } : {};
    void make("join", { token: token.value.trim(), ...named, ...reachedAt(listen.value) }, busy);
  };
  return (
    <Form onSend={send}>
      <Field
        label={t("Token")}
        note={t("Whoever invites this machine reads it off their screen.")}
        autofocus
        value={token.value}
        onValue={(value) => (token.value = value)}
      />
      <Field
        label={t("Name of this machine")}
        note={t("Leave it out where the invitation names it.")}
        value={node.value}
        onValue={(value) => (node.value = value)}
      />
      <Listen value={listen} />
      <div class="buttons">
        <Button type="submit" tone="brand" disabled={busy.value || !token.value}>
          {t("Join")}
        </Button>
      </div>
    </Form>
  );
}
