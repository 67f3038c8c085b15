"""Is an LMDB data file as long as it says? Asked before LMDB maps it.

Touching a mapped page beyond the end of its file kills the process, and LMDB does not look.
Yet a file may honestly end before its last page: pages that one transaction both allocated
last and freed again are never written. All of those stand in LMDB's own list of free pages,
so a file is whole when every page it lacks is on that list. Format: LMDB 0.9, 64 bits,
this machine's byte order, as ``mdb.c`` has it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_META = struct.Struct("=16x4s4x16xI36xQ48xQQ")
_MAGIC = struct.pack("=I", 0xBEEFC0DE)
_PAGE_HEADER = struct.Struct("=10xHH2x")
_NODE = struct.Struct("=HHHH")
_U16, _U64 = struct.Struct("=H"), struct.Struct("=Q")

_BRANCH, _LEAF = 0x01, 0x02
_BIG_DATA = 0x01
_NO_PAGE = 2**64 - 1
_DEPTH_MAX = 32
_PAGE_BYTES_MAX = 1 << 16


class Meta(NamedTuple):
    """What the newest meta page says."""

    transaction: int
    page_bytes: int
    free_root: int
    """The page at which the list of free pages begins."""
    last_page: int


def newest_meta(file: BinaryIO) -> Meta | None:
    """Return the newest meta page, None when there is none that could be LMDB's."""
    found: list[Meta] = []
    place = 0
    for _ in range(2):
        file.seek(place)
        data = file.read(_META.size)
        if len(data) < _META.size:
            break
        magic, page_bytes, free_root, last_page, transaction = _META.unpack(data)
        if magic != _MAGIC or not _META.size <= page_bytes <= _PAGE_BYTES_MAX:
            break
        place = page_bytes
        found.append(Meta(transaction, page_bytes, free_root, last_page))
    return max(found, default=None)


def missing_pages(file: BinaryIO, meta: Meta) -> int:
    """Return how many pages the file needs and does not have; 0 when it is whole."""
    held = file.seek(0, 2) // meta.page_bytes
    lacking = meta.last_page + 1 - held
    if lacking <= 0:
        return 0
    try:
        free = {page for page in _free_pages(file, meta) if held <= page <= meta.last_page}
    except (EOFError, struct.error):
        return lacking
    return lacking - len(free)


def _free_pages(file: BinaryIO, meta: Meta) -> Iterator[int]:
    """Yield the numbers of all free pages; raises EOFError or struct.error on nonsense."""
    level = [] if meta.free_root == _NO_PAGE else [meta.free_root]
    for _ in range(_DEPTH_MAX):
        below: list[int] = []
        for number in level:
            page = _read(file, number * meta.page_bytes, meta.page_bytes)
            flags, lower = _PAGE_HEADER.unpack_from(page)
            for at in range(_PAGE_HEADER.size, min(lower, len(page)), _U16.size):
                low, high, node_flags, key_bytes = _NODE.unpack_from(
                    page, *_U16.unpack_from(page, at)
                )
                if flags & _BRANCH:
                    below.append(low | high << 16 | node_flags << 32)
                elif flags & _LEAF:
                    start = _U16.unpack_from(page, at)[0] + _NODE.size + key_bytes
                    size = low | high << 16
                    if node_flags & _BIG_DATA:
                        place = _U64.unpack_from(page, start)[0] * meta.page_bytes
                        entry = _read(file, place + _PAGE_HEADER.size, size)
                    else:
                        entry = page[start : start + size]
                    # A count, then that many page numbers.
                    yield from (number for (number,) in _U64.iter_unpack(entry[_U64.size :]))
        if len(below) > meta.last_page:
            raise EOFError
        level = below


def _read(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data
