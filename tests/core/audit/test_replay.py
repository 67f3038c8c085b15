"""Replaying the past: any moment of any shop is what it was, and every figure is explained."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.difference import difference, reaches
from core.audit.explain import explain_stock
from core.audit.ledger import happenings, whole
from core.audit.moments import cut_at_lsn, cut_at_record, cut_at_stamp, place_with_chain
from core.audit.replay import state_at
from core.identity import StreamId
from core.views import inventory, takings
from tests.core.views.mesh import Mesh, meshes
from tests.core.views.test_inventory import received, sold


def figures(mesh: Mesh) -> dict[tuple[str, str], int]:
    return {
        (figure.sku, figure.location): figure.quantity_milli
        for figure in mesh.look("inventory", lambda table: list(inventory.figures(table)))
        if figure.quantity_milli
    }


@settings(max_examples=10, deadline=None)
@given(meshes())
def test_now_is_what_the_projections_say_and_every_figure_is_explained(mesh: Mesh) -> None:
    held = figures(mesh)
    tenders = mesh.look("takings", takings.tenders)
    with mesh.logs[0].read() as view:
        cut = whole(view)
        state = state_at(view, cut)
        assert (state.stock, state.tenders) == (held, tenders)
        assert state.records == sum(cut.values())
        for (sku, location), quantity in held.items():
            *_, last = explain_stock(view, cut, sku, location)
            assert last.after_milli == quantity


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(-3, 5).filter(bool), min_size=1, max_size=12), st.data())
def test_any_moment_is_what_it_was(days: list[int], data: st.DataObject) -> None:
    mesh = Mesh(1)
    was: list[dict[tuple[str, str], int]] = [{}]
    for quantity in days:
        act = received("milk", 1_000 * quantity) if quantity > 0 else sold(("milk", 1_000))
        mesh.append(0, act)
        was.append(figures(mesh))
    lsn = data.draw(st.integers(0, len(days)))
    with mesh.logs[0].read() as view:
        assert state_at(view, cut_at_lsn(view, lsn)).stock == was[lsn]
        if lsn:
            (record,) = [record for _, record in view.feed(lsn - 1, 1)]
            place = place_with_chain(view, record[-32:].hex()[:16])
            assert place.sequence == lsn
            assert state_at(view, cut_at_record(view, place)).stock == was[lsn]


def test_what_happened_is_told_by_stamp_and_nothing_twice() -> None:
    mesh = Mesh(3)
    for number in range(9):
        mesh.append(number % 3, received("milk", 1_000))
    mesh.settle()
    with mesh.logs[0].read() as view:
        told = list(happenings(view, whole(view)))
        assert [one[:3] for one in told] == sorted(one[:3] for one in told)
        assert len(told) == 9
        early = cut_at_stamp(view, told[3].hlc)
        assert [one for one in happenings(view, early) if one.hlc > told[3].hlc] == []
        assert len(list(happenings(view, early))) >= 4


def test_two_states_differ_in_what_one_of_them_lacks_and_in_nothing_else() -> None:
    mesh = Mesh(2)
    mesh.append(0, received("milk", 5_000))
    mesh.append(0, sold(("milk", 2_000)))
    stream = mesh.written[0].stream
    with mesh.logs[0].read() as view:
        cuts: list[dict[StreamId, int]] = [{stream: 1}, {stream: 2}]
        one, other = (state_at(view, cut) for cut in cuts)
        streams = reaches((view, cuts[0]), (view, cuts[1]))
        assert streams == ((stream, 1, 2, 0),)
        found = difference(streams, one, other)
        assert found.stock == (("milk", "north", 5_000, 3_000),)
        assert len(found.takings) == 1
        assert found.tenders
        assert not found.is_none
        assert difference((), one, one).is_none


def test_two_histories_of_one_stream_are_apart_from_the_first_record_that_differs() -> None:
    one, other = Mesh(1), Mesh(1)
    for mesh, last in ((one, "milk"), (other, "bread")):
        for sku in ("milk", "milk", last, "milk"):
            mesh.append(0, received(sku, 1_000), UUID(int=len(mesh.written) + 1))
    with one.logs[0].read() as here, other.logs[0].read() as there:
        ((stream, first, second, forked),) = reaches((here, whole(here)), (there, whole(there)))
    assert stream == one.written[0].stream
    assert (first, second, forked) == (4, 4, 3)
