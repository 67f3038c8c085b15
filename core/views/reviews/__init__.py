"""Reviews: one file for every kind of problem that merging can find, and this list of them."""

from __future__ import annotations

from core.views.reviews.closed_twice import ClosedTwice
from core.views.reviews.counted_apart import CountedApart
from core.views.reviews.customer_twice import CustomerTwice
from core.views.reviews.lost_customer_value import LostCustomerValue
from core.views.reviews.lost_value import LOST_PROMOTION, LOST_VALUE
from core.views.reviews.over_limit import OverLimit
from core.views.reviews.over_received import OverReceived
from core.views.reviews.oversold import Oversold
from core.views.reviews.overspent import Overspent
from core.views.reviews.refunded_twice import RefundedTwice
from core.views.reviews.review import ReviewKind
from core.views.reviews.shared_barcode import SharedBarcode
from core.views.reviews.tender_unsettled import TenderFailed, TenderUnconfirmed
from core.views.reviews.ticket_left import TicketLeft
from core.views.reviews.unbalanced import Unbalanced
from core.views.reviews.used_twice import UsedTwice

__all__ = ["REVIEW_KINDS"]

REVIEW_KINDS: tuple[ReviewKind, ...] = (
    ClosedTwice(),
    CountedApart(),
    CustomerTwice(),
    LostCustomerValue(),
    LOST_PROMOTION,
    LOST_VALUE,
    OverLimit(),
    OverReceived(),
    Oversold(),
    Overspent(),
    RefundedTwice(),
    SharedBarcode(),
    TenderFailed(),
    TenderUnconfirmed(),
    TicketLeft(),
    Unbalanced(),
    UsedTwice(),
)
"""Every kind of review, in the order they are listed."""
