"""Finished worlds, broken on purpose: one way for each kind of finding a checker knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from uuid import UUID

import msgpack
import pytest

from core.crdt.bounded_counter import BoundedCounter
from core.identity import StreamId
from core.log.entry import EMPTY_HEAD, Draft, record_draft
from core.log.log_view import LogView
from core.log.projection import Table
from core.views import forks as forks_view
from core.views import shifts as shifts_view
from simulations.checkers import audit, counts, receipts
from simulations.checkers.members import REVOKED
from simulations.checkers.prices import REGISTERED
from simulations.checkers.shifts import CLOSED
from simulations.reading import REFUND, Recorded
from simulations.run_state import RunState, Traffic
from simulations.workload.books import Printed
from tests.simulations.broken_rights import BROKEN_RIGHTS

INVENTED = StreamId(b"?" * 16, 1, "company")

Break = Callable[[pytest.MonkeyPatch, RunState], None]


def log(state: RunState) -> list[Recorded]:
    """Return what the checkers are to read of the first node's log; it may be changed."""
    return state.log_of(state.world.nodes[0])


def rewritten(found: Recorded, body: object) -> Recorded:
    """Return a record with another body, that looks whole by itself."""
    identifier = UUID(bytes=found.identifier)
    draft = Draft(found.kind, found.stream.scope, identifier, 1, msgpack.packb(body))
    before = EMPTY_HEAD._replace(sequence=found.sequence - 1)
    return Recorded.of(record_draft(found.stream, before, found.hlc, draft).record)


# --- logs -------------------------------------------------------------------------------------


def lose_a_record(_: pytest.MonkeyPatch, state: RunState) -> None:
    at = next(at for at, one in enumerate(log(state)) if one.sequence == 2)
    del log(state)[at]


def change_a_record(_: pytest.MonkeyPatch, state: RunState) -> None:
    first = log(state)[0]
    changed = first.record.replace(first.body, bytes(len(first.body)))
    log(state)[0] = first._replace(record=changed)


def hold_a_record_twice(_: pytest.MonkeyPatch, state: RunState) -> None:
    log(state).append(log(state)[-1])


def lose_a_receipt(_: pytest.MonkeyPatch, state: RunState) -> None:
    at = next(at for at, one in enumerate(log(state)) if one.slip and one.slip.number == 2)
    del log(state)[at]


def print_a_receipt_twice(_: pytest.MonkeyPatch, state: RunState) -> None:
    log(state).append(next(one for one in log(state) if one.slip))


def pay_back_more(_: pytest.MonkeyPatch, state: RunState) -> None:
    at = next(at for at, one in enumerate(log(state)) if one.kind == REFUND)
    body = msgpack.unpackb(log(state)[at].body)
    body[7][0][3] += 1_000_000
    log(state)[at] = rewritten(log(state)[at], body)


def take_back_more(_: pytest.MonkeyPatch, state: RunState) -> None:
    at = next(at for at, one in enumerate(log(state)) if one.kind == REFUND)
    body = msgpack.unpackb(log(state)[at].body)
    body[7][0][2] += 1_000_000
    log(state)[at] = rewritten(log(state)[at], body)


def forget_closings(_: pytest.MonkeyPatch, state: RunState) -> None:
    log(state)[:] = [one for one in log(state) if one.kind != CLOSED]


def revoke_behind_its_back(_: pytest.MonkeyPatch, state: RunState) -> None:
    author = state.world.nodes[1].log.author
    company = next(one for one in log(state) if one.stream.scope == "company")
    draft = Draft(REVOKED, "company", UUID(int=1), 1, msgpack.packb([1, author, 0, "stolen", []]))
    log(state).append(Recorded.of(record_draft(company.stream, EMPTY_HEAD, 1, draft).record))


def stamp_goes_back(_: pytest.MonkeyPatch, state: RunState) -> None:
    at = next(at for at, one in enumerate(log(state)) if one.sequence == 3)
    log(state)[at] = log(state)[at]._replace(hlc=0)


def stamp_goes_back_unsaid(patch: pytest.MonkeyPatch, state: RunState) -> None:
    for node in state.world.nodes:
        found = state.log_of(node)
        at = next(at for at, one in enumerate(found) if one.sequence == 3)
        found[at] = found[at]._replace(hlc=0)
    liars = {node.log.author for node in state.world.nodes}
    patch.setattr(state.world.stage, "backdated", liars)


def charge_more(_: pytest.MonkeyPatch, state: RunState) -> None:
    own, listed = state.world.nodes[0].log.author, state.world.books.listed
    at = next(
        at
        for at, one in enumerate(log(state))
        if one.stream.author == own and str(UUID(bytes=one.identifier)) in listed
    )
    body = msgpack.unpackb(log(state)[at].body)
    body[7][0][3] += 1
    log(state)[at] = rewritten(log(state)[at], body)


def price_as_if_new(_: pytest.MonkeyPatch, state: RunState) -> None:
    own = state.world.nodes[0].log.author
    found = [one for one in log(state) if one.kind == REGISTERED and one.stream.author == own]
    log(state).append(found[0])


# --- tables and heads -------------------------------------------------------------------------


def lose_a_head(patch: pytest.MonkeyPatch, _: RunState) -> None:
    heads, calls = LogView.heads, count()

    def shorter(view: LogView) -> object:
        found = heads(view)
        if next(calls):
            del found[max(found)]
        return found

    patch.setattr(LogView, "heads", shorter)


def count_a_commit_more(patch: pytest.MonkeyPatch, _: RunState) -> None:
    last_lsn = LogView.last_lsn
    patch.setattr(LogView, "last_lsn", lambda view: 1 + last_lsn(view))


def show_other_bytes(patch: pytest.MonkeyPatch, _: RunState) -> None:
    digests = count()
    patch.setattr(Table, "digest", lambda _: next(digests).to_bytes(8, "big"))


def own_other_aggregates(patch: pytest.MonkeyPatch, _: RunState) -> None:
    numbers = count()
    patch.setattr(audit, "_owned", lambda _: {b"sale": (INVENTED, next(numbers))})


def recompute_otherwise(patch: pytest.MonkeyPatch, _: RunState) -> None:
    patch.setattr(counts, "value_within", lambda *_: 10**9)


def keep_no_counts(patch: pytest.MonkeyPatch, _: RunState) -> None:
    patch.setattr(counts, "counted_lines", lambda _: iter(()))


def hold_rights_below_nothing(patch: pytest.MonkeyPatch, state: RunState) -> None:
    origin = log(state)[0].stream.origin
    patch.setattr(BoundedCounter, "holders", lambda _: {origin: -1})


def keep_no_book(patch: pytest.MonkeyPatch, _: RunState) -> None:
    patch.setattr(receipts, "all_receipts", lambda _: iter(()))


def skip_numbers_of_zs(patch: pytest.MonkeyPatch, _: RunState) -> None:
    closings = shifts_view.closings

    def later(table: Table) -> Iterator[object]:
        for one in closings(table):
            yield one._replace(said=one.said._replace(number=one.said.number + 5))

    patch.setattr(shifts_view, "closings", later)


def number_all_zs_alike(patch: pytest.MonkeyPatch, _: RunState) -> None:
    closings = shifts_view.closings

    def first(table: Table) -> Iterator[object]:
        for one in closings(table):
            yield one._replace(said=one.said._replace(number=1))

    patch.setattr(shifts_view, "closings", first)


def nobody_forked(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.setattr(state.world.stage, "forked", set())


def state_no_fork(patch: pytest.MonkeyPatch, _: RunState) -> None:
    patch.setattr(forks_view, "found", lambda *_: iter(()))


# --- books and measures -----------------------------------------------------------------------


def books(name: str, key: object, value: object) -> Break:
    """Enter something into the books that nobody did."""

    def change(patch: pytest.MonkeyPatch, state: RunState) -> None:
        patch.setitem(getattr(state.world.books, name), key, value)

    return change


def measured(**fields: object) -> Break:
    """Say that something else was measured."""

    def change(_: pytest.MonkeyPatch, state: RunState) -> None:
        for name, value in fields.items():
            setattr(state, name, value)

    return change


def complain(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.setattr(state.world.books, "complaints", [(0, "b1t1-000001", "it is wrong")])


def blame_a_disk(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.setattr(state.world.nodes[0], "disk_errors", ["the disk is failing"])


def miss_what_nobody_sold(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.setitem(state.world.books.stock, ("b1", "gold"), -1)
    patch.setattr(state.world.books, "stocked", {("b1", "gold")})


def decide_unheard(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.setattr(state.world.books, "decisions", [str(UUID(int=1))])


def forget_a_paper(patch: pytest.MonkeyPatch, state: RunState) -> None:
    patch.delitem(state.world.books.printed, next(iter(state.world.books.printed)))


MUCH = Traffic(5.0, 10**9, 10**12)

PAPER = Printed(0, "b1", "sale", 100)

BROKEN: dict[str, Break] = {
    "accusations.disk": blame_a_disk,
    "audit.aggregates": own_other_aggregates,
    "audit.blind": stamp_goes_back_unsaid,
    "convergence.bytes": show_other_bytes,
    "convergence.heads": lose_a_head,
    "convergence.rebuild": show_other_bytes,
    "copies.count": books("copies", ("b1", str(UUID(int=1)), 1), 1),
    "counts.delta": recompute_otherwise,
    "counts.kept": keep_no_counts,
    "escrow.left": books("cards", "nobody's", 5),
    "floods.honest": measured(unheard=1),
    "forks.honest": nobody_forked,
    "forks.unproved": state_no_fork,
    "heads.back": lose_a_head,
    "heads.commits": count_a_commit_more,
    "hlc.back": stamp_goes_back,
    "members.beyond": revoke_behind_its_back,
    "money.answer": complain,
    "money.tenders": books("tenders", "gold", 1),
    "oversold.decision": decide_unheard,
    "oversold.review": miss_what_nobody_sold,
    "prices.charged": charge_more,
    "prices.revision": price_as_if_new,
    "points.rights": hold_rights_below_nothing,
    "quiescence.bytes": measured(settling=MUCH),
    "quiescence.gaps": measured(gaps=10**6),
    "quiescence.late": measured(agreed=False),
    "quiescence.messages": measured(settling=MUCH),
    "quiescence.net": measured(nets=Counter({"tell.everything-again": 1})),
    "quiescence.noise": measured(quiet=MUCH),
    "receipts.book": keep_no_book,
    "receipts.hole": lose_a_receipt,
    "receipts.lost": books("printed", "b1t1-999999", [PAPER]),
    "receipts.twice": print_a_receipt_twice,
    "receipts.unprinted": forget_a_paper,
    "refunds.money": pay_back_more,
    "refunds.over": take_back_more,
    "shifts.number": skip_numbers_of_zs,
    "shifts.open": forget_closings,
    "shifts.printed": books("zs", ("b1", "nobody"), [(1, "ab")]),
    "shifts.twice": number_all_zs_alike,
    "streams.chain": change_a_record,
    "streams.gap": lose_a_record,
    "streams.two": hold_a_record_twice,
    **BROKEN_RIGHTS,
}
"""How a finished world is broken for each kind of finding."""
