"""The kinds of event the shop knows, and the scope each belongs to.

A kind is the short name that stands in a record for ever; the class that writes it may be
renamed, the kind may not.
"""

from __future__ import annotations

from core.identity import COMPANY_SCOPE, branch_scope

EPOCH_OPENED = "node.epoch_opened"
NODE_ENROLLED = "node.enrolled"
NODE_REVOKED = "node.revoked"
STREAM_FORKED = "stream.forked"
HEADS_PUBLISHED = "heads.published"
HEADS_COSIGNED = "heads.cosigned"
PRODUCT_REGISTERED = "product.registered"
PRODUCT_EDITED = "product.edited"
PRICE_SET = "price.set"
TAX_SET = "tax.set"
ROUNDING_SET = "rounding.set"
PROMOTION_EDITED = "promotion.edited"
LABELS_SET = "labels.set"
AGE_CHECKED = "age.checked"
TENDER_NOTED = "tender.noted"
TENDER_SETTLED = "tender.settled"
TICKET_OPENED = "ticket.opened"
TICKET_LINE_ADDED = "ticket.line_added"
TICKET_LINE_REMOVED = "ticket.line_removed"
TICKET_TENDERED = "ticket.tendered"
TICKET_TENDER_RETURNED = "ticket.tender_returned"
TICKET_EDITED = "ticket.edited"
TICKET_COMPLETED = "ticket.completed"
TICKET_CLOSED = "ticket.closed"
SALE_COMPLETED = "sale.completed"
REFUND_COMPLETED = "refund.completed"
STOCK_RECEIVED = "stock.received"
STOCK_ADJUSTED = "stock.adjusted"

RECEIPT_REPRINTED = "receipt.reprinted"
STOCK_ALERT_SET = "stock.alert_set"
ESCROW_SET = "escrow.set"
COUNT_STARTED = "count.started"
COUNT_LINE_COUNTED = "count.line_counted"
STOCK_COUNTED = "stock.counted"
COUNT_ABANDONED = "count.abandoned"

TRANSFER_DISPATCHED = "transfer.dispatched"
TRANSFER_RECEIVED = "transfer.received"
TRANSFER_CANCELLED = "transfer.cancelled"

REVIEW_RESOLVED = "review.resolved"
REVIEW_NOTED = "review.noted"

USER_CHANGED = "user.changed"
USER_SIGNED_IN = "user.signed_in"
USER_SIGNED_OUT = "user.signed_out"
USER_UNLOCKED = "user.unlocked"
SETTING_CHANGED = "setting.changed"
APPROVAL_REQUESTED = "approval.requested"
APPROVAL_ANSWERED = "approval.answered"
ACT_APPROVED = "act.approved"

SHIFT_OPENED = "shift.opened"
SHIFT_COUNTED = "shift.counted"
SHIFT_CLOSED = "shift.closed"
CASH_MOVED = "cash.moved"
DRAWER_OPENED = "drawer.opened"

TRAINING_SOLD = "training.sold"

CUSTOMER_REGISTERED = "customer.registered"
CUSTOMER_EDITED = "customer.edited"
CUSTOMER_FORGOTTEN = "customer.forgotten"
CUSTOMER_MERGED = "customer.merged"

CREDIT_CREATED = "credit.created"
CREDIT_SPENT = "credit.spent"
RIGHTS_REQUESTED = "rights.requested"
RIGHTS_GRANTED = "rights.granted"
RIGHTS_RECLAIMED = "rights.reclaimed"
ACCOUNT_CHARGED = "account.charged"

COMPANY_KINDS = frozenset(
    {
        EPOCH_OPENED,
        STREAM_FORKED,
        HEADS_PUBLISHED,
        HEADS_COSIGNED,
        NODE_ENROLLED,
        NODE_REVOKED,
        PRODUCT_REGISTERED,
        PRODUCT_EDITED,
        PRICE_SET,
        TAX_SET,
        ROUNDING_SET,
        PROMOTION_EDITED,
        LABELS_SET,
        TENDER_SETTLED,
        STOCK_ALERT_SET,
        ESCROW_SET,
        TRANSFER_DISPATCHED,
        TRANSFER_RECEIVED,
        TRANSFER_CANCELLED,
        REVIEW_RESOLVED,
        REVIEW_NOTED,
        USER_CHANGED,
        SETTING_CHANGED,
        CUSTOMER_REGISTERED,
        CUSTOMER_EDITED,
        CUSTOMER_FORGOTTEN,
        CUSTOMER_MERGED,
        CREDIT_CREATED,
        CREDIT_SPENT,
        RIGHTS_REQUESTED,
        RIGHTS_GRANTED,
        RIGHTS_RECLAIMED,
        ACCOUNT_CHARGED,
    }
)
"""Kinds every node of the company holds."""

BRANCH_KINDS = frozenset(
    {
        TICKET_OPENED,
        TICKET_LINE_ADDED,
        TICKET_LINE_REMOVED,
        TICKET_TENDERED,
        TICKET_TENDER_RETURNED,
        TICKET_EDITED,
        TICKET_COMPLETED,
        TICKET_CLOSED,
        AGE_CHECKED,
        TENDER_NOTED,
        SALE_COMPLETED,
        REFUND_COMPLETED,
        RECEIPT_REPRINTED,
        STOCK_RECEIVED,
        STOCK_ADJUSTED,
        COUNT_STARTED,
        COUNT_LINE_COUNTED,
        STOCK_COUNTED,
        COUNT_ABANDONED,
        USER_SIGNED_IN,
        USER_SIGNED_OUT,
        USER_UNLOCKED,
        APPROVAL_REQUESTED,
        APPROVAL_ANSWERED,
        ACT_APPROVED,
        SHIFT_OPENED,
        SHIFT_COUNTED,
        SHIFT_CLOSED,
        CASH_MOVED,
        DRAWER_OPENED,
        TRAINING_SOLD,
    }
)
"""Kinds that belong to the branch where they happened."""


ERASABLE_KINDS = frozenset({CUSTOMER_REGISTERED})
"""Kinds whose bodies may be erased: nothing in them but the key to a person's data."""


def scope_of(kind: str, branch: str) -> str:
    """Return the scope an event of ``kind`` decided in ``branch`` is written to."""
    if kind in COMPANY_KINDS:
        return COMPANY_SCOPE
    assert kind in BRANCH_KINDS, f"kind {kind} has no scope"
    return branch_scope(branch)
