/** A ticket that waits at the branch: divided, put together with another, handed to a colleague. */

import { useSignal } from "@preact/signals";
import type { NodeTicket } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Sheet } from "../parts/Sheet";
import { Stepper } from "../parts/Stepper";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { catalogue } from "../state/catalogue";
import { say, sound } from "../state/notices";
import { session } from "../state/session";
import { splitOff, waitingTickets } from "../state/sharing";
import { money, quantity, t } from "../state/words";

interface Props {
  own: NodeTicket;
  onClose: () => void;
}

type Line = NodeTicket["lines"][number];

/** Two tills may each have a line of one number. */
const keyOf = (line: Line): string => `${line.line}@${line.till}`;

const nameOf = (line: Line): string =>
  line.note || catalogue.value.byCode(line.sku)?.name || line.sku;

export function TicketSheet({ own, onClose }: Props) {
  return (
    <Sheet title={own.name || t("Ticket")} onClose={onClose} wide>
      <Split own={own} onClose={onClose} />
      <PutTogether own={own} onClose={onClose} />
      <HandOver own={own} onClose={onClose} />
    </Sheet>
  );
}

function done(said: string, onClose: () => void): void {
  sound("good");
  say(said, "good");
  onClose();
}

function Split({ own, onClose }: Props) {
  const id = useSignal(newId());
  const apart = useSignal<Record<string, number>>({});
  const name = useSignal("");
  const taken = (line: Line): number => apart.value[keyOf(line)] ?? 0;
  const chosen = own.lines.filter((line) => taken(line) > 0);
  const whole = own.lines.every((line) => taken(line) === line.quantity_milli);
  const send = async (): Promise<void> => {
    const lines = chosen.map((line) => ({
      line: line.line,
      till: line.till,
      quantity_milli: taken(line),
    }));
    const split = await splitOff(id.value, own.id, lines, name.value.trim());
    if (split) done(t("It is two tickets now; both wait for any till."), onClose);
  };
  return (
    <section class="stack" aria-label={t("Divide it")}>
      <h3>{t("Divide it")}</h3>
      <ul class="pick">
        {own.lines.map((line) => (
          <li key={keyOf(line)} data-on={taken(line) > 0}>
            <span>
              <b>{nameOf(line)}</b>
              <small>
                {quantity(line.quantity_milli)} · {money(line.amount_minor)}
              </small>
            </span>
            <Stepper
              label={nameOf(line)}
              milli={taken(line)}
              mostMilli={line.quantity_milli}
              onMilli={(milli) => (apart.value = { ...apart.value, [keyOf(line)]: milli })}
            />
          </li>
        ))}
      </ul>
      <Form class="row" onSend={() => chosen.length > 0 && !whole && void send()}>
        <Field
          label={t("Name of the new ticket")}
          value={name.value}
          onValue={(value) => (name.value = value)}
        />
        <Button type="submit" tone="brand" disabled={!chosen.length || whole}>
          {t("Split off")}
        </Button>
      </Form>
    </section>
  );
}

function PutTogether({ own, onClose }: Props) {
  const others = waitingTickets.value.filter((each) => each.id !== own.id);
  const ids = useSignal<Record<string, string>>({});
  const send = async (other: NodeTicket): Promise<void> => {
    ids.value = { [other.id]: newId(), ...ids.value };
    const body = { id: ids.value[other.id], ticket: own.id, other: other.id };
    if ((await tryTo("ticket-merge", body)) !== null) done(t("They are one ticket now."), onClose);
  };
  if (!others.length) return null;
  return (
    <section class="stack" aria-label={t("Put another one onto it")}>
      <h3>{t("Put another one onto it")}</h3>
      <div class="choice">
        {others.map((other) => (
          <button key={other.id} type="button" onClick={() => void send(other)}>
            {other.name || t("Ticket")} · {money(other.to_pay_minor)}
          </button>
        ))}
      </div>
    </section>
  );
}

function HandOver({ own, onClose }: Props) {
  const id = useSignal(newId());
  const people = (session.value?.people ?? []).filter((each) => each.login !== own.person);
  const send = async (login: string, name: string): Promise<void> => {
    const body = { id: id.value, ticket: own.id, to: login };
    if ((await tryTo("ticket-give", body)) === null) return;
    done(t("It waits for {name}.", { name }), onClose);
  };
  if (!people.length) return null;
  return (
    <section class="stack" aria-label={t("Hand it over to")}>
      <h3>{t("Hand it over to")}</h3>
      <div class="choice">
        {people.map((each) => (
          <button key={each.login} type="button" onClick={() => void send(each.login, each.name)}>
            {each.name}
          </button>
        ))}
      </div>
    </section>
  );
}
