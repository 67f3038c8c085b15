"""The longest words anybody may use, four bytes a letter, still fit every key of every table."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from core.identity import LANE_BYTES_MAX, SCOPE_BYTES_MAX, StreamId
from core.log.entry import Draft
from core.log.lmdb_store import LmdbStore
from core.log.store import KEY_BYTES_MAX
from core.shop import limits
from core.shop.lines import Tender, item_line
from core.shop.product import Product
from core.shop.refund import Refund, RefundLine
from core.shop.sale import Sale, receipt_text
from core.shop.ticket import Ticket
from core.views import catalogue, inventory, receipts, takings
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act, body_of, kind_of

LETTER = "\U0001f95b"
SKU = LETTER * limits.SKU_LENGTH_MAX
WORD = LETTER * limits.WORD_LENGTH_MAX
TENDER = LETTER * limits.TENDER_LENGTH_MAX
SERIES = LETTER * limits.SERIES_LENGTH_MAX
RECEIPT: dict[str, Any] = {
    "location": LETTER * limits.LOCATION_LENGTH_MAX,
    "series": SERIES,
    "currency": LETTER * limits.CURRENCY_LENGTH_MAX,
}
PRODUCT = {
    "sku": SKU,
    "name": LETTER * limits.NAME_LENGTH_MAX,
    "department": WORD,
    "price_minor": 1,
    "barcode": WORD,
}
LONGEST = (
    Act(Product.register, PRODUCT, NOW_MS),
    Act(Ticket.open, {"location": RECEIPT["location"], "till": WORD}, NOW_MS),
    Act(
        Sale.complete,
        RECEIPT | {"lines": [item_line(SKU, 1, 5)], "tenders": [Tender(TENDER, 5)]},
        NOW_MS,
    ),
    Act(
        Refund.complete,
        RECEIPT | {"sale": UUID(int=1), "lines": [RefundLine(1, SKU, 1, 5)], "tender": TENDER},
        NOW_MS,
    ),
)


def test_the_longest_words_fit_the_keys_of_a_data_file(tmp_path: Path) -> None:
    store = LmdbStore.open(str(tmp_path))
    mesh = Mesh(1, store=lambda _: store)
    scope = "s" * SCOPE_BYTES_MAX
    for number, act in enumerate(LONGEST, 1):
        event = act.event(UUID(int=number), limits.NUMBER_MAX)
        draft = Draft(kind_of(event), scope, UUID(int=number), 1, body_of(event))
        mesh.logs[0].append([draft])
    assert len(mesh.look("catalogue", lambda table: catalogue.by_code(table, WORD))) == 1
    assert mesh.look("takings", takings.tenders) == {TENDER: 0}
    text = receipt_text(SERIES, limits.NUMBER_MAX)
    assert len(mesh.look("receipts", lambda table: receipts.find(table, text))) == 2
    (figure,) = mesh.look("inventory", lambda table: list(inventory.figures(table)))
    assert (figure.sku, figure.quantity_milli) == (SKU, 0)
    assert mesh.look("catalogue", lambda table: catalogue.by_code(table, WORD * 99)) == []
    store.close()


def test_the_longest_words_of_a_lane_fit_too(tmp_path: Path) -> None:
    """Two lives of one till; the name of the lane is as long as one can be in its last record."""
    stream = StreamId(bytes(16), 2**32 - 1, "s" * SCOPE_BYTES_MAX)
    lane = stream.lane(2**64 - 1, b"\xff" * 32)
    assert len(lane.to_bytes()) == len(stream.to_bytes()) + LANE_BYTES_MAX
    sku, location = SKU.encode(), RECEIPT["location"].encode()
    assert len(sku + b"\0" + location + b"\0" + lane.to_bytes()) <= KEY_BYTES_MAX
    series, position = SERIES.encode(), bytes(16)
    assert len(b"n" + series + b"\0" + position + lane.to_bytes()) <= KEY_BYTES_MAX
    assert len(stream.to_bytes() + b"\0" + position + lane.to_bytes()) <= KEY_BYTES_MAX
