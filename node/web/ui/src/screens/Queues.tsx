/** Papers on their way: what waits for the printer and for the mail server, and what holds it up. */

import { useSignal } from "@preact/signals";
import type { Job, Jobs } from "../api/answers";
import { Button } from "../parts/Form";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { tryTo } from "../state/asking";
import { useVerb } from "../state/loading";
import { say, sound } from "../state/notices";
import { moment, number, t } from "../state/words";

export function Queues() {
  return (
    <Page title={t("Printer and mail")}>
      <Queue name={t("Printer")} shown="print-status" again="print-retry" back="print-cancel" />
      <Queue name={t("Mail")} shown="mail-status" again="mail-retry" back="mail-cancel" />
    </Page>
  );
}

interface Props {
  name: string;
  shown: "print-status" | "mail-status";
  again: "print-retry" | "mail-retry";
  back: "print-cancel" | "mail-cancel";
}

function stateOf(job: Job): string {
  const states: Record<string, string> = {
    waiting: t("waits"),
    sending: t("on its way"),
    done: t("done"),
    cancelled: t("taken back"),
  };
  return states[job.state] ?? job.state;
}

function Queue({ name, shown, again, back }: Props) {
  const { data, reload } = useVerb<Jobs>(shown);
  const busy = useSignal(false);
  const own = data.value;
  // What is repeated here is harmless: a job waits or it does not, and comes out once.
  const act = async (verb: string, body: object, said: string): Promise<void> => {
    busy.value = true;
    const answer = await tryTo(verb, body);
    busy.value = false;
    if (answer !== null) {
      sound("good");
      say(said, "good");
    }
    await reload();
  };
  return (
    <section class="stack" aria-label={name}>
      <h2>
        {name} {own !== null && own.waiting > 0 && <span class="badge badge-warn">{number(own.waiting)}</span>}
      </h2>
      <Table
        label={name}
        rows={own?.jobs ?? []}
        rowKey={(job) => String(job.job)}
        empty={own ? t("Nothing was sent there yet.") : t("Reading …")}
        columns={[
          {
            title: t("Paper"),
            cell: (job) => (
              <>
                <b>{job.what}</b> {job.copy > 0 && <span class="badge">{t("copy")}</span>}
                {job.to && <small> · {job.to}</small>}
              </>
            ),
          },
          { title: t("When"), extra: true, cell: (job) => moment(job.done_ms || job.asked_ms) },
          {
            title: t("State"),
            cell: (job) => (
              <>
                {stateOf(job)}
                {job.trouble && <small> · {job.trouble}</small>}
              </>
            ),
          },
          {
            title: "",
            figure: true,
            cell: (job) =>
              job.state === "waiting" && (
                <Button disabled={busy.value} onPress={() => void act(back, { job: job.job }, t("It was taken back."))}>
                  {t("Take back")}
                </Button>
              ),
          },
        ]}
      />
      {own !== null && own.waiting > 0 && (
        <div class="buttons">
          <Button tone="brand" disabled={busy.value} onPress={() => void act(again, {}, t("It is tried again now."))}>
            {t("Try again now")}
          </Button>
        </div>
      )}
    </section>
  );
}
