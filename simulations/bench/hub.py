"""A hub with a thousand tills: what each of them costs while nothing happens.

The hub's replica is the production one; every till is one as well, joined by a wire that is a
queue, and let go as soon as it has nothing more to say. What stays in memory is the hub's.
"""

from __future__ import annotations

import gc
import random
import time
import tracemalloc
from collections import deque
from pathlib import Path

from core.identity import COMPANY_SCOPE, branch_scope
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from replication.replica import Replica, ReplicaConfig
from simulations.bench import sales
from simulations.bench.figures import Figure

PEERS = 1_000
"""Tills that are connected."""

SALES_EACH = 3
"""Sales in each till's log, all of which the hub has."""

COMPANY = "bench"

IDLE_S = 3
"""Seconds of silence that are timed, in ticks of the protocol."""


def measure_hub(root: Path, *, peers: int = PEERS) -> dict[str, Figure]:
    """Return the hub's memory and processor time for each idle peer, and its time to greet all."""
    tills = [_log(number) for number in range(1, peers + 1)]
    hub_log = _log(0)
    for till in tills:
        hub_log.ingest_all(_offers(till))
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    hub = _replica(hub_log, 0, role="hub", scopes=("*",))
    signs_of_life: dict[bytes, bytes] = {}
    took = [_greet(hub, till, number, signs_of_life) for number, till in enumerate(tills)]
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    idle_s = _idle(hub, signs_of_life)
    assert all(peer.talking and peer.up for peer in hub.peers.values()), "all are connected"
    return {
        "hub_memory_per_idle_peer": Figure((after - before) / peers / 1024, "KiB"),
        "hub_greeting_median": Figure(sorted(took)[peers // 2] * 1e3, "ms"),
        "hub_processor_while_idle": Figure(idle_s / IDLE_S * 100, "% of a core"),
    }


def _log(number: int) -> EventLog:
    log = sales.open_log(MemoryStore(), number.to_bytes(32, "big"), clock_start_ms=sales.START_MS)
    if number:
        log.append(sales.sale_drafts(log, SALES_EACH, branch=f"B{number}"))
    return log


def _offers(log: EventLog) -> list[Offer]:
    with log.read() as view:
        segments = [view.segment(stream, 0) for stream in view.heads()]
        return [
            Offer(one.stream, one.first, one.data, one.seal, one.public_key)
            for one in segments
            if one is not None
        ]


def _replica(log: EventLog, number: int, *, role: str, scopes: tuple[str, ...]) -> Replica:
    with log.read() as view:
        key = next((view.public_key(stream.author) for stream in view.heads()), None)
    branch = f"B{number}"
    config = ReplicaConfig(
        company=COMPANY,
        name=f"{branch}T1",
        role=role,
        branch=branch,
        public_key=key if number and key is not None else _hub_key(),
        scopes=scopes,
        own_scopes=(COMPANY_SCOPE, branch_scope(branch)),
    )
    return Replica(log, config, random.Random(number))


def _hub_key() -> bytes:
    from core.ed25519 import Ed25519Signer

    return Ed25519Signer(bytes(32)).public_key


def _greet(hub: Replica, log: EventLog, number: int, last: dict[bytes, bytes]) -> float:
    """Let a till say all it has to say to the hub; returns the hub's share of the seconds.

    ``last`` keeps the last thing it said: that it is alive and knows the same.
    """
    branch = f"B{number + 1}"
    till = _replica(log, number + 1, role="till", scopes=(COMPANY_SCOPE, branch_scope(branch)))
    link, hub_s, wire = b"r" + branch.encode(), 0.0, deque[tuple[bool, bytes]]()
    started = time.perf_counter()
    hub.connected(link, 0.0, dialed=False)
    hub_s += time.perf_counter() - started
    till.connected(b"dHUB", 0.0, dialed=True)
    for now in (0.0, 2.0):
        till.handle_timer(now)
        wire.extend((True, data) for _, data in till.messages_to_send(now))
        while wire:
            to_hub, data = wire.popleft()
            if to_hub:
                last[link] = data
                started = time.perf_counter()
                hub.receive(data, link, now)
                said = hub.messages_to_send(now)
                hub_s += time.perf_counter() - started
                wire.extend((False, data) for to, data in said if to == link)
            else:
                till.receive(data, b"dHUB", now)
                wire.extend((True, data) for _, data in till.messages_to_send(now))
    return hub_s


def _idle(hub: Replica, signs_of_life: dict[bytes, bytes]) -> float:
    """Return the seconds of work that so many seconds of silence cost the hub."""
    started = time.process_time()
    for second in range(4, 4 + IDLE_S):
        for number, (link, data) in enumerate(signs_of_life.items()):
            now = second + number / len(signs_of_life)
            hub.receive(data, link, now)
            hub.handle_timer(now)
            hub.messages_to_send(now)
    return time.process_time() - started
