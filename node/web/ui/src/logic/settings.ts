/** What the company's settings count, by their names: the node keeps whole numbers and no units. */

export type Unit = "money" | "share" | "act" | "switch" | "number";

/** Above all limits. */
export const UNLIMITED = -1;

export interface Limit {
  permission: string;
  role: string;
}

const IN_MONEY: ReadonlySet<string> = new Set([
  "void",
  "refund",
  "refund-unproven",
  "cash-movement",
  "cash-difference",
  "credit-limit",
]);
const IN_THOUSANDTHS: ReadonlySet<string> = new Set(["discount", "price-override"]);

const OTHERS: Readonly<Record<string, Unit>> = {
  "points.worth": "money",
  "shift.required": "switch",
};

/** How much of it a permission measures: an amount, a share, or just that it is done. */
export function unitOfPermission(permission: string): Unit {
  if (IN_MONEY.has(permission)) return "money";
  return IN_THOUSANDTHS.has(permission) ? "share" : "act";
}

/** Whose limit a setting is, as in `limit.refund.cashier`; null for any other setting. */
export function limitOf(name: string): Limit | null {
  const [kind, permission, role] = name.split(".");
  return kind === "limit" && permission && role ? { permission, role } : null;
}

export function unitOf(name: string): Unit {
  const limit = limitOf(name);
  return limit ? unitOfPermission(limit.permission) : (OTHERS[name] ?? "number");
}
