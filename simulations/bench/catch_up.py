"""Catching up: one real process takes 100,000 sales over loopback, from one peer or from eight.

Every record is verified, projected and flushed by the production node on all ends.
"""

from __future__ import annotations

from pathlib import Path

from simulations.bench.figures import Figure
from simulations.bench.nodes import fill, make_nodes, running, seconds_to_take

SALES = 100_000
"""Sales the last node lacks."""

PEERS = 8
"""Peers that each hold an equal part of them, where there are several."""


def measure_catch_up(root: Path, *, count: int = SALES) -> dict[str, Figure]:
    """Return events a second of one link, and bytes an event on it."""
    source, sink = make_nodes(root, ("A", "B"))
    fill(source, count)
    with running(source) as (from_source,):
        sent_before = from_source.ask("status", {"full": False})["bytes_sent"]
        with running(sink) as (to_sink,):
            seconds = seconds_to_take(to_sink, count)
        sent = from_source.ask("status", {"full": False})["bytes_sent"] - sent_before
    return {
        "catch_up": Figure(
            count / seconds, "events/s", count / seconds / 50_000, "50,000 events/s"
        ),
        "wire_bytes_per_sale": Figure(sent / count, "B/event", sent / count / 110, "110 B"),
    }


def measure_catch_up_of_many(
    root: Path, *, count: int = SALES, peers: int = PEERS
) -> dict[str, Figure]:
    """Return events a second when several peers bring an equal part each."""
    *sources, sink = make_nodes(root, [f"P{number}" for number in range(peers)] + ["SINK"])
    for source in sources:
        fill(source, count // peers)
    with running(*sources), running(sink) as (to_sink,):
        seconds = seconds_to_take(to_sink, count // peers * peers)
    rate = count / seconds
    figure = Figure(rate, "events/s", rate / 50_000, "50,000 events/s")
    return {f"catch_up_of_{peers}_peers": figure}
