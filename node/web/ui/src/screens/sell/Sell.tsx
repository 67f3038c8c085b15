/** The sell screen: ticket, goods, keys. Nothing on it ever moves to another place. */

import { useLayoutEffect } from "preact/hooks";
import { t } from "../../state/words";
import { handleKeys } from "../../state/keyboard";
import { askingAge, stage } from "../../state/paying";
import { unknownCode, unpriced, unweighed } from "../../state/selling";
import { AgeSheet } from "./AgeSheet";
import { CardToSell } from "./GiftCardSheet";
import { sellKeys } from "./keys";
import { narrowPart } from "./narrow";
import { KeyPanel } from "./KeyPanel";
import { PayPanel } from "./PayPanel";
import { ProductPanel } from "./ProductPanel";
import { sheet, SellSheets } from "./sheets";
import { TenderSheets } from "./TenderSheets";
import { TicketPanel } from "./TicketPanel";
import { UnknownCode, Unpriced } from "./UnknownCode";
import { Unweighed } from "./Unweighed";

export function Sell() {
  useLayoutEffect(() => {
    document.title = `${t("Sell")} · Tillmesh`;
    return handleKeys(sellKeys);
  }, []);
  return (
    <main class="sell" data-stage={stage.value} data-part={narrowPart.value}>
      <h1 class="unseen">{t("Sell")}</h1>
      <TicketPanel />
      {stage.value === "sell" ? <ProductPanel /> : <PayPanel />}
      <KeyPanel />
      <SellSheets />
      <CardToSell />
      <TenderSheets />
      {unknownCode.value !== null && sheet.value === null && <UnknownCode code={unknownCode.value} />}
      {unpriced.value !== null && <Unpriced />}
      {unweighed.value !== null && <Unweighed />}
      {askingAge.value !== null && <AgeSheet age={askingAge.value} />}
    </main>
  );
}
