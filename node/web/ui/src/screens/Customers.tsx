/** Customers: found by a word, a number or a telephone; new ones made with nobody in reach. */

import { useSignal } from "@preact/signals";
import type { Customer, CustomerLine, Customers as CustomerList } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Sheet } from "../parts/Sheet";
import { Table } from "../parts/Table";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { go } from "../state/router";
import { change, ticket } from "../state/tickets";
import { moment, money, number, t } from "../state/words";
import { CustomerMoney } from "./CustomerMoney";
import { SamePerson } from "./SamePerson";

export function Customers({ about }: { about: string }) {
  const typed = useSignal("");
  const { data, reload } = useVerb<CustomerList>("customers", { text: typed.value, limit: 50 });
  const adding = useSignal(false);
  return (
    <Page
      title={t("Customers")}
      onScan={(code) => (typed.value = code)}
      actions={
        <Button tone="brand" onPress={() => (adding.value = true)}>
          {t("New customer")}
        </Button>
      }
    >
      <Field
        label={t("Name, number, telephone or e-mail")}
        type="search"
        autofocus
        value={typed.value}
        onValue={(value) => (typed.value = value)}
      />
      <Table
        label={t("Customers")}
        rows={data.value?.customers ?? []}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        onRow={(row) => go("customers", row.id)}
        empty={data.value ? t("Nobody was found.") : t("Reading …")}
        columns={[
          { title: t("Name"), cell: (row) => <b>{row.name}</b> },
          { title: t("Number"), cell: (row) => row.number },
          { title: t("Telephone"), extra: true, cell: (row) => row.phone },
          { title: t("Group"), extra: true, cell: (row) => row.group },
        ]}
      />
      {adding.value && (
        <NewCustomer
          name={typed.value}
          onDone={() => {
            adding.value = false;
            void reload();
          }}
        />
      )}
      {about && <CustomerSheet key={about} customer={about} onClose={() => go("customers")} />}
    </Page>
  );
}

/** Put a customer on the ticket under way. */
export function takeCustomer(own: CustomerLine): void {
  change({ ...ticket.value, customer: own.id, customerName: own.name, group: own.group });
}

export function NewCustomer({ name: first, onDone }: { name: string; onDone: () => void }) {
  const name = useSignal(first);
  const number = useSignal("");
  const phone = useSignal("");
  const email = useSignal("");
  const group = useSignal("");
  const id = useSignal(newId());
  const send = async (): Promise<void> => {
    const said = { number, phone, email, group };
    const given = Object.entries(said).filter(([, own]) => own.value.trim());
    const fields = Object.fromEntries(given.map(([key, own]) => [key, own.value.trim()]));
    const body = { id: id.value, name: name.value.trim(), ...fields };
    if ((await tryTo("customer-add", body)) !== null) onDone();
  };
  return (
    <Sheet title={t("New customer")} onClose={onDone}>
      <Form onSend={() => void send()}>
        <Field label={t("Name")} autofocus value={name.value} onValue={(value) => (name.value = value)} />
        <Field label={t("Number")} value={number.value} onValue={(value) => (number.value = value)} />
        <Field label={t("Telephone")} value={phone.value} onValue={(value) => (phone.value = value)} />
        <Field label={t("E-mail")} value={email.value} onValue={(value) => (email.value = value)} />
        <Field label={t("Group")} value={group.value} onValue={(value) => (group.value = value)} />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!name.value.trim()}>
            {t("Add")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

function CustomerSheet({ customer, onClose }: { customer: string; onClose: () => void }) {
  const { data } = useVerb<Customer>("customer-show", { customer }, false);
  const merging = useSignal(false);
  const own = data.value;
  if (own === null) return null;
  const facts: [string, string][] = [
    [t("Number"), own.customer.number],
    [t("Telephone"), own.customer.phone],
    [t("E-mail"), own.customer.email],
    [t("Group"), own.customer.group],
    [t("Address"), own.customer.address],
    [t("Tax number"), own.customer.tax_number],
    [t("Records made one with it"), own.merged.length ? number(own.merged.length) : ""],
    [t("Note"), own.customer.note],
  ];
  return (
    <Sheet title={own.customer.name} onClose={onClose} wide>
      <dl class="facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <CustomerMoney customer={own.customer} />
      <Table
        label={t("Receipts")}
        rows={own.receipts}
        rowKey={(row) => row.receipt}
        empty={t("No receipt of theirs is held here.")}
        columns={[
          { title: t("Receipt"), cell: (row) => row.receipt },
          { title: t("Branch"), extra: true, cell: (row) => row.location },
          { title: t("When"), cell: (row) => moment(row.at_ms) },
          { title: t("Total"), figure: true, cell: (row) => money(row.total_minor) },
        ]}
      />
      <div class="buttons">
        <Button onPress={() => (merging.value = true)}>{t("Same person as …")}</Button>
        <Button
          tone="brand"
          onPress={() => {
            takeCustomer(own.customer);
            go("sell");
          }}
        >
          {t("Put on the ticket")}
        </Button>
      </div>
      {merging.value && (
        <SamePerson
          own={own.customer}
          onClose={() => (merging.value = false)}
          onMerged={(into) => {
            merging.value = false;
            go("customers", into);
          }}
        />
      )}
    </Sheet>
  );
}
