"""Opening evidence for reading only, whatever it is: a log on the disk, or an archive.

Nothing of the shop is known here: whoever looks at bytes alone starts in no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.log import layout
from core.log.lmdb_reader import LmdbReader
from core.log.log_view import LogView
from node.auditing.archive_view import is_archive, opened_archive


@contextmanager
def opened(directory: str, tables: Iterable[str] = ()) -> Iterator[LogView]:
    """Look at one unmoving state of a log and the ``tables`` of its projections.

    An archive has none. Raises :class:`core.errors.StorageError`.
    """
    if is_archive(Path(directory)):
        with opened_archive(Path(directory)) as view:
            yield view
        return
    with LmdbReader(directory) as reader:
        reader.open_tables((*layout.TABLES, *tables))
        with reader.read() as transaction:
            yield LogView(transaction)
