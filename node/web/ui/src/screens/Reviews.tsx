/** What merging found and a person decides: never a refusal, never lost. */

import { useSignal } from "@preact/signals";
import type { Review, Reviews as ReviewList } from "../api/answers";
import { Button, Choice, Field } from "../parts/Form";
import { Page } from "../parts/Page";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { catalogue } from "../state/catalogue";
import { useVerb, type Loaded } from "../state/loading";
import { go } from "../state/router";
import { session } from "../state/session";
import { moment, t } from "../state/words";

export function Reviews({ about }: { about: string }) {
  const resolved = useSignal(false);
  const reviews = useVerb<ReviewList>("reviews", { resolved: resolved.value });
  const rows = reviews.data.value?.reviews ?? [];
  return (
    <Page title={t("Reviews")}>
      <Choice
        label={t("Show")}
        value={resolved.value ? "all" : "open"}
        options={[
          ["open", t("What waits")],
          ["all", t("All")],
        ]}
        onValue={(value) => (resolved.value = value === "all")}
      />
      <ReviewCards rows={rows} />
      {!rows.length && <p class="empty">{reviews.data.value ? t("Nothing waits for a person.") : t("Reading …")}</p>}
      {about && <ReviewSheet review={about} reviews={reviews} onClose={() => go("reviews")} />}
    </Page>
  );
}

export function ReviewCards({ rows }: { rows: ReviewList["reviews"] }) {
  return (
    <div class="review-list">
      {rows.map((row) => (
        <button key={row.id} type="button" class="review" onClick={() => go("reviews", row.id)}>
          <span class="review-said">
            {row.said} <GoodsOf subject={row.subject} />
          </span>
          <span class={row.state === "resolved" ? "badge" : "badge badge-warn"}>
            {row.location || t("Company")}
          </span>
        </button>
      ))}
    </div>
  );
}

/** The names of the goods a review is about: its sentence knows their codes only. */
function GoodsOf({ subject }: { subject: readonly string[] }) {
  const found = subject.map((each) => catalogue.value.byCode(each)?.name).filter(Boolean);
  return found.length ? <small>{found.join(", ")}</small> : null;
}

interface SheetProps {
  review: string;
  reviews: Loaded<ReviewList>;
  onClose: () => void;
}

function ReviewSheet({ review, reviews, onClose }: SheetProps) {
  const { data } = useVerb<Review>("review-show", { review });
  const note = useSignal("");
  const own = data.value;
  const resolve = async (way: string): Promise<void> => {
    const by = session.value?.person?.login ?? "";
    const body = { id: newId(), review: own!.review.id, way, note: note.value, by };
    if ((await tryTo("review-resolve", body)) === null) return;
    await reviews.reload();
    onClose();
  };
  const remark = async (): Promise<void> => {
    const by = session.value?.person?.login ?? "";
    const body = { id: newId(), review: own!.review.id, note: note.value.trim(), by };
    if ((await tryTo("review-note", body)) !== null) note.value = "";
  };
  return (
    <Sheet title={t("Review")} onClose={onClose} wide>
      {own === null ? (
        <p class="empty">{t("Reading …")}</p>
      ) : (
        <>
          <p class="review-said">
            {own.review.said} <GoodsOf subject={own.review.subject} />
          </p>
          <ul class="peers" aria-label={t("What took part")}>
            {own.involved.map((each) => (
              <li key={`${each.stream}/${each.sequence}`}>
                <b>{each.what}</b>
                <span>{t(each.kind)}</span>
                <span>
                  {each.location} · {moment(each.at_ms)}
                </span>
              </li>
            ))}
          </ul>
          {own.decisions.map((each) => (
            <p key={each.at_ms} class="quiet">
              {moment(each.at_ms)} · {each.by} · {t(each.way)} {each.note}
            </p>
          ))}
          {own.review.state !== "resolved" && (
            <>
              <Field label={t("Note")} value={note.value} onValue={(value) => (note.value = value)} />
              <div class="buttons">
                <Button disabled={!note.value.trim()} onPress={() => void remark()}>
                  {t("Only note it")}
                </Button>
                {own.review.ways.map((way, place) => (
                  <Button key={way} tone={place ? "plain" : "brand"} onPress={() => void resolve(way)}>
                    {t(way)}
                  </Button>
                ))}
              </div>
            </>
          )}
        </>
      )}
    </Sheet>
  );
}
