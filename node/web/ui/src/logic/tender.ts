/** The kinds of tender, and what each asks for before it pays. */

export const CASH = "cash";
export const CARD = "card";
export const OTHER = "other";
export const VOUCHER = "voucher";
export const BANK_QR = "bank-qr";
export const GIFT_CARD = "gift-card";
export const STORE_CREDIT = "store-credit";
export const POINTS = "points";
export const ON_ACCOUNT = "on-account";

/** As they stand on the screen. */
export const TENDER_KINDS = [
  CASH,
  CARD,
  BANK_QR,
  GIFT_CARD,
  VOUCHER,
  OTHER,
  STORE_CREDIT,
  POINTS,
  ON_ACCOUNT,
] as const;

/** What a refund may be paid out with; points are not paid out. */
export const REFUND_KINDS = TENDER_KINDS.filter((kind) => kind !== POINTS && kind !== BANK_QR);

/** What somebody stands behind, by name. */
export const OF_A_CUSTOMER: ReadonlySet<string> = new Set([STORE_CREDIT, POINTS, ON_ACCOUNT]);

/** What is typed on the numpad and taken; every other kind asks for something first. */
export const PLAIN: ReadonlySet<string> = new Set([CASH, CARD, OTHER]);

export interface Tender {
  kind: string;
  amountMinor: number;
  /** The code of a card or voucher, or what a bank calls the payment. */
  reference?: string;
  /** Whether its money is still to come. */
  pending?: boolean;
}

/** A tender as a command says it. */
export function tenderBody(tender: Tender) {
  return {
    kind: tender.kind,
    amount_minor: tender.amountMinor,
    ...(tender.reference ? { reference: tender.reference } : {}),
    ...(tender.pending ? { pending: true } : {}),
  };
}

/** What the tenders of this sale take already of the same card, credit or account. */
export function takenOf(tenders: readonly Tender[], kind: string, reference = ""): number {
  return tenders
    .filter((each) => each.kind === kind && (each.reference ?? "") === reference)
    .reduce((all, each) => all + each.amountMinor, 0);
}

export interface Standing {
  /** What is left in all, and what this till may spend of it now; minor units or points. */
  total: number;
  spendable: number;
}

/** How much of what is due can be paid: minor units, of which a unit of credit is worth `worth`. */
export function payable(standing: Standing, dueMinor: number, takenMinor = 0, worth = 1): number {
  return Math.max(0, Math.min(dueMinor, standing.spendable * worth - takenMinor));
}

/** How much more other tills would have to grant so that all that is due could be paid. */
export function lacking(standing: Standing, dueMinor: number, takenMinor = 0, worth = 1): number {
  const wanted = Math.min(Math.ceil((dueMinor + takenMinor) / worth), standing.total);
  return Math.max(0, wanted - standing.spendable);
}
