"""Replaying logs: from what an auditor typed to a moment, and from there to an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from core.audit import moments
from core.audit.ledger import Cut, whole
from core.company.certificate import read_chain
from core.errors import RefusedError
from core.identity import StreamId
from core.log.lmdb_store import DATA_FILE
from core.log.log_view import LogView
from core.shop.aggregate import EPOCH
from core.views.takings import MS_PER_DAY
from node.auditing.archive_view import is_archive
from node.auditing.opening import opened
from node.company.files import Company
from node.distance import recall
from replication.spread import stream_text

NOW = "now"
"""The moment up to which everything held has happened."""

FORMS = (
    "a day or a time like 2026-11-26T18:00, an LSN like lsn:1200, a record like STREAM@45, "
    "eight digits or more of a printed hash, or now"
)
"""How a moment is typed."""

_HASH = re.compile(r"[0-9a-f]{8,64}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MS = timedelta(milliseconds=1)


class Knowledge(NamedTuple):
    """A cut, and how it is known that a till held it; empty when no till was asked about."""

    cut: Cut
    basis: str


@contextmanager
def looking_at(directory: Path) -> Iterator[LogView]:
    """Open a log for reading only; raises :class:`RefusedError` when there is none."""
    if not (directory / DATA_FILE).is_file() and not is_archive(directory):
        raise RefusedError(f"{directory} holds no {DATA_FILE}: it is no data directory.")
    with opened(str(directory)) as view:
        yield view


def cut_of(view: LogView, text: str) -> dict[StreamId, int]:
    """Return the cut at a moment as people type it; an empty one is now.

    Raises :class:`RefusedError` when it is none.
    """
    text = text.strip()
    if text in ("", NOW):
        return whole(view)
    if text.lower().startswith("lsn:"):
        return moments.cut_at_lsn(view, _number(text[4:]))
    stream, at, sequence = text.rpartition("@")
    if at:
        place = moments.place_of(view, stream, _number(sequence))
        return moments.cut_at_record(view, place)
    if _HASH.fullmatch(text.lower()):
        place = moments.place_with_chain(view, text.lower())
        return moments.cut_at_record(view, place)
    return moments.cut_at_time(view, end_ms(text) - 1 if is_day(text) else time_ms(text))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise RefusedError(f"'{text}' is no number of a record.")
    return int(text)


def time_ms(text: str) -> int:
    """Return a time in milliseconds since 1970; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"'{text}' is no moment; give {FORMS}.") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return (found - EPOCH) // _MS


def is_day(text: str) -> bool:
    """Return whether a text names a day and no time of it."""
    return _DAY.fullmatch(text) is not None


def end_ms(text: str) -> int:
    """Return the first millisecond after a time or, when it is a day alone, after that day."""
    return time_ms(text) + (MS_PER_DAY if is_day(text) else 0)


def known_to(directory: Path, view: LogView, cut: Cut, name: str) -> Knowledge:
    """Return what the till called ``name`` could know at a cut; all when it is empty.

    Its own log says so by the order in which it took things in, any other by what the till's
    seals swear to have seen. Raises :class:`RefusedError` when nothing of it is here.
    """
    if not name:
        return Knowledge(cut, "")
    authors = moments.authors_called(view, name)
    if not authors:
        raise RefusedError(f"Nothing in {directory} was written by a node called {name}.")
    company = Company.read(directory)
    own = company and read_chain(company.certificate).certificate.author
    if own in authors:
        return Knowledge(moments.known_in_order(view, authors, cut), moments.FEED)
    return Knowledge(moments.known_by_seals(view, authors, cut), moments.SEALS)


def holders_of(directory: Path, stream: StreamId, sequence: int) -> tuple[str, ...]:
    """Return the peers that told this node they hold a record; nothing has proved it."""
    known = recall(directory)
    name = stream_text(stream.base)
    return tuple(sorted(one.name for one in known.holders if one.holds(name) >= sequence))
