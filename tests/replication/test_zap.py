"""ZAP: who may connect, answered frame by frame."""

from __future__ import annotations

import pytest

from replication import zap

KEY = b"k" * 32
REQUEST = [b"1.0", b"7", b"tillmesh", b"127.0.0.1", b"", b"CURVE", KEY]


def test_an_allowed_key_gets_in_and_stands_on_all_it_sends() -> None:
    assert zap.answer(REQUEST, {KEY}) == [b"1.0", b"7", b"200", b"", KEY.hex().encode(), b""]


@pytest.mark.parametrize(
    "request_",
    [
        [*REQUEST[:6], b"x" * 32],
        [*REQUEST[:5], b"PLAIN", KEY],
        [*REQUEST[:5], b"NULL"],
        [b"2.0", *REQUEST[1:]],
        [*REQUEST, b"more"],
        [],
    ],
)
def test_everything_else_stays_outside_for_now(request_: list[bytes]) -> None:
    answer = zap.answer(request_, {KEY})
    assert answer[2] == zap.NOT_NOW
    assert answer[4] == b""
