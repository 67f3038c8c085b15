"""Three recorded events of one fixed key: the bytes that are frozen for ever."""

from __future__ import annotations

from uuid import UUID

from core.ed25519 import Ed25519Signer
from core.hlc import stamp
from core.identity import StreamId, author_id
from core.log.entry import EMPTY_HEAD, Draft, Entry, head_of, record_draft
from core.log.segment import mint_originator_id

SIGNER = Ed25519Signer(bytes(range(32)))
STREAM = StreamId(author_id(SIGNER.public_key), 3, "branch:harbour")
NOON_MS = 1_700_000_000_000


def three_entries() -> list[Entry]:
    """Return a minted id with a body, a text id without one, and a foreign id, later."""
    minted = UUID(bytes=mint_originator_id(STREAM.author, stamp(NOON_MS)))
    written = [
        (Draft("sale.completed", STREAM.scope, minted, 1, b"\x93\x01\x02\x03"), stamp(NOON_MS, 1)),
        (Draft("stock.received", STREAM.scope, "crate-7", 2, b""), stamp(NOON_MS, 2)),
        (Draft("sale.completed", STREAM.scope, UUID(int=5), 1, b"body"), stamp(NOON_MS + 250)),
    ]
    entries: list[Entry] = []
    head = EMPTY_HEAD
    for draft, hlc in written:
        entries.append(record_draft(STREAM, head, hlc, draft))
        head = head_of(entries[-1])
    return entries
