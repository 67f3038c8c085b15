/** Who is in the company, and what they are. Nobody is deleted: what they did stays theirs. */

import { useSignal } from "@preact/signals";
import type { UserLine, Users as UserList } from "../api/answers";
import { Button, Choice, Field, Form, PinField } from "../parts/Form";
import { Page } from "../parts/Page";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { loadSession } from "../state/session";
import { t } from "../state/words";

export const roles = (): [string, string][] => [
  ["cashier", t("Cashier")],
  ["supervisor", t("Supervisor")],
  ["manager", t("Manager")],
  ["auditor", t("Auditor")],
];

export function Users() {
  const users = useVerb<UserList>("users");
  const shown = useSignal<UserLine | "new" | null>(null);
  const done = (): void => {
    shown.value = null;
    void users.reload();
    void loadSession().catch(() => undefined);
  };
  const name = new Map(roles());
  return (
    <Page
      title={t("Users")}
      actions={
        <Button tone="brand" onPress={() => (shown.value = "new")}>
          {t("Add somebody")}
        </Button>
      }
    >
      <Table
        label={t("Users")}
        rows={users.data.value?.users ?? []}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        onRow={(row) => (shown.value = row)}
        empty={
          users.data.value
            ? t("Nobody yet: everything is allowed to anybody. The first one is a manager.")
            : t("Reading …")
        }
        columns={[
          { title: t("Name"), cell: (row) => <b>{row.name}</b> },
          { title: t("Login"), cell: (row) => row.login },
          { title: t("Role"), cell: (row) => name.get(row.role) ?? row.role },
          {
            title: t("State"),
            cell: (row) => (
              <>
                {row.signed_in && <span class="badge">{t("here")}</span>}{" "}
                {row.locked && <span class="badge badge-bad">{t("locked out")}</span>}{" "}
                {!row.active && <span class="badge badge-warn">{t("not active")}</span>}
              </>
            ),
          },
        ]}
      />
      {shown.value === "new" && <NewUser first={!users.data.value?.users.length} onDone={done} />}
      {shown.value !== null && shown.value !== "new" && <OneUser user={shown.value} onDone={done} />}
    </Page>
  );
}

function NewUser({ first, onDone }: { first: boolean; onDone: () => void }) {
  const login = useSignal("");
  const name = useSignal("");
  const pin = useSignal("");
  const role = useSignal(first ? "manager" : "cashier");
  const id = useSignal(newId());
  const send = async (): Promise<void> => {
    const body = { login: login.value, name: name.value, role: role.value, pin: pin.value };
    if ((await tryTo("user-add", { id: id.value, ...body })) !== null) onDone();
  };
  return (
    <Sheet title={t("Add somebody")} onClose={onDone}>
      <Form onSend={() => void send()}>
        <Field label={t("Name")} autofocus value={name.value} onValue={(value) => (name.value = value)} />
        <Field label={t("Login")} value={login.value} onValue={(value) => (login.value = value)} />
        <Choice label={t("Role")} value={role.value} options={roles()} onValue={(value) => (role.value = value)} />
        <PinField
          label={t("PIN")}
          value={pin.value}
          onValue={(value) => (pin.value = value)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!login.value || !name.value || !pin.value}>
            {t("Add")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

function OneUser({ user, onDone }: { user: UserLine; onDone: () => void }) {
  const name = useSignal(user.name);
  const role = useSignal(user.role);
  const pin = useSignal("");
  const edit = async (change: object): Promise<void> => {
    const body = { id: newId(), login: user.login, user: user.id, ...change };
    if ((await tryTo("user-edit", body)) !== null) onDone();
  };
  const send = (): Promise<void> =>
    edit({
      ...(name.value === user.name ? {} : { name: name.value }),
      ...(role.value === user.role ? {} : { role: role.value }),
      ...(pin.value ? { pin: pin.value } : {}),
    });
  return (
    <Sheet title={user.name} onClose={onDone}>
      <Form onSend={() => void send()}>
        <Field label={t("Name")} value={name.value} onValue={(value) => (name.value = value)} />
        <Choice label={t("Role")} value={role.value} options={roles()} onValue={(value) => (role.value = value)} />
        <PinField
          label={t("New PIN")}
          value={pin.value}
          onValue={(value) => (pin.value = value)}
        />
        <div class="buttons">
          {user.locked && (
            <Button onPress={() => void tryTo("user-unlock", { login: user.login }).then(onDone)}>
              {t("Unlock")}
            </Button>
          )}
          <Button tone={user.active ? "bad" : "plain"} onPress={() => void edit({ active: !user.active })}>
            {user.active ? t("Deactivate") : t("Activate")}
          </Button>
          <Button type="submit" tone="brand">
            {t("Keep")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
