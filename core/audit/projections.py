"""Folding every projection anew from the records, and comparing it with what is stored."""

from __future__ import annotations

from collections.abc import Iterator

from core.audit.finding import PROJECTION, Finding
from core.log.log_view import LogView
from core.log.projection import ProjectionSet
from core.log.rebuild import entry_runs
from core.log.store import Item, Store, Transaction


def projection_findings(
    view: LogView, projections: ProjectionSet, scratch: Store
) -> Iterator[Finding]:
    """Yield the first difference in each projection's table.

    ``scratch`` is an empty store to fold into. The records must have been found honest: what a
    damaged one meant cannot be folded. Raises :class:`core.errors.StorageDamagedError` where a
    stream breaks off.
    """
    scratch.open_tables(("meta", *projections.tables))
    with scratch.write() as transaction:
        for stream, head in view.heads().items():
            projections.apply_all(transaction, stream, entry_runs(view, stream, head.sequence))
        for table in projections.tables:
            yield from _first_difference(view.transaction, transaction, table)


def _first_difference(stored: Transaction, folded: Transaction, table: str) -> Iterator[Finding]:
    theirs, ours = stored.scan(table, b""), folded.scan(table, b"")
    while True:
        said, made = next(theirs, None), next(ours, None)
        if said == made:
            if said is None:
                return
            continue
        yield Finding(PROJECTION, "", 0, table, _sentence(said, made))
        return


def _sentence(said: Item | None, made: Item | None) -> str:
    """Say how a stored item differs from the folded one in its place."""
    if made is None or (said is not None and said[0] < made[0]):
        assert said is not None, "two equal items are no difference"
        return f"Key {said[0].hex()} is stored, but no record makes it."
    if said is None or said[0] > made[0]:
        return f"Key {made[0].hex()} is missing, though the records make it."
    return f"Key {made[0].hex()} holds {said[1].hex()}, expected {made[1].hex()}."
