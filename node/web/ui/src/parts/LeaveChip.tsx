/** Somebody at another till asks for leave: told in the bar, answered when there is time for it. */

import { useSignal } from "@preact/signals";
import type { RequestLine } from "../api/answers";
import { answerLeave, askedOfUs } from "../state/leave";
import { may, session } from "../state/session";
import { age, t, tn } from "../state/words";
import { deedOf, measureOf } from "./deeds";
import { Button } from "./Form";
import { Icon } from "./Icon";
import { PinForm } from "./PinForm";
import { Sheet } from "./Sheet";

export function LeaveChip() {
  const open = useSignal(false);
  const waiting = askedOfUs.value;
  if (!waiting.length && !open.value) return null;
  const said = tn("{n} asks for leave", "{n} ask for leave", waiting.length);
  return (
    <>
      {waiting.length > 0 && (
        <button
          type="button"
          class="chip leave-chip"
          aria-label={said}
          onClick={() => (open.value = true)}
        >
          <Icon name="person" />
          <b class="leave-count">{waiting.length}</b>
          <span>{said}</span>
        </button>
      )}
      {open.value && <LeaveSheet waiting={waiting} onClose={() => (open.value = false)} />}
    </>
  );
}

function LeaveSheet({ waiting, onClose }: { waiting: RequestLine[]; onClose: () => void }) {
  return (
    <Sheet title={t("Leave is asked for")} onClose={onClose}>
      {!waiting.length && <p class="empty">{t("Nobody waits any more.")}</p>}
      {waiting.map((each) => (
        <Asked key={each.id} own={each} onAnswered={() => waiting.length === 1 && onClose()} />
      ))}
    </Sheet>
  );
}

function Asked({ own, onAnswered }: { own: RequestLine; onAnswered: () => void }) {
  const wrong = useSignal("");
  const pin = useSignal(false);
  const asker = session.value?.people.find((each) => each.login === own.login)?.name ?? own.login;
  const answer = async (granted: boolean, by: { login: string; pin: string } | null): Promise<void> => {
    wrong.value = (await answerLeave(own, granted, by)) ?? "";
    if (!wrong.value) onAnswered();
  };
  return (
    <section class="asked" aria-label={asker}>
      <p class="quiet">
        {t("{name} at {till}", { name: asker, till: own.till })} ·{" "}
        {t("{age} ago", { age: age(Date.now() - own.at_ms) })}
      </p>
      <p class="deed">
        <b>{deedOf(own)}</b> {measureOf(own)} <small>{own.about}</small>
      </p>
      {wrong.value && <p class="objection">{wrong.value}</p>}
      {pin.value ? (
        <PinForm
          word={t("Allow it")}
          onLeave={() => (pin.value = false)}
          onGiven={(by) => void answer(true, by)}
        />
      ) : (
        <div class="buttons">
          {may(own.permission) ? (
            <>
              <Button onPress={() => void answer(false, null)}>{t("Say no")}</Button>
              <Button tone="brand" onPress={() => void answer(true, null)}>
                {t("Allow it")}
              </Button>
            </>
          ) : (
            <Button tone="brand" onPress={() => (pin.value = true)}>
              {t("Allow it with a PIN")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
