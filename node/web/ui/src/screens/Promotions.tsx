/** Promotions: what is taken off by rule, where, when, for whom, and with which coupon. */

import { useSignal } from "@preact/signals";
import type { Promotion, Promotions as PromotionList } from "../api/answers";
import { Button } from "../parts/Form";
import { Page } from "../parts/Page";
import { Table } from "../parts/Table";
import { when } from "../logic/promotions";
import { catalogue } from "../state/catalogue";
import { useVerb } from "../state/loading";
import { day, money, number, t } from "../state/words";
import { PromotionSheet } from "./PromotionSheet";

export function Promotions() {
  const promotions = useVerb<PromotionList>("promotions");
  const shown = useSignal<Promotion | "new" | null>(null);
  const done = (): void => {
    shown.value = null;
    void promotions.reload();
  };
  return (
    <Page
      title={t("Promotions")}
      actions={
        <Button tone="brand" onPress={() => (shown.value = "new")}>
          {t("New promotion")}
        </Button>
      }
    >
      <Table
        label={t("Promotions")}
        rows={promotions.data.value?.promotions ?? []}
        rowKey={(row) => row.code}
        rowLabel={(row) => row.name || row.code}
        onRow={(row) => (shown.value = row)}
        empty={
          promotions.data.value
            ? t("No promotion yet. The customer always gets the best there is for them.")
            : t("Reading …")
        }
        columns={[
          {
            title: t("Promotion"),
            cell: (row) => (
              <>
                <b>{row.name || row.code}</b>
                <br />
                <small>{row.code}</small>
              </>
            ),
          },
          { title: t("What it gives"), cell: gives },
          { title: t("For what"), extra: true, cell: forWhat },
          { title: t("Coupon"), extra: true, cell: (row) => row.coupon },
          { title: t("State"), cell: (row) => <State own={row} /> },
        ]}
      />
      {shown.value !== null && (
        <PromotionSheet own={shown.value === "new" ? null : shown.value} onDone={done} />
      )}
    </Page>
  );
}

function gives(own: Promotion): string {
  const share = t("{n} % off", { n: number(own.rate_ppm / 10_000) });
  const said: Record<string, string> = {
    percent: share,
    amount: t("{amount} off each", { amount: money(own.off_minor) }),
    "n-for-m": t("{take} for the price of {pay}", { take: own.take, pay: own.pay }),
    "basket-percent": share,
    "basket-amount": t("{amount} off", { amount: money(own.off_minor) }),
  };
  return said[own.kind] ?? own.kind;
}

function forWhat(own: Promotion): string {
  const basket = own.kind.startsWith("basket");
  return [
    basket ? t("the whole ticket") : catalogue.value.byCode(own.sku)?.name || own.sku || own.department || t("all goods"),
    own.least_minor ? t("from {amount} on", { amount: money(own.least_minor) }) : "",
    own.group,
    own.branch,
  ]
    .filter(Boolean)
    .join(" · ");
}

function State({ own }: { own: Promotion }) {
  if (!own.active) return <span class="badge badge-warn">{t("ended")}</span>;
  const at = when(own, Date.now());
  if (at === "over") return <span class="badge badge-warn">{t("over")}</span>;
  if (at === "later") return <span class="badge">{t("from {day} on", { day: day(own.from_ms) })}</span>;
  return (
    <span class="badge">
      {own.until_ms ? t("until {day}", { day: day(own.until_ms - 1) }) : t("counts now")}
    </span>
  );
}
