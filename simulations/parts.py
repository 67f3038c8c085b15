"""The parts a world's nodes are built of: production's own, unless a test breaks one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from core.crdt.row_delta import RowBook
from core.log.event_log import EventLog
from core.log.offer import CheckOffer, check_offer
from core.log.projection import Projection, Reader
from core.views.shop import ALL_READERS, shop_projections
from core.views.stock_rows import StockRows
from node.till import Till
from node.till_config import TillConfig
from replication.replica import Replica, ReplicaConfig
from simulations.disk import Disk
from simulations.kernel import Kernel

READ_ONCE: Mapping[str, Reader] = {
    kind: lru_cache(maxsize=8_192)(reader) for kind, reader in ALL_READERS.items()
}
"""Production's readers, which every node of a world asks about the same bodies: each is read once.
What they return is never changed."""

SEGMENTS_KEPT = 512
"""Segments of which a process remembers what they hold: its nodes take each in at about the same
time. Few are longer than a kilobyte, and none much longer than 64 KiB."""

# mypy does not know that a verifier, a function, can be a key.
CHECKED_ONCE = cast(CheckOffer, lru_cache(maxsize=SEGMENTS_KEPT)(check_offer))
"""Production's check of what peers offer: the same bytes, after the same chain, under the same
seal and key, are decoded and verified once for all nodes. What fails is looked at each time."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How to make each part of a node.

    A checker is worth something only if it finds a broken part: the tests put in logs that
    lose, tills that number wrongly and projections that count twice.
    """

    kernel: Callable[[], Kernel] = Kernel
    store: Callable[[], Disk] = Disk
    log: Callable[..., EventLog] = EventLog
    till: Callable[[EventLog, TillConfig], Till] = Till
    replica: Callable[[EventLog, ReplicaConfig, random.Random, RowBook | None], Replica] = Replica
    rows: Callable[[EventLog], RowBook] = StockRows
    projections: Callable[[], tuple[Projection, ...]] = shop_projections
    readers: Mapping[str, Reader] = field(default_factory=lambda: READ_ONCE)
    check: CheckOffer = CHECKED_ONCE
