/** What stands on a ticket or receipt, in words. */

import { GIFT_CARD } from "../../logic/tender";
import { t } from "../../state/words";

export function chargeName(kind: string): string {
  const names: Record<string, string> = {
    discount: t("Discount"),
    coupon: t("Coupon"),
    tax: t("Tax"),
    rounding: t("Rounding"),
  };
  return names[kind] ?? kind;
}

/** The goods' own name; a gift card is no product and has ours. */
export const goodsName = (sku: string, name: string): string =>
  sku === GIFT_CARD ? t("Gift card") : name;
