"""One barcode given to two products: a scan of it means neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Entry
from core.log.log_view import LogView
from core.shop.barcode import canonical
from core.shop.product_fields import BARCODE, BARCODES
from core.views.catalogue import fields_of, shared_barcodes
from core.views.reviews.review import Evidence, Involved, Problem, earliest, involved_at, marks_of


class SharedBarcode:
    """Two branches gave two products one barcode; the till asks which until one loses it."""

    name = "shared-barcode"
    ways = ("edit the product", "accept")
    kinds: frozenset[str] = frozenset()

    def keep(self, entry: Entry, fact: Any) -> Evidence | None:
        """Keep nothing: the catalogue finds products by their barcodes."""

    def problems(self, view: LogView) -> Iterator[Problem]:
        """Yield every barcode that several writers gave to several products.

        Who gives one to two products of their own knows it: some shops do so on purpose.
        """
        for code, skus in shared_barcodes(view.table("catalogue")):
            marks = marks_of(_places(view, code, skus))
            if len(marks) > 1:
                yield Problem(self.name, (code,), "", len(skus), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the events that gave the products their barcode."""
        shared = dict(shared_barcodes(view.table("catalogue")))
        code = problem.subject[0]
        places = _places(view, code, shared.get(code, ()))
        return earliest(involved_at(view, stream, sequence) for stream, sequence in places)

    def said(self, problem: Problem) -> str:
        """Say which."""
        return f"Barcode {problem.subject[0]} stands for {problem.amount} products."


def _places(view: LogView, code: str, skus: tuple[str, ...]) -> list[tuple[StreamId, int]]:
    """Return the writes by which the products have the barcode, each place once."""
    places: dict[tuple[StreamId, int], None] = {}
    for sku in skus:
        for name, held in fields_of(view.table("catalogue"), sku).fields.items():
            first = name == BARCODE and canonical(str(held.value)) == code
            more = name.startswith(BARCODES) and canonical(name[len(BARCODES) :]) == code
            if first or (more and held.value):
                tag = held.writes[-1].tag
                places[StreamId(tag.author, tag.epoch, COMPANY_SCOPE), tag.sequence] = None
    return sorted(places)
