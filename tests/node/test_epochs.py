"""Epochs of two copies of one node: each can begin its own, however their clocks stand."""

from __future__ import annotations

from core.identity import COMPANY_SCOPE, StreamId
from core.log.memory_store import MemoryStore
from node.epochs import begin_epoch
from tests.node.tills import Shop


def test_two_copies_whose_clocks_stand_alike_begin_an_epoch_each() -> None:
    till, copy = Shop(MemoryStore()), Shop(MemoryStore())
    assert till.log.mint_id() == copy.log.mint_id(), "what either mints, the other may have minted"
    begin_epoch(till.till, "a copy", 7)
    with till.log.read() as theirs:
        found = theirs.segment(StreamId(till.log.author, till.log.epoch, COMPANY_SCOPE), 0)
    assert found is not None
    copy.log.ingest(found.stream, found.first, found.data, found.seal, found.public_key)
    begin_epoch(copy.till, "a copy", 9)
    assert copy.log.epoch == till.log.epoch + 2
    with copy.log.read() as view:
        assert view.head(copy.log.stream(COMPANY_SCOPE)).sequence == 1
        assert list(view.shared_ids()) == []
