"""Published heads and cosignatures: these bytes for ever, and nothing else is read as one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack
import pytest

from core.errors import MalformedError
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.heads import HEADS_READERS, HeadsCosignature, HeadsPublication
from tests.strategies import body_of

AT: dict[str, Any] = {"id": UUID(int=9), "timestamp": moment(1_700_000_000_000)}
ROOT, PROOF, SIGNATURE = bytes([1]) * 32, (bytes([2]) * 32,), bytes([3]) * 64

PUBLISHED = [1, 1_700_000_000_000, 12, ROOT, 7, list(PROOF), SIGNATURE]
COSIGNED = [1, 1_700_000_000_000, bytes(16), 12, ROOT, 1_700_000_000, SIGNATURE]


def test_both_are_these_bytes_and_are_read_back() -> None:
    made = HeadsPublication.publish(
        **AT, size=12, root=ROOT, before=7, proof=PROOF, signature=SIGNATURE
    )
    (event,) = made.collect_events()
    assert body_of(event) == msgpack.packb(PUBLISHED)
    fact = HEADS_READERS[kinds.HEADS_PUBLISHED](msgpack.packb(PUBLISHED))
    assert fact == (1_700_000_000_000, 12, ROOT, 7, PROOF, SIGNATURE)
    signed = HeadsCosignature.cosign(
        **AT, publisher=bytes(16), size=12, root=ROOT, at_s=1_700_000_000, signature=SIGNATURE
    )
    (event,) = signed.collect_events()
    assert body_of(event) == msgpack.packb(COSIGNED)
    assert HEADS_READERS[kinds.HEADS_COSIGNED](msgpack.packb(COSIGNED)).size == 12


@pytest.mark.parametrize(
    ("kind", "place", "value"),
    [
        (kinds.HEADS_PUBLISHED, 2, 0),
        (kinds.HEADS_PUBLISHED, 3, b"short"),
        (kinds.HEADS_PUBLISHED, 4, 12),
        (kinds.HEADS_PUBLISHED, 5, [b"short"]),
        (kinds.HEADS_PUBLISHED, 5, [bytes(32)] * 66),
        (kinds.HEADS_PUBLISHED, 5, 5),
        (kinds.HEADS_PUBLISHED, 6, bytes(63)),
        (kinds.HEADS_COSIGNED, 2, bytes(15)),
        (kinds.HEADS_COSIGNED, 3, "12"),
        (kinds.HEADS_COSIGNED, 4, bytes(33)),
        (kinds.HEADS_COSIGNED, 5, -1),
        (kinds.HEADS_COSIGNED, 6, None),
    ],
)
def test_a_field_that_is_none_is_refused(kind: str, place: int, value: object) -> None:
    body: list[object] = list(PUBLISHED if kind == kinds.HEADS_PUBLISHED else COSIGNED)
    body[place] = value
    with pytest.raises(MalformedError):
        HEADS_READERS[kind](msgpack.packb(body))
