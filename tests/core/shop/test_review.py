"""What people decide about reviews: one event each, of plain words and marks, in fixed bytes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from core.errors import MalformedError, RefusedError
from core.identity import StreamId
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.review import Resolution, ReviewNote
from core.shop.review_facts import READERS
from tests.strategies import body_of, kind_of

NOW = moment(1_700_000_000_000)
STREAM = StreamId(bytes(16), 1, "company")


def resolve(**changed: Any) -> Resolution:
    named: dict[str, Any] = {
        "kind": "oversold",
        "subject": ("north", "milk"),
        "way": "recount",
        "by": "Ann",
        "seen": {STREAM: 7},
        "note": "counted",
        "events": [UUID(int=2)],
    }
    return Resolution.resolve(id=UUID(int=1), timestamp=NOW, **(named | changed))


def remark(**changed: Any) -> ReviewNote:
    named: dict[str, Any] = {
        "kind": "oversold",
        "subject": ("north", "milk"),
        "by": "Ann",
        "note": "asked",
    }
    return ReviewNote.remark(id=UUID(int=1), timestamp=NOW, **(named | changed))


def test_the_bytes_of_a_resolution_are_fixed() -> None:
    (event,) = resolve().collect_events()
    assert kind_of(event) == kinds.REVIEW_RESOLVED
    assert body_of(event).hex() == (
        "9901cf0000018bcfe56800a86f766572736f6c6492a56e6f727468a46d696c6ba77265636f756e74"
        "a3416e6ea7636f756e7465649192c41b00000000000000000000000000000000000000016"
        "36f6d70616e790791c41000000000000000000000000000000002"
    )


def test_the_bytes_of_a_remark_are_fixed() -> None:
    (event,) = remark().collect_events()
    assert kind_of(event) == kinds.REVIEW_NOTED
    assert body_of(event).hex() == (
        "9601cf0000018bcfe56800a86f766572736f6c6492a56e6f727468a46d696c6ba3416e6ea561736b6564"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"by": ""}, "Who decides has 1 to 64"),
        ({"note": "n" * 401}, "A note has 0 to 400"),
        ({"subject": ("north", "m\0")}, "What a review is about holds a character"),
    ],
)
@pytest.mark.parametrize("decide", [resolve, remark])
def test_a_field_out_of_bounds_is_refused(decide: Any, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        decide(**changed)


def test_a_resolution_names_a_way_and_not_too_many_events() -> None:
    with pytest.raises(RefusedError, match="A way out"):
        resolve(way="")
    with pytest.raises(RefusedError, match="at most 100 events"):
        resolve(events=[UUID(int=2)] * 101)
    with pytest.raises(RefusedError, match="A note needs words"):
        remark(note="")


def test_a_resolution_that_saw_what_is_no_stream_is_malformed() -> None:
    (event,) = resolve().collect_events()
    read = READERS[kinds.REVIEW_RESOLVED]
    assert read(body_of(event)).seen == ((STREAM.to_bytes(), 7),)
    for seen in (((b"short", 7),), ((STREAM.to_bytes(), -1),), (("word", 7),), ((1, 2, 3),)):
        vars(event)["seen"] = seen
        with pytest.raises(MalformedError):
            read(body_of(event))
