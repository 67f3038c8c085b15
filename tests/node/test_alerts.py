from __future__ import annotations

import pytest

from core.identity import StreamId
from node.alerts import alert_of, everyday
from replication.notices import (
    ForkFound,
    ForkKept,
    Misbehaved,
    Notice,
    OwnStreamAhead,
    PeerDown,
    PeerUp,
    Received,
    Revoked,
    ToCome,
)
from tests.node.tills import one_sentence

STREAM = StreamId(bytes(16), 1, "branch:B1")


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (ForkFound(STREAM, 7, b"dB1T2"), ("7", "B1T2", "copied or restored")),
        (ForkKept(STREAM, 7, STREAM.lane(7, bytes(32)), b"d", True), ("7", "kept and counted")),
        (OwnStreamAhead(STREAM, 3, 9, b"rHUB"), ("HUB holds 9", "we hold 3", "epoch")),
        (Revoked(b"dB1T2", "B1T2"), ("B1T2 was revoked", "nothing")),
        (Misbehaved(b"dB1T2", "A record is cut."), ("B1T2", "nothing of it", "A record is cut.")),
    ],
)
def test_what_a_person_must_know_is_said_plainly(notice: Notice, words: tuple[str, ...]) -> None:
    said = alert_of(notice)
    assert said is not None
    one_sentence(said)
    assert all(word in said for word in words)
    assert everyday(notice) is None


@pytest.mark.parametrize(
    "notice",
    [PeerUp(b"dA", "A"), PeerDown(b"dA", "A"), Received(STREAM, 1, 1, b"dA"), ToCome(b"dA", 1, 1)],
)
def test_everyday_notices_are_no_alerts(notice: Notice) -> None:
    assert alert_of(notice) is None
