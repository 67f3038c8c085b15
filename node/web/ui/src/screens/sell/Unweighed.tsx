/** Goods to be weighed: what the scale shows is added, or what somebody types. */

import { useSignal } from "@preact/signals";
import type { Weight } from "../../api/answers";
import { Button, Field, Form } from "../../parts/Form";
import { Sheet } from "../../parts/Sheet";
import { parseQuantity } from "../../logic/quantity";
import { weightToSell } from "../../logic/scale";
import { useScale, type Scale } from "../../state/scale";
import { unweighed, weigh } from "../../state/selling";
import { session } from "../../state/session";
import { quantity, t } from "../../state/words";

export function Unweighed() {
  const typed = useSignal("");
  const scale = useScale();
  const hasScale = session.value?.has_scale ?? false;
  const milli = typed.value ? parseQuantity(typed.value) : weightToSell(scale.weight.value);
  return (
    <Sheet
      title={t("How much {name}?", { name: unweighed.value?.name ?? "" })}
      onClose={() => (unweighed.value = null)}
    >
      {hasScale && <ScaleShows scale={scale} />}
      <Form onSend={() => milli !== null && weigh(milli)}>
        <Field
          label={hasScale ? t("Or type the weight") : t("What the scale shows")}
          inputMode="decimal"
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!milli}>
            {t("Add")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

function ScaleShows({ scale }: { scale: Scale }) {
  const weight = scale.weight.value;
  if (scale.why.value) {
    return (
      <div class="scale">
        <p role="status">{scale.why.value}</p>
        <Button onPress={scale.retry}>{t("Ask the scale again")}</Button>
      </div>
    );
  }
  const said = weight === null ? t("Asking the scale") : stateWords(weight);
  return (
    <div class="scale" role="status">
      <output class={weightToSell(weight) === null ? "scale-weight quiet" : "scale-weight"}>
        {weight === null || weight.weight_milli === null
          ? "–"
          : `${quantity(weight.weight_milli)} ${weight.unit}`}
      </output>
      <small>{said}</small>
    </div>
  );
}

function stateWords({ state, weight_milli, net }: Weight): string {
  if (state === "moving") return t("The scale is still moving");
  if (state === "overloaded") return t("More than the scale can weigh");
  if (state === "below-zero") return t("Less than nothing: set the scale to zero");
  if (!weight_milli) return t("Nothing is on the scale");
  return net ? t("At rest, without the tare") : t("At rest");
}
