/** What the kinds of tender are called, and how they are drawn. */

import { t } from "../../state/words";

export function tenderName(of: string): string {
  const names: Record<string, string> = {
    cash: t("Cash"),
    card: t("Card"),
    "bank-qr": t("Bank QR"),
    "gift-card": t("Gift card"),
    voucher: t("Voucher"),
    other: t("Other tender"),
    "store-credit": t("Store credit"),
    points: t("Points"),
    "on-account": t("On account"),
    change: t("Change"),
    rounding: t("Rounding"),
  };
  return names[of] ?? of;
}

const ICONS: Record<string, string> = {
  cash: "cash",
  card: "card",
  "bank-qr": "qr",
  "gift-card": "gift",
  voucher: "receipt",
  "store-credit": "refund",
  points: "star",
  "on-account": "person",
};

export const tenderIcon = (of: string): string => ICONS[of] ?? "plus";
