/** What leave is asked for, in words, and how much of it. */

import type { Needs } from "../api/errors";
import { unitOfPermission } from "../logic/settings";
import { money, number, t } from "../state/words";

const deeds = (): Record<string, string> => ({
  sell: t("Sell"),
  void: t("Take lines off a ticket"),
  discount: t("Take money off"),
  "price-override": t("Sell below the price"),
  refund: t("Refund"),
  "refund-unproven": t("Refund without a receipt"),
  "price-change": t("Change goods, prices or promotions"),
  "stock-receive": t("Book a delivery"),
  "stock-adjust": t("Put stock right"),
  shift: t("Open or close a shift"),
  "cash-movement": t("Pay cash in or out"),
  "no-sale": t("Open the drawer without a sale"),
  "cash-difference": t("Close with a difference"),
  reports: t("See reports"),
  reviews: t("Decide a review"),
  users: t("Look after users"),
  settings: t("Change settings"),
  customers: t("Look after customers"),
  "customer-forget": t("Forget or merge customers"),
  "credit-limit": t("Let a customer owe"),
});

export const deedNamed = (permission: string): string => deeds()[permission] ?? permission;

export const deedOf = ({ permission }: Needs): string => deedNamed(permission);

/** How much of it: an amount, a share, or nothing where it is just done or not. */
export function measureOf({ permission, measure }: Needs): string {
  const unit = unitOfPermission(permission);
  if (unit === "money") return money(measure);
  return unit === "share" ? share(measure) : "";
}

/** Thousandths, as people say a share. */
export const share = (thousandths: number): string => t("{n} %", { n: number(thousandths / 10) });
