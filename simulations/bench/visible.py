"""What people wait for: a sale while the node catches up, and a sale seen by the next till."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

from node.control import Perform
from simulations.bench import sales
from simulations.bench.figures import Figure
from simulations.bench.nodes import TIMEOUT_S, events_held, fill, make_nodes, running

BACKLOG = 60_000
"""Sales a peer brings while the till sells: a week of twenty tills, and seconds of catching up."""

SEALED_SALES = 5
"""Sales of that backlog under one seal: a till seals every sale, and a batch ends at a seal."""

SALES = 300
"""Sales that are timed."""

THINK_S = 0.005
"""Time between the sales that are timed: a till that never rests is no till."""


def measure_selling(
    root: Path, *, backlog: int = BACKLOG, rounds: int = SALES
) -> dict[str, Figure]:
    """Return how long a sale takes, asked to answered, with the node at rest and catching up."""
    source, till = make_nodes(root, ("A", "B"), role="till")
    fill(source, backlog, commit_sales=SEALED_SALES)
    with running(till) as (client,):
        client.ask("import-catalogue", {"products": sales.catalogue()})
        idle = sell(client.ask, rounds)
        with running(source):
            busy = sell_until_level(client.ask, backlog)
    p99 = ninety_nine(busy)
    return {
        "sale_answered_idle_median": Figure(statistics.median(idle) * 1e6, "us"),
        "sale_answered_ingesting_median": Figure(
            statistics.median(busy) * 1e6,
            "us",
            statistics.median(busy) / statistics.median(idle),
            "the same with the node at rest",
        ),
        "sale_answered_ingesting_p99": Figure(p99 * 1e6, "us", p99 / 5e-3, "5 ms"),
    }


def measure_visible(root: Path, *, rounds: int = SALES) -> dict[str, Figure]:
    """Return how long after a sale is answered the next till holds it, verified and flushed."""
    other, till = make_nodes(root, ("A", "B"), role="till")
    with running(other, till) as (watcher, client):
        client.ask("import-catalogue", {"products": sales.catalogue()})
        deadline = time.monotonic() + TIMEOUT_S
        while events_held(watcher) < events_held(client):
            assert time.monotonic() < deadline, "the nodes did not find one another"
        waits = []
        dice = random.Random(sales.SEED)
        for _ in range(rounds):
            wanted = events_held(watcher) + 1
            client.ask("sell", sales.sell_command(dice).model_dump(mode="json"))
            answered = time.perf_counter()
            while events_held(watcher) < wanted:
                assert time.monotonic() < deadline, "a sale never arrived"
            waits.append(time.perf_counter() - answered)
    return {
        "visible_on_peer_median": Figure(statistics.median(waits) * 1e3, "ms"),
        "visible_on_peer_p99": Figure(ninety_nine(waits) * 1e3, "ms"),
    }


def sell(ask: Perform, count: int) -> list[float]:
    """Return how many seconds each of so many sales took."""
    dice = random.Random(sales.SEED)
    took = []
    for _ in range(count):
        arguments = sales.sell_command(dice).model_dump(mode="json")
        started = time.perf_counter()
        ask("sell", arguments)
        took.append(time.perf_counter() - started)
        time.sleep(THINK_S)
    return took


def sell_until_level(ask: Perform, backlog: int) -> list[float]:
    """Sell while a backlog arrives, and return how long the sales took that fell into it."""
    deadline = time.monotonic() + TIMEOUT_S
    before = ask("progress", {})["events"]
    took: list[float] = []
    sold = arrived = 0
    while arrived < backlog:
        assert time.monotonic() < deadline, "the backlog never arrived whole"
        seconds = sell(ask, 1)
        sold += 1
        arrived = ask("progress", {})["events"] - before - sold
        if arrived > 0:
            took += seconds
    return took


def ninety_nine(values: list[float]) -> float:
    """Return what 99 of 100 of them do not exceed."""
    return sorted(values)[int(len(values) * 0.99)]
