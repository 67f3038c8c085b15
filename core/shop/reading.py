"""What the readers of bodies share: unpacking a body, and looking at one field of it.

A body may come from any peer. Every function here raises :class:`MalformedError` when what it
is given is not what it must be, whatever that is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgpack

from core.errors import MalformedError
from core.log.projection import Reader
from core.shop.limits import (
    CURRENCY_LENGTH_MAX,
    LOCATION_LENGTH_MAX,
    SERIES_LENGTH_MAX,
    WORD_LENGTH_MAX,
)

ID_BYTES = 16
"""Length of an aggregate's id inside a body."""

MS_MAX = 2**48
"""Latest time a body can state, in milliseconds since 1970."""


def read_fields(body: bytes, *counts: int) -> tuple[Any, ...]:
    """Return the time a body states and its fields, ``counts[n - 1]`` in schema version ``n``.

    A version that has gained fields since is read as it was written: the caller adds what
    was not known then. Raises :class:`MalformedError`.
    """
    try:
        fields = msgpack.unpackb(body, use_list=False, max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException) as error:
        raise MalformedError(f"A body is not msgpack: {error}.") from None
    if type(fields) is not tuple or len(fields) < 2:
        raise MalformedError("A body does not have its fields.")
    version, at_ms = fields[0], fields[1]
    if type(version) is not int or not 1 <= version <= len(counts):
        raise MalformedError("A body has a schema version this program does not know.")
    if len(fields) != counts[version - 1] + 2:
        raise MalformedError("A body does not have its fields.")
    if type(at_ms) is not int or not 0 <= at_ms < MS_MAX:
        raise MalformedError("A body states an impossible time.")
    return fields[1:]


def must_be_word(value: Any, *, length_max: int = WORD_LENGTH_MAX, empty: bool = False) -> None:
    """Check a text; raises :class:`MalformedError`."""
    if type(value) is not str or "\0" in value or len(value) > length_max:
        raise MalformedError("A word in a body is no text or too long.")
    if not value and not empty:
        raise MalformedError("A word in a body is empty.")


def must_be_whole(value: Any, least: int, most: int) -> None:
    """Check a number; raises :class:`MalformedError`."""
    if type(value) is not int or not least <= value <= most:
        raise MalformedError("A number in a body is out of bounds.")


def must_be_id(value: Any) -> None:
    """Check an aggregate's id; raises :class:`MalformedError`."""
    if type(value) is not bytes or len(value) != ID_BYTES:
        raise MalformedError("An id in a body is none.")


@lru_cache(maxsize=4096)
def must_be_names(location: Any, series: Any, currency: Any) -> None:
    """Check what every receipt of one till has in common; looked at once."""
    must_be_word(location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(series, length_max=SERIES_LENGTH_MAX)
    must_be_word(currency, length_max=CURRENCY_LENGTH_MAX)


def guarded(read: Reader) -> Reader:
    """Turn the errors of unpacking a wrong shape into :class:`MalformedError`."""

    def reader(body: bytes) -> Any:
        try:
            return read(body)
        except (TypeError, ValueError) as error:
            raise MalformedError(f"A body has the wrong shape: {error}.") from None

    return reader
