"""Forks in the shop's books: both halves of a till's life are counted, and the fork is listed."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.shop.fork import Fork
from core.views import forks, inventory, receipts, takings
from tests.core.views.mesh import NOW_MS, Mesh
from tests.core.views.test_receipts import refund, sale
from tests.strategies import Act

LIVES = ([100, 250], [100, 300, 400], [100, 300, 500])
"""What each copy of a till sold, in cents; each number printed is there in two copies or more."""


def lived(amounts: list[int]) -> Mesh:
    """One till that sold these amounts, and refunded half of its last sale."""
    mesh = Mesh(1)
    for amount in amounts:
        last = mesh.append(0, sale(amount=amount))
    mesh.append(0, refund(last.id, 500, amounts[-1] // 2))
    return mesh


def taken_in(meshes: list[Mesh]) -> Mesh:
    """A mesh whose second node has met the till's lives in this order."""
    target = Mesh(2)
    log: EventLog = target.logs[1]
    for mesh in meshes:
        source = mesh.logs[0]
        with source.read() as view:
            for stream in view.heads():
                segment = view.segment(stream, 0)
                assert segment is not None
                log.ingest(stream, segment.first, segment.data, segment.seal, segment.public_key)
    return target


def test_every_sale_of_every_history_is_counted_and_shown_in_any_order() -> None:
    dumps = []
    for order in permutations(LIVES):
        mesh = taken_in([lived(life) for life in order])
        dumps.append(mesh.dump(1))
        sums = mesh.look("takings", takings.total, 1)
        # The first sale is one; the refunds after each life's last sale are three.
        assert (sums.sales, sums.sales_minor) == (5, 100 + 250 + 300 + 400 + 500)
        assert (sums.refunds, sums.refunded_minor) == (3, 125 + 200 + 250)
        book = mesh.look("receipts", lambda table: list(receipts.all_receipts(table)), 1)
        texts = sorted(line.text for line in book)
        assert texts == [f"N1-00000{number}" for number in (1, 2, 2, 3, 3, 3, 4, 4)]
        found = mesh.look("receipts", lambda table: receipts.find(table, "N1-000003"), 1)
        assert sorted(line.total_minor for line in found) == [-125, 400, 500]
        (figure,) = mesh.look("inventory", lambda table: list(inventory.figures(table)), 1)
        assert (figure.out_milli, figure.in_milli) == (5000, 1500)
        mesh.logs[1].rebuild()
        assert mesh.dump(1) == dumps[-1]
    assert all(dump == dumps[0] for dump in dumps)


def fork_act(**changed: Any) -> Act:
    stream = EventLog(MemoryStore(), clock_ms=lambda: NOW_MS).stream("branch:north")
    fields = {"stream": stream, "sequence": 7, "proof": b"proof"}
    return Act(Fork.find, fields | changed, NOW_MS)


def test_a_fork_is_listed_with_who_says_so() -> None:
    mesh = Mesh(2)
    first = mesh.append(0, fork_act())
    second = mesh.append(1, fork_act(proof=b""))
    stream = first.act.fields["stream"]
    mesh.settle()
    said = mesh.look("forks", lambda table: list(forks.found(table)))
    assert {(one.said_in, one.said_at, one.has_proof) for one in said} == {
        (first.stream, first.entry.sequence, True),
        (second.stream, second.entry.sequence, False),
    }
    assert {one[:2] for one in said} == {(stream, 7)}
    assert mesh.look("forks", lambda table: list(forks.found(table, stream.origin))) == said
    with mesh.logs[0].read() as view:
        table = view.table("forks")
        assert forks.is_known(table, stream, 7)
        assert not forks.is_known(table, stream, 8)
        assert not forks.is_known(table, first.stream, 7)
