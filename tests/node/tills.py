"""Tills without a process: a log in memory or on LMDB, and how to see that nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import RefusedError
from core.log.event_log import EventLog
from core.log.layout import TABLES
from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.log.store import Item, Store
from core.pin_hash import COST_MIN
from core.views.shop import ALL_READERS, shop_projections
from node import verbs
from node.till import Till
from node.till_config import TILL, TillConfig
from replication.messages import EVERYTHING

NOW_MS = 1_700_000_000_000
"""When every shop of these tests opens; its clock steps a little at every look."""

Dump = dict[str, list[Item]]

CATALOGUE = (
    {"sku": "milk", "name": "Milk 1 l", "price_minor": 129, "barcode": "4011"},
    {"sku": "bread", "name": "Bread", "department": "BAKERY", "price_minor": 250},
    {
        "sku": "cheese",
        "name": "Cheese by weight",
        "price_minor": 1999,
        "barcode": "4013",
        "unit": "weighed",
    },
    {"sku": "twin-a", "name": "Twin", "price_minor": 100, "barcode": "4099"},
    {"sku": "twin-b", "name": "Twin", "price_minor": 200, "barcode": "4099"},
    {"sku": "free", "name": "A free bag"},
)
"""What every till starts with; two products share a barcode."""

CATALOGUE_EVENTS = len(CATALOGUE) + 1
"""Events of its import: each product's registration, and the unit of what is weighed."""


def one_sentence(text: str) -> str:
    """Check that a person can read what was refused, and return it."""
    assert text
    assert text.endswith(".")
    assert not text.endswith("..")
    assert "\n" not in text
    return text


class Shop:
    """One till, what is asked of it, and all that stands in its store."""

    def __init__(
        self,
        store: Store,
        *,
        name: str = "B1T1",
        branch: str = "B1",
        role: str = TILL,
        scopes: tuple[str, ...] = (EVERYTHING,),
    ) -> None:
        """Open the log of the node ``name`` in ``store``."""
        self.store = store
        self._steps = 0
        self.log = EventLog(
            store,
            clock_ms=self._step,
            signer=Ed25519Signer(f"{branch}/{name}".encode().ljust(32, b".")),
            verifier=verify_ed25519,
            projections=shop_projections(),
            readers=ALL_READERS,
        )
        self.till = Till(self.log, TillConfig(name, branch, role, scopes=scopes, pin_cost=COST_MIN))

    def _step(self) -> int:
        self._steps += 1
        return NOW_MS + self._steps

    def pass_time(self, seconds: int) -> None:
        """Let the till's clock go on, or set it back."""
        self._steps += 1_000 * seconds

    def do(self, verb: str, **arguments: Any) -> dict[str, Any]:
        return verbs.perform(self.till, verb, arguments)

    def unchanged(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """Do a verb that must not write anything."""
        before = self.dump()
        answer = self.do(verb, **arguments)
        assert self.dump() == before
        return answer

    def refused(self, verb: str, **arguments: Any) -> str:
        """Ask for what must be refused; returns the sentence after a look that nothing moved."""
        before = self.dump()
        try:
            answer = self.do(verb, **arguments)
        except RefusedError as error:
            said = one_sentence(str(error))
        else:
            raise AssertionError(f"{verb} was not refused: {answer}")
        assert self.dump() == before
        return said

    def sell(self, *codes: str, **arguments: Any) -> dict[str, Any]:
        """Sell one of each code."""
        lines = [{"code": code, "quantity_milli": 1_000} for code in codes]
        return self.do("sell", lines=lines, **arguments)

    def stock_of(self, code: str, location: str = "B1") -> int:
        lines = self.do("stock", code=code, location=location)["lines"]
        return sum(line["quantity_milli"] for line in lines)

    def figures(self, *names: str) -> tuple[Any, ...]:
        status = self.do("status", full=True)
        return tuple(status[name] for name in names)

    def dump(self) -> Dump:
        """Everything in the store, byte for byte."""
        names = (*TABLES, *self.log.projections.tables)
        with self.store.read() as transaction:
            return {name: list(transaction.scan(name, b"")) for name in names}

    def hear(self, other: Shop, *, own_only: bool = False, scope: str = "") -> None:
        """Take every event of another till, or those it wrote, as the network would bring them.

        With ``scope``, those of one scope only, as to a till that holds no other.
        """
        with other.log.read() as theirs:
            for stream in theirs.heads():
                if stream.author == self.log.author:
                    continue
                if own_only and stream.author != other.log.author:
                    continue
                if scope not in ("", stream.scope):
                    continue
                with self.log.read() as mine:
                    after = mine.head(stream).sequence
                while (found := theirs.segment(stream, after)) is not None:
                    self.log.ingest(
                        found.stream, found.first, found.data, found.seal, found.public_key
                    )
                    after = found.last


NewShop = Callable[..., Shop]


class Street:
    """Makes shops, in memory or on LMDB, and can shut one and open it again."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._open: dict[str, Shop] = {}
        self._memories: dict[str, MemoryStore] = {}

    def open(
        self,
        name: str = "B1T1",
        branch: str = "B1",
        role: str = TILL,
        scopes: tuple[str, ...] = (EVERYTHING,),
    ) -> Shop:
        """Open a till, for the first time or again on what it left on its disk."""
        self.shut(name)
        store: Store
        if self._path is None:
            store = self._memories.setdefault(name, MemoryStore())
        else:
            directory = self._path / name
            directory.mkdir(exist_ok=True)
            store = LmdbStore.open(str(directory), map_bytes=1 << 26, sync=False)
        self._open[name] = Shop(store, name=name, branch=branch, role=role, scopes=scopes)
        return self._open[name]

    def shut(self, name: str) -> None:
        shop = self._open.pop(name, None)
        if shop is not None:
            shop.store.close()

    def close(self) -> None:
        for name in list(self._open):
            self.shut(name)
