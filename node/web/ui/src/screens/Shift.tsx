/** The shift of this till: opened, cash in and out, counted blind, closed with its Z. */

import { useSignal } from "@preact/signals";
import type { Report, Shifts } from "../api/answers";
import { Button, Field, Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { PrintButton } from "../parts/Papers";
import { ReportFigures } from "../parts/ReportFigures";
import { Sheet } from "../parts/Sheet";
import { newId } from "../logic/identifiers";
import { parseMoney } from "../logic/money";
import { ask } from "../api/client";
import { RefusedError } from "../api/errors";
import { complain, tryTo, withApproval } from "../state/asking";
import { useVerb } from "../state/loading";
import { say } from "../state/notices";
import { session } from "../state/session";
import { moneyParts, t, tn } from "../state/words";
import { CountDrawer } from "./CountDrawer";
import { reportTitle } from "./ShiftTable";

export function Shift() {
  const shifts = useVerb<Shifts>("shifts");
  const own = shifts.data.value?.shifts.filter((each) => each.till === session.value?.node) ?? [];
  const open = own.find((each) => each.state === "open");
  // Kept here: the Z is looked at when its shift is open no more.
  const report = useSignal<Report | null>(null);
  return (
    <Page title={t("Shift")}>
      {shifts.data.value === null && <p class="empty">{t("Reading …")}</p>}
      {shifts.data.value !== null && !open && <NoShift reload={shifts.reload} />}
      {open && (
        <OpenShift
          date={open.business_date}
          sales={open.sales}
          reload={shifts.reload}
          onReport={(found) => (report.value = found)}
        />
      )}
      {report.value && (
        <Sheet title={reportTitle(report.value)} onClose={() => (report.value = null)} wide>
          <ReportFigures report={report.value} />
          <div class="buttons">
            <PrintButton
              verb="report-print"
              body={report.value.number ? { number: report.value.number } : { x: true }}
            />
          </div>
        </Sheet>
      )}
    </Page>
  );
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function NoShift({ reload }: { reload: () => Promise<void> }) {
  const date = useSignal(today());
  const float = useSignal("");
  const odd = useSignal("");
  const id = useSignal(newId());
  const amount = float.value ? parseMoney(float.value, moneyParts.value.exponent) : 0;
  const open = async (confirmed: boolean): Promise<void> => {
    const body = { id: id.value, business_date: date.value, float_minor: amount, confirmed };
    try {
      await withApproval((approval) => ask("shift-open", { ...body, ...approval }));
      await reload();
    } catch (error) {
      // An odd date is not wrong: the clock may be, and a person knows what day it is.
      const asks = error instanceof RefusedError && error.message.includes("confirm");
      if (asks) odd.value = error.message;
      else complain(error);
    }
  };
  return (
    <>
      <section class="card narrow-card">
        <h2>{t("Open a shift")}</h2>
        <Form onSend={() => amount !== null && void open(false)}>
          <Field
            label={t("Business day")}
            type="date"
            value={date.value}
            onValue={(value) => (date.value = value)}
          />
          <Field
            label={t("Cash in the drawer to begin with")}
            inputMode="decimal"
            autofocus
            value={float.value}
            onValue={(value) => (float.value = value)}
          />
          {odd.value && <p class="objection">{odd.value}</p>}
          <div class="buttons">
            {odd.value && <Button onPress={() => void open(true)}>{t("The day is right")}</Button>}
            <Button type="submit" tone="brand" disabled={amount === null}>
              {t("Open the shift")}
            </Button>
          </div>
        </Form>
      </section>
    </>
  );
}

interface OpenProps {
  date: string;
  sales: number;
  reload: () => Promise<void>;
  onReport: (report: Report) => void;
}

type Act = "cash-in" | "cash-out" | "no-sale" | "count";

function OpenShift({ date, sales, reload, onReport }: OpenProps) {
  const act = useSignal<Act | null>(null);
  const close = (): void => {
    act.value = null;
  };
  const x = async (): Promise<void> => {
    const found = await tryTo<Report>("shift-x");
    if (found) onReport(found);
  };
  const end = async (): Promise<void> => {
    const closed = await tryTo<Report>("shift-close");
    if (closed === null) return;
    onReport(closed);
    await reload();
  };
  return (
    <>
      <section class="card">
        <h2>{t("Open on {date}", { date })}</h2>
        <p>{tn("{n} sale so far", "{n} sales so far", sales)}</p>
        <div class="menu">
          <ShiftAct icon={t("Pay in")} about={t("Cash put into the drawer")} onPress={() => (act.value = "cash-in")} />
          <ShiftAct icon={t("Pay out")} about={t("Cash taken out")} onPress={() => (act.value = "cash-out")} />
          <ShiftAct icon={t("No sale")} about={t("Open the drawer")} onPress={() => (act.value = "no-sale")} />
          <ShiftAct icon={t("X report")} about={t("What it has come to so far")} onPress={() => void x()} />
          <ShiftAct icon={t("Count the drawer")} about={t("Blind, by denomination")} onPress={() => (act.value = "count")} />
          <ShiftAct icon={t("Close the shift")} about={t("With its Z report")} onPress={() => void end()} />
        </div>
      </section>
      {act.value === "count" && <CountDrawer onClose={close} />}
      {(act.value === "cash-in" || act.value === "cash-out") && (
        <MoveCash verb={act.value} onClose={close} />
      )}
      {act.value === "no-sale" && <NoSale onClose={close} />}
    </>
  );
}

function ShiftAct({ icon, about, onPress }: { icon: string; about: string; onPress: () => void }) {
  return (
    <button type="button" class="menu-entry" onClick={onPress}>
      <span>
        {icon}
        <small>{about}</small>
      </span>
    </button>
  );
}

function MoveCash({ verb, onClose }: { verb: "cash-in" | "cash-out"; onClose: () => void }) {
  const id = useSignal(newId());
  const typed = useSignal("");
  const reason = useSignal("");
  const amount = parseMoney(typed.value, moneyParts.value.exponent);
  const send = async (): Promise<void> => {
    const body = { id: id.value, amount_minor: amount, reason: reason.value };
    if ((await tryTo(verb, body)) === null) return;
    say(verb === "cash-in" ? t("Paid in.") : t("Paid out."), "good");
    onClose();
  };
  return (
    <Sheet title={verb === "cash-in" ? t("Pay in") : t("Pay out")} onClose={onClose}>
      <Form onSend={() => void send()}>
        <Field
          label={t("Amount")}
          inputMode="decimal"
          autofocus
          value={typed.value}
          onValue={(value) => (typed.value = value)}
        />
        <Field label={t("Reason")} value={reason.value} onValue={(value) => (reason.value = value)} />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!amount || !reason.value.trim()}>
            {t("Do it")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}

function NoSale({ onClose }: { onClose: () => void }) {
  const id = useSignal(newId());
  const reason = useSignal("");
  const send = async (): Promise<void> => {
    if ((await tryTo("no-sale", { id: id.value, reason: reason.value })) !== null) onClose();
  };
  return (
    <Sheet title={t("No sale")} onClose={onClose}>
      <Form onSend={() => void send()}>
        <Field label={t("Reason")} autofocus value={reason.value} onValue={(value) => (reason.value = value)} />
        <div class="buttons">
          <Button type="submit" tone="brand" disabled={!reason.value.trim()}>
            {t("Open the drawer")}
          </Button>
        </div>
      </Form>
    </Sheet>
  );
}
