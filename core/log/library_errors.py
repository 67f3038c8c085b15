"""Our errors in the words of the ``eventsourcing`` library, at the one border between them."""

from __future__ import annotations

import struct
from types import TracebackType

from eventsourcing.persistence import DataError, IntegrityError, OperationalError

from core.errors import RefusedError, StorageError
from core.log.event_log import DuplicateVersionError


class LibraryErrors:
    """A ``with`` block inside which the log's errors leave as the library's.

    :class:`IntegrityError` when another event has the version, :class:`OperationalError` when
    the disk failed, :class:`DataError` when a value cannot be recorded at all: a version
    outside 32 bits, an id, topic or body that is too long. Ours is the ``__cause__``.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare: one instance serves every thread."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise the library's error for one of ours."""
        if error is None:
            return
        if isinstance(error, DuplicateVersionError):
            raise IntegrityError(str(error)) from error
        if isinstance(error, StorageError):
            raise OperationalError(str(error)) from error
        if isinstance(error, RefusedError | ValueError | struct.error):
            raise DataError(str(error)) from error


LIBRARY_ERRORS = LibraryErrors()
"""The one instance anybody needs."""
