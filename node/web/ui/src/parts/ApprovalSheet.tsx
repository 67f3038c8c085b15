/** Somebody else's word: their PIN at this till, kept nowhere, or their answer at another. */

import { useSignal, useSignalEffect } from "@preact/signals";
import { approving, type Approving } from "../state/asking";
import { asked, askForLeave } from "../state/leave";
import { status } from "../state/live";
import { session } from "../state/session";
import { t } from "../state/words";
import { Button } from "./Form";
import { deedOf, measureOf } from "./deeds";
import { PinForm } from "./PinForm";
import { Sheet } from "./Sheet";

export function ApprovalSheet() {
  const own = approving.value;
  return own === null ? null : <Asking own={own} />;
}

function Asking({ own }: { own: Approving }) {
  useSignalEffect(() => {
    const answered = asked.value;
    if (answered?.state !== "granted") return;
    asked.value = null;
    own.answer({ request: answered.id });
  });
  const leave = (): void => {
    asked.value = null;
    own.answer(null);
  };
  const waits = asked.value?.state === "waiting";
  const { needs } = own;
  return (
    <Sheet title={t("This needs another's word")} onClose={leave}>
      {needs === null ? (
        <p>{own.said}</p>
      ) : (
        <p class="deed">
          <b>{deedOf(needs)}</b> {measureOf(needs)} <small>{needs.about}</small>
        </p>
      )}
      {asked.value !== null && !waits && <p class="objection">{refusal(asked.value.answered_by)}</p>}
      {waits ? (
        <Waiting onLeave={leave} />
      ) : (
        <>
          <PinForm word={t("Allow it")} onLeave={leave} onGiven={own.answer} />
          {needs !== null && <Elsewhere onAsk={() => void askForLeave(needs)} />}
        </>
      )}
    </Sheet>
  );
}

const refusal = (by: string): string =>
  by ? t("{name} said no.", { name: by }) : t("Nobody has answered in time; ask again.");

function Waiting({ onLeave }: { onLeave: () => void }) {
  return (
    <div class="waiting-leave" aria-live="polite">
      <span class="spinner" aria-hidden="true" />
      <p>{t("Asked at every till of the branch. It goes on here by itself once somebody has answered.")}</p>
      <Button onPress={onLeave}>{t("Leave it")}</Button>
    </div>
  );
}

/** Whoever may allow it need not walk over, as long as another till of the branch is heard. */
function Elsewhere({ onAsk }: { onAsk: () => void }) {
  const asking = useSignal(false);
  const branch = session.value?.branch;
  const near = (status.value?.peers ?? []).filter((each) => each.branch === branch && each.connected);
  return (
    <div class="elsewhere">
      <p>
        {near.length
          ? t("Or somebody at {tills} allows it from there.", { tills: near.map((each) => each.name).join(", ") })
          : t("No other till of the branch is in reach; it would be asked as soon as one is.")}
      </p>
      <Button
        disabled={asking.value}
        onPress={() => {
          asking.value = true;
          onAsk();
        }}
      >
        {t("Ask the other tills")}
      </Button>
    </div>
  );
}
