"""The whole catalogue for a screen's own index, so that a scan waits for nobody.

Compressed once and kept until a product or a price changes, or a price begins or ends. A screen
that holds none asks for its opening first: what it shows before anybody has searched.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
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

TILES = 60
"""Products of a department in an opening: as many as a screen shows of one at a time."""

OPENING_MAX = 2_400
"""Products of an opening in all: forty departments, some fifty thousandths of a second to read."""

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
            self._packed = self._reader.read_long(self._look)
            return self._packed

    def opening(self) -> bytes:
        """Return every department and its first products, as JSON in the catalogue's own form."""
        return self._reader.read_long(self._open)

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
        body = _lines(
            _row(item, prices.unit(item, MILLI) if item.sku in priced else item.price_minor)
            for item in catalogue.products(view.table(catalogue.Catalogue.name))
        )
        moments = [
            moment
            for sku in priced
            for rule in price_book.price_rules(book, sku)
            for moment in (rule.from_ms, rule.until_ms)
            if moment > now_ms
        ]
        version = sha256(body.encode()).hexdigest()[:DIGITS]
        whole = _json({"version": version, "columns": COLUMNS}, body)
        data = gzip.compress(whole, GZIP_LEVEL, mtime=0)
        return Packed(view.last_lsn(), min(moments, default=None), version, data)

    def _open(self, view: LogView) -> bytes:
        prices = Pricing(self._reader.till, view.transaction, self._reader.till.log.now_ms())
        table = view.table(catalogue.Catalogue.name)
        items, departments = catalogue.opening(table, TILES, OPENING_MAX)
        head = {"version": "", "columns": COLUMNS, "departments": departments}
        return _json(head, _lines(_row(item, prices.unit(item, MILLI)) for item in items))


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


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _lines(rows: Iterable[list[Any]]) -> str:
    """Return rows as JSON, one a line: a screen finds a product's row without reading them all."""
    return ",\n".join(map(_encode, rows))


def _json(head: dict[str, Any], rows: str) -> bytes:
    return f'{_encode(head)[:-1]},"products":[\n{rows}\n]}}'.encode()


def _answer(description: str, *lists: str) -> dict[int | str, Any]:
    """Return what the document says of an answer that holds rows of products."""
    strings = {"type": "array", "items": {"type": "string"}}
    schema = {
        "type": "object",
        "required": ["version", "columns", "products", *lists],
        "properties": {
            "version": {"type": "string"},
            "columns": strings,
            "products": {"type": "array", "items": {"type": "array", "items": {}}},
            **dict.fromkeys(lists, strings),
        },
    }
    told = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**REFUSALS, 200: told}


@router.get("/catalogue/opening", responses=_answer("The first tiles.", "departments"))
def opening(request: Request, screen: Asks, visitor: Welcome) -> Response:
    """Return every department with its first products: what is shown until the rest is here."""
    data: bytes = request.app.state.catalogue.opening()
    return Response(data, media_type="application/json", headers={"cache-control": "no-store"})


@router.get(
    "/catalogue",
    responses={
        **_answer("Every product; prices are those of one piece in this branch now."),
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
