"""Every test of a store or a log runs in memory and on LMDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.log.lmdb_store import LmdbStore
from core.log.memory_store import MemoryStore
from core.log.namespaced_store import NamespacedStore
from core.log.store import Store
from tests.contracts.logs import Disk, NewDisk
from tests.contracts.stores import ROOM_BYTES, TABLE


@pytest.fixture(params=["memory", "lmdb"])
def new_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewDisk]:
    """Makes as many disks as a test asks for, all of one sort."""
    disks: list[Disk] = []

    def make(*, room_bytes: int = 1 << 24) -> Disk:
        path = None if request.param == "memory" else tmp_path / str(len(disks))
        disks.append(Disk(path, room_bytes=room_bytes))
        return disks[-1]

    yield make
    for disk in disks:
        disk.close()


@pytest.fixture(params=["memory", "lmdb", "namespaced"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one empty table and little room."""
    made: Store
    if request.param == "memory":
        made = MemoryStore(size_bytes_max=ROOM_BYTES)
    else:
        made = LmdbStore.open(str(tmp_path), map_bytes=ROOM_BYTES, sync=False)
    if request.param == "namespaced":
        made = NamespacedStore(made, "app")
    made.open_tables((TABLE,))
    yield made
    made.close()
