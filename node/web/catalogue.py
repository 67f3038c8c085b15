"""The whole catalogue for a screen's own index, so that a scan waits for nobody.

Compressed once and kept until a product or a price changes, or a price begins or ends.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from core.log.log_view import LogView
from core.log.record import decode_header
from core.quantity import MILLI
from core.shop import kinds
from core.views import catalogue, price_book
from core.views.product_record import CatalogueItem
from node.shop.charging import Pricing
from node.web.openapi import REFUSALS
from node.web.reading import LogReader
from node.web.requests import Asks, Welcome

COLUMNS = (
    *("sku", "name", "department", "price_minor", "barcodes"),
    *("unit", "minimum_age", "tax_class"),
)
"""What each product's row holds, in this order."""

KINDS = frozenset({kinds.PRODUCT_REGISTERED, kinds.PRODUCT_EDITED, kinds.PRICE_SET})
"""The events that change it."""

GZIP_LEVEL = 5
"""The higher ones take several times as long for a hundredth less."""

FEED_EVENTS = 4096
"""Events looked through at a time."""

DIGITS = 16
"""Digits of the version: two catalogues never share it by chance."""

router = APIRouter(prefix="/api/v1", tags=["catalogue"])


class Packed(NamedTuple):
    """A catalogue as it is sent."""

    lsn: int
    """The commit it was read at."""
    until_ms: int | None
    """When a price begins or ends next; None: never."""
    version: str
    data: bytes
    """Its JSON, compressed with gzip."""


class CatalogueFile:
    """Keeps the catalogue as it was last packed."""

    def __init__(self, reader: LogReader) -> None:
        """Read it off a log, when somebody asks."""
        self._reader = reader
        self._packed: Packed | None = None
        self._turn = Lock()

    def latest(self) -> Packed:
        """Return the catalogue as it is now."""
        with self._turn:
            self._packed = self._reader.read(self._look)
            return self._packed

    def _look(self, view: LogView) -> Packed:
        held, now_ms = self._packed, self._reader.till.log.now_ms()
        if held is None or (held.until_ms is not None and now_ms >= held.until_ms):
            return self._pack(view, now_ms)
        lsn = view.last_lsn()
        if any(decode_header(record).kind in KINDS for record in _since(view, held.lsn)):
            return self._pack(view, now_ms)
        return held._replace(lsn=lsn)

    def _pack(self, view: LogView, now_ms: int) -> Packed:
        book = view.table(price_book.PRICE_BOOK)
        priced = {key[1 : key.index(b"\0")].decode() for key, _ in book.scan(b"p")}
        prices = Pricing(self._reader.till, view.transaction, now_ms)
        rows = [
            _row(item, prices.unit(item, MILLI) if item.sku in priced else item.price_minor)
            for item in catalogue.products(view.table(catalogue.Catalogue.name))
        ]
        moments = [
            moment
            for sku in priced
            for rule in price_book.price_rules(book, sku)
            for moment in (rule.from_ms, rule.until_ms)
            if moment > now_ms
        ]
        body = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        version = sha256(body.encode()).hexdigest()[:DIGITS]
        head = json.dumps({"version": version, "columns": COLUMNS}, separators=(",", ":"))
        data = gzip.compress(f'{head[:-1]},"products":{body}}}'.encode(), GZIP_LEVEL, mtime=0)
        return Packed(view.last_lsn(), min(moments, default=None), version, data)


def _since(view: LogView, lsn: int) -> Iterator[bytes]:
    while True:
        after = lsn
        for lsn, record in view.feed(after, FEED_EVENTS):  # noqa: B007
            yield record
        if lsn == after:
            return


def _row(item: CatalogueItem, price_minor: int) -> list[Any]:
    codes = list(item.barcodes)
    sold = (item.unit, item.minimum_age, item.tax_class)
    return [item.sku, item.name, item.department, price_minor, codes, *sold]


@router.get(
    "/catalogue",
    responses={
        **REFUSALS,
        200: {
            "description": "Every product; prices are those of one piece in this branch now.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["version", "columns", "products"],
                        "properties": {
                            "version": {"type": "string"},
                            "columns": {"type": "array", "items": {"type": "string"}},
                            "products": {"type": "array", "items": {"type": "array", "items": {}}},
                        },
                    }
                }
            },
        },
        304: {"description": "It is the one you have."},
    },
)
def whole_catalogue(request: Request, screen: Asks, visitor: Welcome) -> Response:
    """Return every product as a row, compressed; its ETag is its version."""
    packed: Packed = request.app.state.catalogue.latest()
    tag = f'"{packed.version}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "cookie"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(packed.data, media_type="application/json", headers=headers)
