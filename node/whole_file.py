"""Small files that are there after a power cut as they were written, or unchanged."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from core.errors import StorageError

PRIVATE_MODE, OPEN_MODE = 0o600, 0o666
"""Only the node's own user reads and writes; everybody whom the machine's umask lets."""


def write_whole(target: Path, text: str, mode: int = OPEN_MODE) -> None:
    """Write a file, whole or not at all; raises :class:`StorageError`."""
    draft = target.with_suffix(".new")
    try:
        with suppress(FileNotFoundError):
            draft.unlink()  # what a kill left may have another mode
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        draft.replace(target)
        _flush_directory(target.parent)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise StorageError(f"Cannot write {target}: {error.strerror}.") from error


def write_private(target: Path, text: str) -> None:
    """Write a file that only the node's own user reads; raises :class:`StorageError`."""
    write_whole(target, text, PRIVATE_MODE)


def _flush_directory(path: Path) -> None:
    """Make the names in a directory durable: a rename is not until its directory is."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
