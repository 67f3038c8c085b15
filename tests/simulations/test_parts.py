"""What the nodes of one process share is what each would have found by itself."""

from __future__ import annotations

import pytest

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import SealError
from core.identity import COMPANY_SCOPE, StreamId
from core.log.memory_store import MemoryStore
from core.log.offer import Offer, check_offer
from core.log.record import GENESIS
from simulations.parts import CHECKED_ONCE
from tests.contracts.logs import draft, open_log, segments


def _offer() -> tuple[Offer, bytes]:
    log = open_log(MemoryStore())
    assert log.signer is not None
    log.append([draft(1)])
    (segment,) = segments(log, log.stream(COMPANY_SCOPE))
    return Offer(segment.stream, 1, segment.data, segment.seal, b""), log.signer.public_key


def test_what_is_remembered_of_a_segment_is_what_its_check_returns() -> None:
    offer, key = _offer()
    first = CHECKED_ONCE(verify_ed25519, offer, GENESIS, key)
    assert first == check_offer(verify_ed25519, offer, GENESIS, key)
    assert CHECKED_ONCE(verify_ed25519, offer, GENESIS, key) is first


def test_a_segment_that_was_found_good_is_still_refused_where_it_is_not() -> None:
    offer, key = _offer()
    CHECKED_ONCE(verify_ed25519, offer, GENESIS, key)
    other = Ed25519Signer(bytes(32)).public_key
    false = offer.seal._replace(signature=bytes(64))
    moved = StreamId(offer.stream.author, offer.stream.epoch, "branch:elsewhere")

    for one, before, by in (
        (offer, bytes(31) + b"1", key),
        (offer, GENESIS, other),
        (offer._replace(seal=false), GENESIS, key),
        (offer._replace(first=2), GENESIS, key),
        (offer._replace(stream=moved), GENESIS, key),
    ):
        with pytest.raises(SealError):
            CHECKED_ONCE(verify_ed25519, one, before, by)
