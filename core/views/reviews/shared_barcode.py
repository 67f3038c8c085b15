"""One barcode given to two products: a scan of it means neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.crdt.lww import Tag
from core.log.entry import Entry
from core.log.log_view import LogView
from core.shop.barcode import canonical
from core.shop.product_fields import BARCODE, BARCODES
from core.views.catalogue import fields_of, shared_barcodes
from core.views.reviews.review import Evidence, Involved, Problem, marks_of_tags, written_by


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
            marks = marks_of_tags(_tags(view, code, skus))
            if len(marks) > 1:
                yield Problem(self.name, (code,), "", len(skus), marks)

    def involved(self, view: LogView, problem: Problem) -> tuple[list[Involved], int]:
        """Return the events that gave the products their barcode."""
        shared = dict(shared_barcodes(view.table("catalogue")))
        code = problem.subject[0]
        return written_by(view, _tags(view, code, shared.get(code, ())))

    def said(self, problem: Problem) -> str:
        """Say which."""
        return f"Barcode {problem.subject[0]} stands for {problem.amount} products."


def _tags(view: LogView, code: str, skus: tuple[str, ...]) -> list[Tag]:
    """Return the writes by which the products have the barcode, each once."""
    tags: dict[Tag, None] = {}
    for sku in skus:
        for name, held in fields_of(view.table("catalogue"), sku).fields.items():
            first = name == BARCODE and canonical(str(held.value)) == code
            more = name.startswith(BARCODES) and canonical(name[len(BARCODES) :]) == code
            if first or (more and held.value):
                tags[held.writes[-1].tag] = None
    return sorted(tags)
