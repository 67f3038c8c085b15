/** Paying with a gift card, with credit or with points: what is there, and what may be spent here. */

import { useSignal } from "@preact/signals";
import type { Credit } from "../../api/answers";
import { Button, Field, Form } from "../../parts/Form";
import { CameraButton } from "../../parts/CameraButton";
import { Sheet } from "../../parts/Sheet";
import { newId } from "../../logic/identifiers";
import { GIFT_CARD, lacking, payable, POINTS, takenOf } from "../../logic/tender";
import { tryTo } from "../../state/asking";
import { dueWith, tenders } from "../../state/paying";
import { session } from "../../state/session";
import { useStanding, useWorth } from "../../state/standing";
import { endTender, payWith } from "../../state/tendering";
import { ticket } from "../../state/tickets";
import { money, t, tn } from "../../state/words";
import { AmountField, useAmount } from "./AmountField";
import { tenderName } from "./tenderNames";

export function CreditTender({ kind, code: first }: { kind: string; code: string }) {
  const typed = useSignal(first);
  const code = useSignal(first);
  const isCard = kind === GIFT_CARD;
  const account = isCard ? code.value : ticket.value.customer;
  const standing = useStanding(kind, account);
  const own = standing.value;
  const name = isCard ? tenderName(kind) : `${tenderName(kind)} · ${ticket.value.customerName}`;
  const find = (value: string): void => void (typed.value = code.value = value.trim());
  return (
    <Sheet title={name} onClose={endTender} onScan={isCard ? find : undefined}>
      {isCard && (
        <Form class="row" onSend={() => find(typed.value)}>
          <Field
            label={t("Scan the card, or type its number")}
            autofocus={!first}
            value={typed.value}
            onValue={(value) => (typed.value = value)}
          />
          <CameraButton onCode={find} />
          <Button type="submit" tone={account ? "plain" : "brand"} disabled={!typed.value.trim()}>
            {t("Find")}
          </Button>
        </Form>
      )}
      {account && own.is === "unknown" && <p class="objection">{own.why}</p>}
      {account && own.is === "asking" && <p class="quiet">{t("Asking the till …")}</p>}
      {account && own.is === "known" && <Known key={account} credit={own.credit} kind={kind} />}
    </Sheet>
  );
}

interface KnownProps {
  credit: Credit;
  kind: string;
}

function Known({ credit, kind }: KnownProps) {
  const worth = useWorth(kind);
  const reference = kind === GIFT_CARD ? credit.account : "";
  const due = dueWith(kind);
  const taken = takenOf(tenders.value, kind, reference);
  const shown = (units: number): string =>
    kind === POINTS ? tn("{n} point", "{n} points", units) : money(units);
  const most = payable(credit, Number.MAX_SAFE_INTEGER, taken, worth);
  return (
    <>
      <dl class="standing">
        <div>
          <dt>{kind === GIFT_CARD ? t("On the card") : t("There in all")}</dt>
          <dd>{shown(credit.total)}</dd>
        </div>
        <div data-mark={credit.spendable > 0}>
          <dt>{t("This till may spend now")}</dt>
          <dd>
            {shown(credit.spendable)}
            {kind === POINTS && <small>{money(credit.spendable * worth)}</small>}
          </dd>
        </div>
      </dl>
      {credit.total > credit.spendable && (
        <Elsewhere credit={credit} wanted={due === null ? 0 : lacking(credit, due, taken, worth)} />
      )}
      {most > 0 && (
        <PayWith
          most={most}
          known={due === null ? null : Math.min(due, most)}
          onAmount={(amountMinor) => payWith({ kind, amountMinor, reference })}
        />
      )}
    </>
  );
}

interface PayWithProps {
  most: number;
  known: number | null;
  onAmount: (minor: number) => void;
}

function PayWith({ most, known, onAmount }: PayWithProps) {
  const amount = useAmount(known);
  const minor = amount.minor();
  const wrong = !minor || minor > most;
  return (
    <Form onSend={() => !wrong && onAmount(minor)}>
      <AmountField amount={amount} autofocus />
      {minor !== null && minor > most && (
        <p class="objection">{t("This till may spend {most} of it.", { most: money(most) })}</p>
      )}
      <div class="buttons">
        <Button onPress={endTender}>{t("Leave it")}</Button>
        <Button type="submit" tone="brand" disabled={wrong}>
          {t("Pay {amount} with it", { amount: money(minor ?? 0) })}
        </Button>
      </div>
    </Form>
  );
}

/** The rest is other tills' to spend: they are asked, and what they give shows by itself. */
function Elsewhere({ credit, wanted }: { credit: Credit; wanted: number }) {
  const asked = useSignal(false);
  const id = useSignal(newId());
  const here = session.value?.node;
  const others = credit.holders.filter((each) => each.holder !== here);
  const own = credit.holders.filter((each) => each.holder === here);
  // What this till held before it was set back is in its name, and it may not spend it.
  const leftBehind = own.reduce((sum, each) => sum + each.rights, 0) - credit.spendable;
  const holders = others.map((each) => each.holder).join(", ");
  const fetch = async (): Promise<void> => {
    const amount = credit.spendable + wanted;
    const body = { id: id.value, ledger: credit.ledger, account: credit.account, amount };
    asked.value = (await tryTo("credit-fetch", body)) !== null;
  };
  return (
    <div class="elsewhere">
      {leftBehind > 0 && <LeftBehind credit={credit} />}
      {others.length > 0 && <p>
        {asked.value && wanted > 0
          ? t("Asked. What they give is shown here by itself, as soon as they have heard.")
          : t("The rest is with {holders}. A till spends only what it holds, so that nothing can be spent twice.", { holders })}
      </p>}
      {wanted > 0 && others.length > 0 && !asked.value && (
        <Button onPress={() => void fetch()}>{t("Ask for what is missing")}</Button>
      )}
    </div>
  );
}

/** A till whose disk was lost or set back begins anew; what it held before, a person gives it back. */
function LeftBehind({ credit }: { credit: Credit }) {
  const id = useSignal(newId());
  const { ledger, account } = credit;
  return (
    <>
      <p>{t("This till held some of it before it was set back. If it spent none since, take it over.")}</p>
      <Button onPress={() => void tryTo("credit-reclaim", { id: id.value, ledger, account })}>
        {t("Take it over")}
      </Button>
    </>
  );
}
