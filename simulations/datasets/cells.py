"""From the text of one cell to a number, and nothing in between: no float, no guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from simulations.datasets.errors import shown

_MOST_DIGITS = 18
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def whole_number(text: str) -> int:
    """
    Read an integer of at most 18 digits, so that it fits into 64 bits.

    Raises:
        ValueError: The text is anything else; the message says so, without a full stop.
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise ValueError(f"{shown(text)} is not a whole number of at most {_MOST_DIGITS} digits")
    return int(text)


def epoch_ms(text: str) -> int:
    """
    Read an ISO 8601 time as UTC epoch milliseconds, rounded down; without a zone it is UTC.

    Raises:
        ValueError: The text is no time, or lies before 1970; no full stop at the end.
    """
    try:
        moment = datetime.fromisoformat(text)
        since = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(text)} is not a time such as 2017-10-09T04:01:45Z") from None
    if since < timedelta(0):
        raise ValueError(f"the time {shown(text)} lies before 1970")
    return since // timedelta(milliseconds=1)


class Memo(dict[str, int]):
    """Parse each distinct text once: a year of sales has few distinct amounts."""

    def __init__(self, parse: Callable[[str], int]) -> None:
        """Remember the results of `parse`; what it raises passes through and is not kept."""
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> int:
        """Parse a text not seen before."""
        value = self[text] = self._parse(text)
        return value
