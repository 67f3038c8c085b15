"""Pain 1: a sale is paid and printed, the power goes, and the books never heard of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.log.lmdb_store import LmdbStore
from tests.node.tills import CATALOGUE, Shop


def test_what_was_answered_is_on_the_disk_that_moment(tmp_path: Path) -> None:
    disk = tmp_path / "till"
    disk.mkdir()
    shop = Shop(LmdbStore.open(str(disk), map_bytes=1 << 24))
    shop.do("import-catalogue", products=CATALOGUE)
    ticket = shop.do("ticket-open")["id"]
    for number in range(1, 4):
        sold = shop.sell("milk")
        shop.do("ticket-add", ticket=ticket, line={"code": "bread"})
        left = tmp_path / f"after-{number}"
        shutil.copytree(disk, left)  # the power goes here: nothing was closed
        store = LmdbStore.open(str(left), map_bytes=1 << 24)
        again = Shop(store)
        assert again.do("history")["receipts"][0]["receipt"] == sold["receipt"]
        assert len(again.do("history")["receipts"]) == number
        assert len(again.do("ticket-show", ticket=ticket)["lines"]) == number
        store.close()
    shop.store.close()
