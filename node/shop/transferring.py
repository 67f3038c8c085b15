"""Goods from branch to branch: sent, received in parts, lost, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from core.errors import RefusedError
from core.log.log_view import LogView
from core.log.store import Transaction
from core.quantity import MILLI
from core.shop.roles import Permission
from core.shop.transfer import Arrival, ArrivedLine, Cancellation, Dispatch
from core.views import transfers
from core.views.transfers import DONE, Transfer
from node.shop.answers.transfers import TransferAnswer, TransferLine, TransfersAnswer
from node.shop.authority import authority_at
from node.shop.commands.transfers import (
    CancelTransfer,
    Carried,
    ReceiveTransfer,
    SendTransfer,
    Transfers,
)
from node.till import Till
from node.verb import Verb


def send(till: Till, command: SendTransfer) -> TransferAnswer:
    """Send goods to another branch; raises :class:`RefusedError` when it is our own."""
    if (done := till.done_before(Dispatch, command.id)) is not None:
        return _shown(till, done.id, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.STOCK_ADJUST, about=command.to)
        dispatch = Dispatch.send(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            to=command.to,
            lines=list(_by_sku(till, transaction, command.lines, Counter()).items()),
            note=command.note,
        )
        till.application.record(dispatch, *authority.approved(dispatch.id))
    return _shown(till, dispatch.id)


def receive(till: Till, command: ReceiveTransfer) -> TransferAnswer:
    """Book what arrived, and what is lost; the dispatch may still be on its way to us.

    Raises :class:`RefusedError` when the goods are known to be for another branch, or nothing
    is named and nothing is known to be on the way. More than was sent is taken: it is there.
    """
    if (done := till.done_before(Arrival, command.id)) is not None:
        return _shown(till, UUID(bytes=done.transfer), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        known = _known(LogView(transaction), command.transfer)
        if known is not None and known.to != till.config.branch:
            raise RefusedError(f"Transfer {command.transfer} is for {known.to}; receive it there.")
        sent = Counter[str]() if known is None else known.left
        lost = _by_sku(till, transaction, command.lost, sent)
        received = _by_sku(till, transaction, command.lines, sent)
        if not command.lines and not command.lost:
            received = _on_the_way(known, command.transfer)
        authority.require(Permission.STOCK_RECEIVE, about=str(command.transfer))
        arrival = Arrival.receive(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            transfer=command.transfer,
            lines=[
                ArrivedLine(sku, received[sku], lost[sku])
                for sku in dict.fromkeys((*received, *lost))
            ],
            note=command.note,
        )
        till.application.record(arrival, *authority.approved(arrival.id))
    return _shown(till, command.transfer)


def cancel(till: Till, command: CancelTransfer) -> TransferAnswer:
    """Take back what has not arrived, as far as this node has heard.

    Raises :class:`RefusedError` unless this branch sent it and something is on the way.
    """
    if (done := till.done_before(Cancellation, command.id)) is not None:
        return _shown(till, UUID(bytes=done.transfer), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        known = _known(LogView(transaction), command.transfer)
        left = _on_the_way(known, command.transfer)
        assert known is not None, "nothing unknown is on the way"
        assert known.dispatch is not None, "nothing undispatched is on the way"
        if known.dispatch.location != till.config.branch:
            raise RefusedError(
                f"Transfer {command.transfer} was sent by {known.dispatch.location}; cancel it "
                "there, or receive it with what is lost."
            )
        authority.require(Permission.STOCK_ADJUST, about=str(command.transfer))
        cancellation = Cancellation.cancel(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=till.config.branch,
            to=known.to,
            transfer=command.transfer,
            lines=list(left.items()),
            note=command.note,
        )
        till.application.record(cancellation, *authority.approved(cancellation.id))
    return _shown(till, command.transfer)


def list_transfers(till: Till, command: Transfers) -> TransfersAnswer:
    """Return the transfers something of which is on the way or wrong, or all of them."""
    with till.log.read() as view:
        found = list(transfers.transfers(view.table(transfers.Transfers.name)))
    return TransfersAnswer(
        tuple(_answer(till, each) for each in found if command.all or each.state != DONE)
    )


def _by_sku(
    till: Till, transaction: Transaction, lines: Sequence[Carried], sent: Counter[str]
) -> Counter[str]:
    """Return how much of each SKU; a product may stand on several lines.

    Parts of a piece only where they were ``sent``, as an older program may have done.
    """
    found: Counter[str] = Counter()
    for line in lines:
        product = till.product(transaction, line.code)
        if sent[product.sku] % MILLI == 0:
            product.must_come_in(line.quantity_milli)
        found[product.sku] += line.quantity_milli
    return found


def _known(view: LogView, identifier: UUID) -> Transfer | None:
    table = view.table(transfers.Transfers.name)
    return next(transfers.transfers(table, identifier), None)


def _on_the_way(known: Transfer | None, identifier: UUID) -> Counter[str]:
    """Return what is on the way; raises :class:`RefusedError` when it is nothing."""
    left = Counter() if known is None else +known.left
    if known is None or known.dispatch is None:
        raise RefusedError(
            f"The dispatch of transfer {identifier} has not been heard of here; say what arrived."
        )
    if not left:
        raise RefusedError(f"Nothing of transfer {identifier} is on the way.")
    return left


def _shown(till: Till, identifier: UUID, *, repeated: bool = False) -> TransferAnswer:
    with till.log.read() as view:
        known = _known(view, identifier)
    assert known is not None, "an act of a transfer was recorded and not folded"
    return _answer(till, known, repeated=repeated)


def _answer(till: Till, transfer: Transfer, *, repeated: bool = False) -> TransferAnswer:
    dispatch, left = transfer.dispatch, transfer.left
    sent_ms = 0 if dispatch is None else dispatch.at_ms
    lines = tuple(
        TransferLine(
            sku,
            transfer.sent[sku],
            transfer.received[sku],
            transfer.lost[sku],
            transfer.cancelled[sku],
            left[sku],
        )
        for sku in sorted(left)
    )
    return TransferAnswer(
        str(transfer.id),
        "" if dispatch is None else dispatch.location,
        transfer.to,
        transfer.state,
        "" if dispatch is None else dispatch.note,
        lines,
        repeated,
        sent_ms,
        max(0, till.log.now_ms() - sent_ms) // 1_000 if sent_ms else 0,
    )


VERBS: dict[str, Verb] = {
    "transfer-send": Verb(SendTransfer, send),
    "transfer-receive": Verb(ReceiveTransfer, receive),
    "transfer-cancel": Verb(CancelTransfer, cancel),
    "transfers": Verb(Transfers, list_transfers),
}
"""The verbs of transfers."""
