"""Whose records a log takes in, for logs that ask: the log knows the question, not the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from core.identity import StreamId
from core.log.entry import Entry
from core.log.log_view import LogView


class Admission(Protocol):
    """A gate in front of a log; our own events never pass it."""

    def check(self, view: LogView, stream: StreamId, entries: Sequence[Entry]) -> None:
        """Check that these verified entries, new to the log, may be written.

        Raises :class:`core.errors.UnknownOriginError` or
        :class:`core.errors.ClosedStreamError`. ``view`` sees what was written so far.
        """
