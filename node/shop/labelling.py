"""Labels that scales print: which there are, and what a scanned one sells."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from core.errors import RefusedError
from core.log.store import Transaction
from core.money import divide_rounded, price_for
from core.quantity import MILLI
from core.shop.barcode import read_embedded
from core.shop.label_setting import LAYOUTS_MAX, LabelSetting
from core.shop.lines import ItemLine, item_line
from core.shop.roles import Permission
from core.views import labels
from core.views.labels import LABELS
from node.commands import ApprovalGiven, Command, SellLine, Word
from node.shop.answers.labels import LabelsAnswer
from node.shop.authority import authority_at
from node.shop.charging import Pricing
from node.till import Till
from node.verb import Verb


class SetLabels(Command):
    """Say what labels look like, in the order they are tried; none: codes are only codes."""

    id: Annotated[UUID | None, Field(strict=False)] = None
    layouts: Annotated[tuple[Word, ...], Field(max_length=LAYOUTS_MAX, strict=False)] = ()
    approval: ApprovalGiven | None = None


class ListLabels(Command):
    """Ask what labels look like."""


def labelled_line(
    till: Till, transaction: Transaction, line: SellLine, prices: Pricing
) -> ItemLine | None:
    """Return the line of goods a scale's label means; None for a code that is no label.

    A weight is sold at the price that counts; a printed price is the price, and its weight
    follows from what a whole unit costs. Raises :class:`RefusedError` when the label's goods are
    unknown, or a quantity is typed beside it.
    """
    found = read_embedded(line.code, labels.layouts(till.log.table(transaction, LABELS)))
    if found is None:
        return None
    product = till.product(transaction, found.item)
    if line.quantity_milli != MILLI or line.amount_minor is not None:
        raise RefusedError("A label says how much it is and what it costs; scan it once a piece.")
    quantity, amount = found.quantity_milli, found.amount_minor
    unit = prices.unit(product, quantity or MILLI)
    if quantity is None:
        assert amount is not None, "a label says its weight or its price"
        quantity = divide_rounded(amount * MILLI, unit) if unit else MILLI
    if amount is None:
        if not unit:
            raise RefusedError(f"{product.sku} has no price; give an amount of its own.")
        amount = price_for(unit, quantity)
    return item_line(product.sku, quantity, amount)


def set_labels(till: Till, command: SetLabels) -> LabelsAnswer:
    """Set the layouts; raises :class:`RefusedError` when one makes no sense."""
    if (done := till.done_before(LabelSetting, command.id)) is not None:
        return LabelsAnswer(done.layouts, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.PRICE_CHANGE)
        decided = LabelSetting.decide(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            layouts=command.layouts,
            revision=1 + labels.revision_of(till.log.table(transaction, LABELS)),
        )
        till.application.record(decided, *authority.approved(decided.id))
    return LabelsAnswer(decided.layouts)


def list_labels(till: Till, command: ListLabels) -> LabelsAnswer:
    """Return the layouts of labels."""
    with till.log.read() as view:
        found = labels.layouts(view.table(LABELS))
    return LabelsAnswer(tuple(layout.text for layout in found))


VERBS: dict[str, Verb] = {
    "label-set": Verb(SetLabels, set_labels),
    "label-list": Verb(ListLabels, list_labels),
}
"""The verbs of labels."""
