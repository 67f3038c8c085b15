/** The company's nodes: who belongs, who is invited, who was revoked. */

import { useSignal } from "@preact/signals";
import type { Invited, Invites, Members as MemberList } from "../../api/answers";
import { Button, Choice, Field, Form } from "../../parts/Form";
import { Page } from "../../parts/Page";
import { Sheet } from "../../parts/Sheet";
import { Table } from "../../parts/Table";
import { tryTo } from "../../state/asking";
import { useVerb } from "../../state/loading";
import { session } from "../../state/session";
import { moment, t } from "../../state/words";

export function Members() {
  const members = useVerb<MemberList>("members");
  const invites = useVerb<Invites>("invites");
  const inviting = useSignal(false);
  const revoking = useSignal("");
  const states: Record<string, string> = {
    member: t("member"),
    expired: t("expired"),
    revoked: t("revoked"),
  };
  return (
    <Page
      title={t("Nodes")}
      actions={
        <Button tone="brand" onPress={() => (inviting.value = true)}>
          {t("Invite a node")}
        </Button>
      }
    >
      <Table
        label={t("Nodes")}
        rows={members.data.value?.members ?? []}
        rowKey={(row) => row.author}
        tone={(row) => (row.state === "revoked" ? "bad" : "")}
        empty={t("Reading …")}
        columns={[
          { title: t("Node"), cell: (row) => <b>{row.name}</b> },
          { title: t("Branch"), cell: (row) => row.branch },
          { title: t("Role"), cell: (row) => (row.role === "hub" ? t("Hub") : t("Till")) },
          { title: t("Since"), extra: true, cell: (row) => moment(row.since_ms) },
          { title: t("Invited by"), extra: true, cell: (row) => row.invited_by || t("the founder") },
          {
            title: t("State"),
            cell: (row) => (
              <>
                {states[row.state] ?? row.state} <small>{row.reason}</small>
              </>
            ),
          },
          {
            title: t("Do"),
            cell: (row) =>
              row.state === "member" && row.name !== session.value?.node ? (
                <Button onPress={() => (revoking.value = row.name)}>{t("Revoke")}</Button>
              ) : null,
          },
        ]}
      />
      <h2>{t("Invitations")}</h2>
      <Table
        label={t("Invitations")}
        rows={invites.data.value?.invites ?? []}
        rowKey={(row) => row.id}
        empty={t("No invitation was given out here.")}
        columns={[
          { title: t("For"), cell: (row) => <b>{row.name || t("any name")}</b> },
          { title: t("Branch"), cell: (row) => row.branch },
          { title: t("State"), cell: (row) => row.state },
          { title: t("Good until"), extra: true, cell: (row) => moment(row.expires_ms) },
          {
            title: t("Do"),
            cell: (row) =>
              row.state === "open" ? (
                <Button
                  onPress={() => void tryTo("withdraw", { id: row.id }).then(() => invites.reload())}
                >
                  {t("Withdraw")}
                </Button>
              ) : null,
          },
        ]}
      />
      {revoking.value && (
        <Revoke
          name={revoking.value}
          onDone={() => {
            revoking.value = "";
            void members.reload();
          }}
        />
      )}
      {inviting.value && (
        <Invite
          onDone={() => {
            inviting.value = false;
            void invites.reload();
          }}
        />
      )}
    </Page>
  );
}

/** For good: a machine that was stolen or sold is asked for no more. */
function Revoke({ name, onDone }: { name: string; onDone: () => void }) {
  const reason = useSignal("");
  const send = async (): Promise<void> => {
    if ((await tryTo("revoke", { name, reason: reason.value.trim() })) !== null) onDone();
  };
  return (
    <Sheet title={t("Revoke {node}", { node: name })} onClose={onDone}>
      <p>{t("It belongs to the company no more, for good. What it has sold until now stays.")}</p>
      <Form onSend={() => void send()}>
        <Field label={t("Reason")} autofocus value={reason.value} onValue={(value) => (reason.value = value)} />
        <div class="buttons">
          <Button onPress={onDone}>{t("Leave it")}</Button>
          <Button type="submit" tone="bad" disabled={!reason.value.trim()}>
            {t("Revoke")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

const DAY_MS = 86_400_000;

function Invite({ onDone }: { onDone: () => void }) {
  const branch = useSignal("");
  const name = useSignal("");
  const role = useSignal("till");
  const made = useSignal<Invited | null>(null);
  const send = async (): Promise<void> => {
    const named = name.value ? { name: name.value } : {};
    const body = { branch: branch.value, role: role.value, open_ms: DAY_MS, ...named };
    made.value = await tryTo<Invited>("invite", body);
  };
  if (made.value) {
    return (
      <Sheet title={t("Give this to the new node")} onClose={onDone} wide>
        <p>{t("It is good once, for a day, and told this once. On the new machine:")}</p>
        <pre class="token">tillmesh join {made.value.token}</pre>
        <div class="buttons">
          <Button
            tone="brand"
            onPress={() => void navigator.clipboard.writeText(made.value!.token).catch(() => undefined)}
          >
            {t("Copy the token")}
          </Button>
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={t("Invite a node")} onClose={onDone}>
      <Form onSend={() => void send()}>
        <Choice
          label={t("It will be a")}
          value={role.value}
          options={[
            ["till", t("Till")],
            ["hub", t("Hub")],
          ]}
          onValue={(value) => (role.value = value)}
        />
        <Field label={t("Branch")} autofocus value={branch.value} onValue={(value) => (branch.value = value)} />
        <Field
          label={t("Name")}
          note={t("Leave it out to let the new node choose.")}
          value={name.value}
          onValue={(value) => (name.value = value)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!branch.value}>
            {t("Invite")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
