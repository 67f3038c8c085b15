"""Counting the shelves while the shop sells: each line against the books of its moment."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.count import StockCount
from core.shop.roles import Permission
from core.views import counts
from core.views.inventory import Inventory, counter_of
from node.shop.answers.counts import CountAnswer, CountedLine, CountsAnswer
from node.shop.authority import authority_at
from node.shop.commands.counts import AbandonCount, CountLine, Counts, FinishCount, StartCount
from node.till import Till
from node.verb import Verb

SKUS_NAMED_MAX = 5
"""Products named in one refusal."""


def start(till: Till, command: StartCount) -> CountAnswer:
    """Begin a count of this branch."""
    if (done := till.done_before(StockCount, command.id)) is not None:
        return _answer(done, repeated=True)
    count = StockCount.start(
        id=command.id or till.log.mint_id(),
        timestamp=till.now(),
        location=till.config.branch,
        by=command.by,
        note=command.note,
    )
    till.application.record(count)
    return _answer(count)


def line(till: Till, command: CountLine) -> CountAnswer:
    """Note what lies on a shelf now, and what the books say of this moment.

    Raises :class:`RefusedError` when the count is finished or not this till's.
    """
    count = _own(till, command.count)
    with till.log.transaction() as transaction:
        sku = till.goods(transaction, command.code, command.quantity_milli).sku
        counter = counter_of(till.log.table(transaction, Inventory.name), sku, count.location)
        # The cut is all this node knows of the counter: each row is the fold of a prefix (I6).
        cut = {stream: row.sequence for stream, row in counter.rows.items()}
        count.count(till.now(), sku, command.quantity_milli, book_milli=counter.value, cut=cut)
        till.application.record(count)
    till.counting = count  # only now: what was decided and not written must be read anew
    return _answer(count, only=sku)


def finish(till: Till, command: FinishCount) -> CountAnswer:
    """Add every difference to the books, in one commit; finished before, it says so.

    Raises :class:`RefusedError` when nothing was counted, or somebody else's count of a product
    has come since: both would put the same difference right.
    """
    count = _own(till, command.count)
    if count.finished:
        return _answer(count, repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        again = _counted_since(LogView(transaction), count)
        if again:
            more = f" and {len(again) - SKUS_NAMED_MAX} more" if len(again) > SKUS_NAMED_MAX else ""
            raise RefusedError(
                f"Somebody else counted {', '.join(again[:SKUS_NAMED_MAX])}{more} meanwhile; "
                "count the shelf again, then finish."
            )
        authority.require(Permission.STOCK_ADJUST, about=str(count.id))
        count.finish(till.now())
        till.application.record(count, *authority.approved(count.id))
    return _answer(count)


def abandon(till: Till, command: AbandonCount) -> CountAnswer:
    """Give a count up; given up before, it says so. Raises :class:`RefusedError` when finished."""
    count = _own(till, command.count)
    if count.abandoned:
        return _answer(count, repeated=True)
    count.abandon(till.now(), command.reason)
    till.application.record(count)
    return _answer(count)


def _counted_since(view: LogView, count: StockCount) -> list[str]:
    """Return the products of which another count has come that the line does not know."""
    table = view.table(counts.Counts.name)
    found = []
    for sku, counted in count.lines.items():
        cut = dict(counted.cut)
        for _, _, lines in counts.counted_lines(table, sku, count.location):
            if any(cut.get(one.stream.to_bytes(), 0) < one.sequence for one in lines):
                found.append(sku)
    return sorted(found)


def list_counts(till: Till, command: Counts) -> CountsAnswer:
    """Return the counts this till began and has not finished."""
    with till.log.read() as view:
        found = counts.open_counts(view.table(counts.Counts.name))
    own = [identifier for identifier, stream in found if stream.origin == till.origin]
    return CountsAnswer(
        tuple(_answer(till.application.load(StockCount, identifier)) for identifier in own)
    )


def _own(till: Till, identifier: UUID) -> StockCount:
    """Return a count of this till: the one it has at hand, when nobody wrote to it since.

    A shop counts a thousand shelves one after another, and each must not cost all before it.
    """
    count, till.counting = till.counting, None
    if count is not None and count.id == identifier:
        since = till.application.events.get(identifier, gt=count.version)
        if next(iter(since), None) is None:
            return count
    count = till.application.load(StockCount, identifier)
    till.must_have_written("count", identifier)
    return count


def _answer(count: StockCount, *, repeated: bool = False, only: str = "") -> CountAnswer:
    """Return what is said of a count: all its lines, or only that of one product."""
    said = {only: count.lines[only]} if only else count.lines
    lines = tuple(
        CountedLine(sku, counted.counted_milli, counted.book_milli, counted.delta_milli)
        for sku, counted in sorted(said.items())
    )
    return CountAnswer(
        str(count.id),
        count.location,
        count.by,
        count.note,
        lines,
        count.finished,
        repeated,
        count.abandoned,
        len(count.lines),
    )


VERBS: dict[str, Verb] = {
    "count-start": Verb(StartCount, start),
    "count-line": Verb(CountLine, line),
    "count-finish": Verb(FinishCount, finish),
    "count-abandon": Verb(AbandonCount, abandon),
    "counts": Verb(Counts, list_counts),
}
"""The verbs of a stock-take."""
