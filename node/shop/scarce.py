"""Scarce goods: what moves stock moves the rights to sell it, in the same commit.

Goods that come in are rights of the till that booked them. A sale spends rights; whatever else
takes goods away (breakage, a count, a transfer) happened already and is never refused: what it
takes beyond this till's rights is owed, and less may be sold.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from core.errors import RefusedError
from core.identity import Origin
from core.log.event_log import EventLog
from core.quantity import format_quantity
from core.shop import kinds
from core.shop.aggregate import ShopAggregate, moment
from core.shop.credit import GOODS, CreditCreated, CreditSpent
from core.views import credits, escrows
from core.views.credits import CREDITS, Credit
from core.views.escrows import ESCROWS
from core.views.inventory import Inventory, moves_of
from node.application import Events


class _Moved(NamedTuple):
    """What a commit does to one product."""

    came: int = 0
    sold: int = 0
    gone: int = 0

    def after(self, milli: int, *, by_sale: bool) -> _Moved:
        """Return it with one more move."""
        if milli > 0:
            return self._replace(came=self.came + milli)
        if by_sale:
            return self._replace(sold=self.sold - milli)
        return self._replace(gone=self.gone - milli)


class ScarceGoods:
    """The rider of one till: says which rights its events create and spend."""

    def __init__(self, log: EventLog, branch: str) -> None:
        """Look after what ``branch`` has under escrow."""
        self._log = log
        self._branch = branch

    def __call__(self, events: Events) -> list[ShopAggregate]:
        """Return the changes of rights; raises :class:`RefusedError` when a sale lacks some."""
        moving = [event for event in events if _kind(event) in Inventory.kinds]
        if not moving:
            return []
        with self._log.read() as view:
            held = dict(escrows.escrowed(view.table(ESCROWS), self._branch))
            if not held:
                return []
            table = view.table(CREDITS)
            decided: list[ShopAggregate] = []
            for (sku, cause), moved in self._moved(moving, held).items():
                credit = credits.credit_of(table, GOODS, held[sku])
                decided += self._rights(sku, held[sku], credit, moved, cause)
        return decided

    def _moved(self, events: list[Any], held: dict[str, str]) -> dict[tuple[str, UUID], _Moved]:
        """Return what the events do to each product under escrow, and which of them first."""
        causes: dict[str, UUID] = {}
        found: dict[tuple[str, UUID], _Moved] = {}
        for event in events:
            kind = _kind(event)
            for sku, location, milli in moves_of(kind, event):
                if location == self._branch and sku in held and milli:
                    key = sku, causes.setdefault(sku, event.originator_id)
                    before = found.get(key, _Moved())
                    found[key] = before.after(milli, by_sale=kind == kinds.SALE_COMPLETED)
        return found

    def _rights(
        self, sku: str, account: str, credit: Credit, moved: _Moved, cause: UUID
    ) -> list[ShopAggregate]:
        origin = Origin(self._log.author, self._log.epoch)
        here = credit.spendable(origin) + moved.came
        if moved.sold > here:
            raise RefusedError(_refusal(sku, here, credit.total + moved.came))
        gone = min(moved.gone, here - moved.sold)
        said: dict[str, Any] = {"ledger": GOODS, "account": account, "cause": cause}
        decided: list[ShopAggregate] = []
        if moved.came:
            decided.append(CreditCreated.give(**self._new(), **said, amount=moved.came))
        if moved.sold or moved.gone:
            taken, owed = moved.sold + gone, moved.gone - gone
            decided.append(CreditSpent.spend(**self._new(), **said, amount=taken, owed=owed))
        return decided

    def _new(self) -> dict[str, Any]:
        return {"id": self._log.mint_id(), "timestamp": moment(self._log.now_ms())}


def _kind(event: Any) -> str:
    return str(getattr(event, "TOPIC", ""))


def _refusal(sku: str, here: int, total: int) -> str:
    if here == max(total, 0):
        return f"{sku} is under escrow, and {format_quantity(here)} of it may still be sold."
    return (
        f"{sku} is under escrow: this till may sell {format_quantity(here)} of the "
        f"{format_quantity(total)} left; 'tillmesh credit fetch goods {sku}' asks the tills that "
        "hold the rest."
    )
