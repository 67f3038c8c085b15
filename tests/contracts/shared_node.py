"""One of two processes on one environment: appends, or takes a peer's events in.

``append DIRECTORY`` writes sales of our own until it is killed, and says after each commit how
many its branch holds. ``ingest DIRECTORY PEER`` takes in what the log in PEER holds, a little a
transaction, says after each how much it holds, and ends when that is all.
"""

from __future__ import annotations

import sys
import time

import msgpack

from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import COMPANY_SCOPE
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from tests.contracts.logs import BRANCH, COUNTED, Counts, read_number

MAP_BYTES = 1 << 28
OURS, PEERS = 1, 2
"""The seeds of the two keys."""

AHEAD_MS = 20_000
"""How far the peer's clock is ahead: far enough to be seen, near enough to be followed."""


def open_shared(
    directory: str, *, seed: int = OURS, ahead_ms: int = 0, sync: bool = True
) -> EventLog:
    return EventLog(
        LmdbStore.open(directory, map_bytes=MAP_BYTES, sync=sync),
        clock_ms=lambda: time.time_ns() // 1_000_000 + ahead_ms,
        signer=Ed25519Signer(bytes([seed]) * 32),
        verifier=verify_ed25519,
        projections=[Counts()],
        readers={COUNTED: read_number},
    )


def sale(log: EventLog, number: int, scope: str) -> Draft:
    return Draft(COUNTED, scope, log.mint_id(), 1, msgpack.packb(number % 50))


def append_for_ever(directory: str) -> None:
    log = open_shared(directory)
    while True:
        # Two streams of one origin in one commit: their stamps must grow across both.
        with log.transaction():
            log.append([sale(log, 1, BRANCH)])
            log.append([sale(log, 2, COMPANY_SCOPE), sale(log, 3, COMPANY_SCOPE)])
        with log.read() as view:
            say(view.head(log.stream(BRANCH)).sequence)


def ingest_all(directory: str, peer_directory: str) -> None:
    log, peer = open_shared(directory), open_shared(peer_directory, seed=PEERS)
    stream = peer.stream(BRANCH)
    with peer.read() as view:
        last = view.head(stream).sequence
    with log.read() as view:
        after = view.head(stream).sequence
    while after < last:
        with peer.read() as view:
            found = view.segment(stream, after, bytes_max=2_000)
        assert found is not None
        log.ingest(found.stream, found.first, found.data, found.seal, found.public_key)
        after = found.last
        say(after)
        time.sleep(0.001)


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "append":
        append_for_ever(sys.argv[2])
    else:
        ingest_all(sys.argv[2], sys.argv[3])
