/** The customer's side of the counter. */

import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Mark } from "../parts/TopBar";
import type { Shown } from "../state/shown";
import { session } from "../state/session";
import { money, quantity, t } from "../state/words";
import { chargeName } from "./sell/lineNames";

export function CustomerDisplay({ shown }: { shown: ReadonlySignal<Shown | null> }) {
  const own = shown.value;
  if (own === null || own.stage === "idle") return <Welcome />;
  return (
    <main class="display" data-stage={own.stage}>
      <h1 class="unseen">{t("Your purchase")}</h1>
      <Lines lines={own.lines} charges={own.charges} />
      <section class="display-sum" aria-live="polite">
        {own.stage === "done" && own.changeMinor > 0 && <Sum name={t("Change")} minor={own.changeMinor} />}
        {own.stage === "pay" && own.dueMinor !== null && (
          <Sum name={t("Still to pay")} minor={own.dueMinor} />
        )}
        <Sum name={own.stage === "done" ? t("Paid") : t("Total")} minor={own.totalMinor} />
        {own.stage === "done" && <p>{t("Thank you!")}</p>}
      </section>
    </main>
  );
}

function Welcome() {
  return (
    <main class="display display-idle">
      <Mark />
      <h1>{t("Welcome")}</h1>
      <p>{session.value?.branch}</p>
    </main>
  );
}

function Lines({ lines, charges }: Pick<Shown, "lines" | "charges">) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
  }, [lines, charges]);
  return (
    <ul class="display-lines" ref={list}>
      {lines.map((line, place) => (
        <li key={place}>
          <span>{quantity(line.quantityMilli)} ×</span>
          <b>{line.name}</b>
          <span>{money(line.amountMinor)}</span>
        </li>
      ))}
      {charges.map((charge, place) => (
        <li key={`charge ${place}`} class="display-charge">
          <span />
          <span>
            {chargeName(charge.kind)} {charge.reason}
          </span>
          <span>{money(charge.amountMinor)}</span>
        </li>
      ))}
    </ul>
  );
}

function Sum({ name, minor }: { name: string; minor: number }) {
  return (
    <div class="display-row">
      <span>{name}</span>
      <output>{money(minor)}</output>
    </div>
  );
}
