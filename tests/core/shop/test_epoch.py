"""Epochs of two copies of one node: each can begin its own, however their clocks stand."""

from __future__ import annotations

from core.identity import COMPANY_SCOPE, Origin, StreamId
from core.log.memory_store import MemoryStore
from core.shop.epoch import Epoch, epoch_id
from tests.node.tills import Shop


def begin(shop: Shop, epoch: int) -> Epoch:
    shop.log.open_epoch(epoch, "a copy")
    opened = Epoch.open(
        id=epoch_id(Origin(shop.log.author, epoch)),
        timestamp=shop.till.now(),
        node=shop.till.config.name,
        previous=1,
        reason="a copy",
    )
    shop.till.application.record(opened)
    return opened


def test_two_copies_whose_clocks_stand_alike_begin_an_epoch_each() -> None:
    till, copy = Shop(MemoryStore()), Shop(MemoryStore())
    assert till.log.mint_id() == copy.log.mint_id(), "what either mints, the other may have minted"
    first = begin(till, 7)
    with till.log.read() as theirs:
        found = theirs.segment(StreamId(till.log.author, 7, COMPANY_SCOPE), 0)
    assert found is not None
    copy.log.ingest(found.stream, found.first, found.data, found.seal, found.public_key)
    assert begin(copy, 9).id != first.id
    assert copy.log.epoch == 9
