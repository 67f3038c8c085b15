"""A chain of shops whose logs are audited, and what an audit says of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.identity import StreamId
from core.log import layout
from core.log.layout import POSITION
from core.log.lmdb_reader import LmdbReader
from core.log.lmdb_store import LmdbStore
from core.log.log_view import LogView
from core.log.projection import table_name
from core.log.store import Transaction
from core.views.shop import shop_projections
from node.auditing.evidence import gather
from node.auditing.verifying import Verdict, verify
from replication.bundle import write_bundle
from tests.node.tills import CATALOGUE, Shop, Street

NODES = ("B1T1", "B2T1", "HUB")
"""Whose logs are audited; B1T1-early is what the first held after two sales."""


def trade(folder: Path) -> dict[str, Path]:
    """Let two branches and a hub trade and hear of one another; return where their logs are."""
    street = Street(folder)
    first = street.open("B1T1", "B1")
    second = street.open("B2T1", "B2")
    hub = street.open("HUB", "HQ", "hub")
    first.do("import-catalogue", products=CATALOGUE)
    second.hear(first)
    first.do("receive", lines=[{"code": "milk", "quantity_milli": 20_000}])
    sold = [day(first, number) for number in range(2)]
    shutil.copytree(folder / "B1T1", folder / "B1T1-early")
    sold += [day(first, number) for number in range(3)]
    second.hear(first)
    sold.append(day(first, 4))
    second.hear(first)
    for number in range(4):
        day(second, number)
    first.do("refund", receipt=sold[0], lines=[{"code": "milk"}])
    for hearer in (hub, first, second):
        for teller in (first, second):
            if hearer is not teller:
                hearer.hear(teller)
    street.close()
    return {name: folder / name for name in NODES}


def day(shop: Shop, number: int) -> str:
    """Sell something; return the receipt."""
    codes = ("milk", "bread") if number % 2 else ("milk",)
    return str(shop.sell(*codes)["receipt"])


def audited(*paths: Path, scratch: Path, workers: int = 0) -> Verdict:
    scratch.mkdir(parents=True, exist_ok=True)
    evidence = [gather(path, scratch / f"unpacked-{number}") for number, path in enumerate(paths)]
    return verify(evidence, workers=workers)


def bundle(directory: Path, to: Path, *, without: str = "") -> Path:
    """Write a bundle of what a log holds, but not of the streams of an author."""
    with reading(directory) as view:
        since = {
            stream: head.sequence
            for stream, head in view.heads().items()
            if stream.author.hex() == without
        }
        to.write_bytes(b"".join(write_bundle(view, "company", "HUB", since)))
    return to


@contextmanager
def reading(directory: Path) -> Iterator[LogView]:
    with LmdbReader(str(directory)) as reader:
        reader.open_tables(layout.TABLES)
        with reader.read() as transaction:
            yield LogView(transaction)


@contextmanager
def tampering(directory: Path) -> Iterator[Transaction]:
    """Write into a log's tables as somebody would who has the program and no scruples."""
    store = LmdbStore.open(str(directory), sync=False)
    store.open_tables((*layout.TABLES, *(table_name(one.name) for one in shop_projections())))
    try:
        with store.write() as transaction:
            yield transaction
    finally:
        store.close()


def places(view: LogView) -> list[tuple[StreamId, int, bytes]]:
    """Return (stream, sequence, key in the log) of every record."""
    found = []
    for key, _ in view.transaction.scan(layout.LOG, b""):
        alias, sequence = POSITION.unpack(key)
        found.append((view.stream_of(alias), sequence, key))
    return found
