/** The first run, step by step; each step can be left out, and done later. */

import { useSignal } from "@preact/signals";
import { Button, Field, Form, PinField } from "../parts/Form";
import { Icon } from "../parts/Icon";
import { Mark } from "../parts/TopBar";
import { MakeNode } from "./MakeNode";
import { newId } from "../logic/identifiers";
import { readCatalogueFile } from "../logic/csv";
import { complain, tryTo } from "../state/asking";
import { catalogue, loadCatalogue } from "../state/catalogue";
import { say } from "../state/notices";
import { session, signIn } from "../state/session";
import { number, t, tn } from "../state/words";

export function FirstRun() {
  const own = session.value;
  const goods = catalogue.value.size;
  if (own?.first_run) return <MakeNode />;
  return (
    <main class="first-run">
      <header>
        <Mark />
        <h1>{t("Welcome to Tillmesh")}</h1>
        <p class="quiet">{t("Three steps to the first sale. Each can be done later.")}</p>
      </header>
      <ol>
        <Step done={Boolean(own?.company)} title={t("A company")}>
          {own?.company ? (
            <p>
              {t("{node} of branch {branch} belongs to {company}.", {
                node: own.node,
                branch: own.branch,
                company: own.company,
              })}
            </p>
          ) : (
            <NoCompany />
          )}
        </Step>
        <Step done={own?.has_people ?? false} title={t("A manager")}>
          {own?.has_people ? <p>{t("There are people who may sign in.")}</p> : <FirstManager />}
        </Step>
        <Step done={goods > 0} title={t("Goods")}>
          {goods > 0 ? (
            <p>{tn("{n} product is in the catalogue.", "{n} products are in the catalogue.", goods)}</p>
          ) : (
            <ImportGoods />
          )}
        </Step>
      </ol>
      <a class="button button-brand" href={own?.is_hub ? "/hub" : "/till"}>
        {own?.is_hub ? t("To the overview") : t("Start selling")}
      </a>
    </main>
  );
}

function Step(props: { done: boolean; title: string; children: preact.ComponentChildren }) {
  return (
    <li class="card" data-done={props.done}>
      <h2>
        {props.done && <Icon name="check" label={t("done")} />} {props.title}
      </h2>
      {props.children}
    </li>
  );
}

/** Keys are made on the machine itself, by whoever has it in hand: never through a browser. */
function NoCompany() {
  return (
    <>
      <p>{t("This node stands alone. It sells as it is; to copy its log to others it needs a company.")}</p>
      <p>{t("Stop the node, then found a company on this machine:")}</p>
      <pre class="token">tillmesh company create my-shop</pre>
      <p>{t("or join one with the token that another node gave out:")}</p>
      <pre class="token">tillmesh join TOKEN</pre>
    </>
  );
}

function FirstManager() {
  const name = useSignal("");
  const login = useSignal("");
  const pin = useSignal("");
  const again = useSignal("");
  const id = useSignal(newId());
  const differs = again.value !== "" && again.value !== pin.value;
  const send = async (): Promise<void> => {
    const body = { id: id.value, login: login.value, name: name.value, role: "manager", pin: pin.value };
    if ((await tryTo("user-add", body)) === null) return;
    // Whoever has just been made the first manager goes on as that: nobody else may from now on.
    await signIn(login.value, pin.value);
    say(t("{name} can sign in now.", { name: name.value }), "good");
  };
  return (
    <Form onSend={() => void send()}>
      <div class="row">
        <Field label={t("Name")} value={name.value} onValue={(value) => (name.value = value)} />
        <Field label={t("Login")} value={login.value} onValue={(value) => (login.value = value)} />
      </div>
      <div class="row">
        <PinField
          label={t("PIN")}
          value={pin.value}
          onValue={(value) => (pin.value = value)}
        />
        <PinField
          label={t("PIN again")}
          note={differs ? t("The PINs differ.") : undefined}
          value={again.value}
          onValue={(value) => (again.value = value)}
        />
      </div>
      <div class="buttons">
        <Button
          type="submit"
          tone="brand"
          disabled={!name.value || !login.value || !pin.value || pin.value !== again.value}
        >
          {t("Add the manager")}
        </Button>
      </div>
    </Form>
  );
}

function ImportGoods() {
  const busy = useSignal(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    busy.value = true;
    try {
      const products = readCatalogueFile(await file.text());
      const answer = await tryTo<{ registered: number }>("import-catalogue", { products });
      if (answer) {
        say(t("{n} products were registered.", { n: number(answer.registered) }), "good");
        await loadCatalogue();
      }
    } catch (error) {
      if (error instanceof RangeError) say(error.message, "bad");
      else complain(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <p>{t("A CSV file with the columns sku, name, department, price and barcode:")}</p>
      <input
        type="file"
        class="file"
        accept=".csv,text/csv"
        aria-label={t("Catalogue file")}
        disabled={busy.value}
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
    </>
  );
}
