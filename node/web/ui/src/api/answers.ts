/** The answers of the node, by the names the screen has for them, out of the OpenAPI document. */

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Quote = Schemas["QuoteAnswer"];
export type Receipt = Schemas["ReceiptAnswer"];
export type ShownReceipt = Schemas["ShownReceipt"];
export type HistoryList = Schemas["HistoryAnswer"];
export type StockList = Schemas["StockAnswer"];
export type Status = Schemas["StatusAnswer"];
export type PeerLine = Schemas["PeerLine"];
export type Sync = Schemas["SyncAnswer"];
export type Users = Schemas["UsersAnswer"];
export type UserLine = Schemas["UserLine"];
export type Settings = Schemas["SettingsAnswer"];
export type Reviews = Schemas["ReviewsAnswer"];
export type Review = Schemas["ReviewAnswer"];
export type Shifts = Schemas["ShiftsAnswer"];
export type Report = Schemas["ReportAnswer"];
export type Counts = Schemas["CountsAnswer"];
export type Count = Schemas["CountAnswer"];
export type Transfers = Schemas["TransfersAnswer"];
export type Transfer = Schemas["TransferAnswer"];
export type Members = Schemas["MembersAnswer"];
export type Invites = Schemas["InvitesAnswer"];
export type Invited = Schemas["InvitedAnswer"];
export type ProductAnswer = Schemas["ProductAnswer"];
export type PaperJob = Schemas["JobAnswer"];
export type Approvals = Schemas["ApprovalsAnswer"];
export type SalesReport = Schemas["SalesReportAnswer"];
export type Takings = Schemas["TakingsAnswer"];
export type Complete = Schemas["CompleteLine"];
export type Customers = Schemas["CustomersAnswer"];
export type Customer = Schemas["CustomerAnswer"];
export type CustomerLine = Schemas["CustomerLine"];
export type NodeTicket = Schemas["TicketAnswer"];
export type Credit = Schemas["CreditAnswer"];
export type Account = Schemas["AccountAnswer"];
export type Promotions = Schemas["PromotionsAnswer"];
export type Promotion = Schemas["PromotionLine"];
export type Tenders = Schemas["TendersAnswer"];
export type TenderLine = Tenders["tenders"][number];
export type Weight = Schemas["WeightAnswer"];
export type RequestLine = Schemas["RequestLine"];
