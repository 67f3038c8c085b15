"""A count: the last word on each product, differences and not figures, in fixed bytes."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.errors import MalformedError, RefusedError
from core.identity import StreamId
from core.quantity import QUANTITY_MILLI_MAX
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.count import StockCount
from core.shop.count_facts import READERS
from tests.strategies import body_of, kind_of

NOW = moment(1_700_000_000_000)
OURS = StreamId(bytes(16), 1, "branch:north")
THEIRS = StreamId(b"\1" * 16, 1, "branch:north")


def started() -> StockCount:
    return StockCount.start(id=UUID(int=1), timestamp=NOW, location="north", by="Ann", note="dairy")


def finished() -> StockCount:
    count = started()
    count.count(NOW, "milk", 5000, book_milli=7000, cut={OURS: 7})
    count.count(NOW, "bread", 0, book_milli=-1000, cut={THEIRS: 3, OURS: 2})
    count.count(NOW, "milk", 6000, book_milli=7000, cut={OURS: 8})
    count.finish(NOW)
    return count


def test_the_bytes_of_a_count_are_fixed() -> None:
    begun, *lines, end = finished().collect_events()
    assert [kind_of(event) for event in (begun, lines[0], end)] == [
        kinds.COUNT_STARTED,
        kinds.COUNT_LINE_COUNTED,
        kinds.STOCK_COUNTED,
    ]
    assert body_of(begun).hex() == "9501cf0000018bcfe56800a56e6f727468a3416e6ea56461697279"
    assert body_of(lines[0]).hex() == (
        "9601cf0000018bcfe56800a46d696c6bcd1388cd1b589192c42000000000000000000000000000000000"
        "000000016272616e63683a6e6f72746807"
    )
    assert body_of(end).hex() == (
        "9501cf0000018bcfe56800a56e6f72746892c42000000000000000000000000000000000000000016272"
        "616e63683a6e6f727468c42001010101010101010101010101010101000000016272616e63683a6e6f72"
        "7468929"
        "4a5627265616400cd03e892020394a46d696c6bcd1770d1fc18920800"
    )


def test_the_last_line_of_a_product_stands_and_the_difference_is_recorded() -> None:
    *_, end = finished().collect_events()
    fact = READERS[kinds.STOCK_COUNTED](body_of(end))
    assert fact.streams == (OURS.to_bytes(), THEIRS.to_bytes())
    assert fact.lines == (("bread", 0, 1000, (2, 3)), ("milk", 6000, -1000, (8, 0)))


def test_a_finished_count_takes_nothing_more() -> None:
    count = finished()
    with pytest.raises(RefusedError, match="finished"):
        count.finish(NOW)
    with pytest.raises(RefusedError, match="finished"):
        count.count(NOW, "milk", 1, book_milli=0, cut={})


@pytest.mark.parametrize(("sku", "counted"), [("milk", -1), ("milk", QUANTITY_MILLI_MAX + 1)])
def test_less_than_nothing_cannot_lie_on_a_shelf(sku: str, counted: int) -> None:
    with pytest.raises(RefusedError, match="out of bounds"):
        started().count(NOW, sku, counted, book_milli=0, cut={})


def test_a_count_of_nothing_is_refused() -> None:
    with pytest.raises(RefusedError, match="Nothing was counted"):
        started().finish(NOW)


def test_a_cut_that_does_not_fit_is_malformed() -> None:
    *_, end = finished().collect_events()
    read = READERS[kinds.STOCK_COUNTED]
    good = vars(end)["lines"]
    for lines in ((("milk", 1, 1, (1,)),), (("milk", 1, 1, (1, -1)),), (("milk", -1, 1, (1, 1)),)):
        vars(end)["lines"] = lines
        with pytest.raises(MalformedError):
            read(body_of(end))
    vars(end)["lines"] = good
    for streams in ((b"x", b"y"), ("ab", "cd")):
        vars(end)["streams"] = streams
        with pytest.raises(MalformedError):
            read(body_of(end))
