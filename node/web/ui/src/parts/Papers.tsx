/** Papers that are asked for by hand: a receipt once more, a Z; the node prints and mails. */

import { useSignal } from "@preact/signals";
import type { PaperJob } from "../api/answers";
import { newId } from "../logic/identifiers";
import { tryTo } from "../state/asking";
import { say, sound } from "../state/notices";
import { t, words } from "../state/words";
import { Button, Field, Form } from "./Form";

/** Ask for a paper under an id; true when it is on its way. */
async function order(verb: string, id: string, body: object, said: string): Promise<boolean> {
  const answer = await tryTo<PaperJob>(verb, { id, ...body });
  if (answer === null) return false;
  say(answer.job.copy ? t("On its way to the printer, as a copy.") : said, "good");
  sound("good");
  return true;
}

interface PrintProps {
  verb: "receipt-print" | "report-print";
  body: object;
}

export function PrintButton({ verb, body }: PrintProps) {
  // Pressed twice it is one paper, until that is on its way: the next is another.
  const id = useSignal(newId());
  const print = async (): Promise<void> => {
    if (await order(verb, id.value, body, t("On its way to the printer."))) id.value = newId();
  };
  return <Button onPress={() => void print()}>{t("Print")}</Button>;
}

export function MailButton({ receipt }: { receipt: string }) {
  const id = useSignal(newId());
  const address = useSignal<string | null>(null);
  const send = async (): Promise<void> => {
    const body = { receipt, address: address.value?.trim(), language: words.value.language };
    if (!(await order("receipt-mail", id.value, body, t("It is sent as soon as there is a line.")))) return;
    id.value = newId();
    address.value = null;
  };
  if (address.value === null) {
    return <Button onPress={() => (address.value = "")}>{t("Send by e-mail")}</Button>;
  }
  return (
    <Form class="row" onSend={() => void send()}>
      <Field
        label={t("E-mail")}
        autofocus
        value={address.value}
        onValue={(value) => (address.value = value)}
      />
      <Button type="submit" tone="brand" disabled={!address.value.includes("@")}>
        {t("Send")}
      </Button>
    </Form>
  );
}
