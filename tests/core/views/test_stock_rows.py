"""Stock rows told by peers: they join to folds of prefixes whoever brings them, in any order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.crdt.pn_counter import COUNT_MAX, Row
from core.crdt.row_delta import NOTHING, Extent, KeyedRow, RowDelta, extended
from core.errors import MalformedError
from core.hlc import milliseconds_of, stamp
from core.identity import StreamId, branch_scope
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from core.shop import limits
from core.shop.stock import StockAdjustment
from core.views import remote_stock, stock_rows
from core.views.stock_rows import RECORDS_A_LOOK, StockRows
from tests.core.views.mesh import NOW_MS, Mesh
from tests.strategies import Act

NORTH = "north"
MUCH = 1 << 20
"""Bytes enough for every row of a test."""


def moves(*lines: tuple[str, int]) -> Act:
    fields: dict[str, Any] = {"location": NORTH, "lines": list(lines), "reason": "counted"}
    return Act(StockAdjustment.adjust, fields, NOW_MS)


def by_counter(items: Iterable[tuple[bytes, bytes]]) -> dict[bytes, Row]:
    """Return rows by SKU, NUL, location: the keys without the one stream of these tests."""
    return {b"\0".join(key.split(b"\0", 2)[:2]): Row.from_bytes(value) for key, value in items}


def rows_of(log: EventLog) -> dict[bytes, Row]:
    with log.read() as view:
        return by_counter(remote_stock.told_rows(view.transaction))


class Shop:
    """A node that writes a stream, and what its rows were after every event."""

    def __init__(self, holders: int) -> None:
        self.mesh = Mesh(1 + holders)
        self.logs = self.mesh.logs
        self.books = [StockRows(log) for log in self.logs]
        self.stream = self.logs[0].stream(branch_scope(NORTH))
        self.snapshots: list[dict[bytes, Row]] = [{}]
        self.stamps = [0]

    def move(self, *lines: tuple[str, int]) -> None:
        written = self.mesh.append(0, moves(*lines))
        self.stamps.append(written.entry.hlc)
        with self.logs[0].read() as view:
            self.snapshots.append(by_counter(view.table("inventory").scan()))

    def extent(self, holder: int) -> Extent:
        return self.books[holder].told().get(self.stream, NOTHING)

    def bring(self, giver: int, taker: int, bytes_max: int = MUCH) -> bool:
        """Let one node tell another what it lacks; False when it has nothing."""
        delta = self.books[giver].delta(self.stream, self.extent(taker).through, bytes_max)
        if delta is None:
            return False
        self.books[taker].take([delta])
        return True


class Told(RuleBasedStateMachine):
    """One origin, three nodes that do not hold its stream, and every delta ever made."""

    @initialize()
    def begin(self) -> None:
        self.shop = Shop(3)
        self.deltas: list[RowDelta] = []

    nodes = st.integers(0, 3)
    holders = st.integers(1, 3)

    @rule(
        lines=st.lists(
            st.tuples(
                st.sampled_from(["milk", "mil", "хліб", "tea"]), st.integers(-9, 9).filter(bool)
            ),
            min_size=1,
            max_size=3,
        )
    )
    def move(self, lines: list[tuple[str, int]]) -> None:
        self.shop.move(*lines)

    @rule(giver=nodes, after=st.integers(0, 12), bytes_max=st.sampled_from([1, 60, MUCH]))
    def make(self, giver: int, after: int, bytes_max: int) -> None:
        delta = self.shop.books[giver].delta(self.shop.stream, after, bytes_max)
        if delta is not None:
            self.deltas.append(delta)

    @rule(taker=holders, data=st.data())
    def deliver(self, taker: int, data: st.DataObject) -> None:
        """Bring any delta at all, early, late or twice; one after a gap is not taken."""
        if self.deltas:
            delta = data.draw(st.sampled_from(self.deltas))
            if delta.after <= self.shop.extent(taker).through:
                self.shop.books[taker].take([delta])

    @rule(giver=nodes, taker=holders, bytes_max=st.sampled_from([1, 60, MUCH]))
    def bring(self, giver: int, taker: int, bytes_max: int) -> None:
        if giver != taker:
            self.shop.bring(giver, taker, bytes_max)

    @invariant()
    def every_row_folds_a_prefix_and_a_whole_extent_is_one_prefix(self) -> None:
        if not hasattr(self, "shop"):
            return
        shop = self.shop
        for holder in range(1, 4):
            known, rows = shop.extent(holder), rows_of(shop.logs[holder])
            for key, row in rows.items():
                assert shop.snapshots[row.sequence][key] == row, "I6"
            if known.through == known.reach:
                assert rows == shop.snapshots[known.reach]
                assert known.hlc == shop.stamps[known.reach]
            told = shop.books[holder].delta(shop.stream, 0, MUCH)
            assert ({} if told is None else dict(told.rows)) == rows

    def teardown(self) -> None:
        if not hasattr(self, "shop"):
            return
        for taker, giver in ((1, 0), (2, 1), (3, 2)):
            while self.shop.bring(giver, taker, 60):
                pass
            assert self.shop.extent(taker).through == len(self.shop.snapshots) - 1
        self.every_row_folds_a_prefix_and_a_whole_extent_is_one_prefix()


TestTold = Told.TestCase
TestTold.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_a_far_origin_is_told_of_in_many_looks() -> None:
    shop = Shop(2)
    for number in range(RECORDS_A_LOOK + 5):
        shop.move((f"sku {number % 7}", 1))
    assert shop.bring(0, 1)
    assert shop.extent(1)[:2] == (RECORDS_A_LOOK, RECORDS_A_LOOK + 5)
    assert shop.extent(1).hlc == 0, "no prefix is known whole yet"
    assert len(rows_of(shop.logs[1])) == 2, "the other five were touched again since"
    assert shop.bring(0, 1)
    assert len(rows_of(shop.logs[1])) == 7
    assert not shop.bring(0, 1)


def test_told_rows_are_no_projection_and_survive_its_rebuild() -> None:
    shop = Shop(1)
    digests = shop.mesh.dump(1)
    shop.move(("milk", 5))
    shop.bring(0, 1)
    before = rows_of(shop.logs[1])
    shop.logs[1].rebuild()
    assert rows_of(shop.logs[1]) == before != {}
    assert shop.mesh.dump(1) == digests


def test_a_stream_both_held_and_told_counts_once_at_its_furthest() -> None:
    """Narrowed: the log stops where it was, and what is told goes on from there."""
    shop = Shop(1)
    shop.move(("milk", 5), ("tea", 1))
    with shop.logs[0].read() as view:
        found = view.segment(shop.stream, 0)
    assert found is not None
    shop.logs[1].ingest(shop.stream, 1, found.data, found.seal, found.public_key)
    shop.move(("milk", -2))
    delta = shop.books[0].delta(shop.stream, 1, MUCH)
    assert delta is not None
    shop.books[1].take([delta])
    assert shop.extent(1) == (2, 2, shop.stamps[2])
    with shop.logs[1].read() as view:
        figures = list(stock_rows.figures_everywhere(view))
        assert list(stock_rows.figures_everywhere(view, "milk")) == figures[:1]
        latest = stock_rows.as_of_ms(view)
    assert [(at.sku, at.in_milli, at.out_milli) for at in figures] == [
        ("milk", 5, 2),
        ("tea", 1, 0),
    ]
    assert stock_rows.location_as_of_ms(latest, NORTH) == milliseconds_of(shop.stamps[2])
    assert stock_rows.location_as_of_ms(latest, "nowhere") == 0
    # Asked from the start, it tells what it holds and then what it was told.
    whole = shop.books[1].delta(shop.stream, 0, MUCH)
    assert whole is not None
    assert (whole.upto, whole.reach) == (1, 2)
    shop.books[1].drop(shop.stream)
    assert rows_of(shop.logs[1]) == {}
    with shop.logs[1].read() as view:
        assert remote_stock.counts(view.transaction) == (0, 0)
    shop.books[1].drop(shop.stream)


STREAM = StreamId(bytes(16), 1, "branch:x")
ROW = Row(5, 1, 0)
GOOD = RowDelta(STREAM, 0, 5, 5, stamp(1), (KeyedRow(b"milk\0x", ROW),))
LETTER = "\U0001f95b"


def with_row(key: bytes = b"milk\0x", row: Row = ROW) -> RowDelta:
    return GOOD._replace(rows=(KeyedRow(key, row),))


@pytest.mark.parametrize(
    "delta",
    [
        GOOD._replace(upto=0),
        GOOD._replace(reach=4),
        GOOD._replace(after=5),
        with_row(row=Row(6, 1, 0)),
        with_row(row=Row(0, 1, 0)),
        with_row(row=Row(5, COUNT_MAX + 1, 0)),
        with_row(row=Row(5, 0, COUNT_MAX + 1)),
        with_row(b"milk"),
        with_row(b"milk\0x\0y"),
        with_row(b"\0x"),
        with_row(b"milk\0"),
        with_row(b"\xff\0x"),
        with_row(b"s" * (limits.SKU_LENGTH_MAX + 1) + b"\0x"),
        with_row(b"s\0" + b"x" * (limits.LOCATION_LENGTH_MAX + 1)),
    ],
)
def test_rows_that_cannot_be_are_refused_and_nothing_is_kept(delta: RowDelta) -> None:
    (log,) = Mesh(1).logs
    book = StockRows(log)
    with pytest.raises(MalformedError):
        book.take([GOOD._replace(stream=STREAM._replace(epoch=2)), delta])
    assert book.told() == {}
    assert rows_of(log) == {}


def test_more_rows_or_streams_than_can_be_kept_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (log,) = Mesh(1).logs
    book = StockRows(log)
    book.take([GOOD])
    monkeypatch.setattr(remote_stock, "ROWS_HELD_MAX", 1)
    more = GOOD._replace(after=5, upto=6, reach=6, rows=(KeyedRow(b"tea\0x", Row(6, 1, 0)),))
    with pytest.raises(MalformedError, match="more stock rows"):
        book.take([more])
    book.take([more._replace(rows=(KeyedRow(b"milk\0x", Row(6, 2, 0)),))])
    monkeypatch.setattr(remote_stock, "STREAMS_HELD_MAX", 1)
    with pytest.raises(MalformedError, match="more streams"):
        book.take([GOOD._replace(stream=STREAM._replace(epoch=2), rows=())])
    assert book.told() == {STREAM: extended(Extent(5, 5, stamp(1)), more)}


def test_the_longest_words_fit_the_keys_of_a_data_file(tmp_path: Any) -> None:
    store = LmdbStore.open(str(tmp_path))
    (log,) = Mesh(1, store=lambda _: store).logs
    sku, location = LETTER * limits.SKU_LENGTH_MAX, LETTER * limits.LOCATION_LENGTH_MAX
    delta = with_row(f"{sku}\0{location}".encode())
    delta = delta._replace(stream=STREAM._replace(scope="s" * 64))
    book = StockRows(log)
    book.take([delta])
    assert book.delta(delta.stream, 0, MUCH) == delta
    with log.read() as view:
        (figure,) = stock_rows.figures_everywhere(view)
    assert (figure.sku, figure.location, figure.quantity_milli) == (sku, location, 1)
    store.close()
