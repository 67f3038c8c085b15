"""The ``maelstrom`` verb: a node that Maelstrom starts, with lines of JSON on standard input."""

from __future__ import annotations

import queue
import sys
import threading
from typing import Annotated

import typer

from core.errors import RefusedError
from node import system_clock, system_dice
from simulations.maelstrom.node import MaelstromNode
from simulations.maelstrom.workloads import WORKLOADS

LINES_WAITING_MAX = 10_000
"""Lines read and not yet looked at; then the reader waits, and Maelstrom with it."""

WAIT_S_MAX = 1.0
"""Longest wait for a line before the timers are looked at."""


def maelstrom(
    workload: Annotated[str, typer.Argument(help=f"One of {', '.join(WORKLOADS)}.")],
) -> None:
    """Be a node of Jepsen's Maelstrom: maelstrom test -w WORKLOAD --bin ... ."""
    kind = WORKLOADS.get(workload)
    if kind is None:
        raise RefusedError(f"There is no workload '{workload}'; there are {', '.join(WORKLOADS)}.")
    node = MaelstromNode(kind(), system_clock.now_ms, system_dice.new_dice())
    lines: queue.Queue[str] = queue.Queue(LINES_WAITING_MAX)
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    while True:
        now = system_clock.monotonic_s()
        timer = node.next_timer()
        wait_s = WAIT_S_MAX if timer is None else min(max(timer - now, 0.0), WAIT_S_MAX)
        try:
            line = lines.get(timeout=wait_s) if wait_s else lines.get_nowait()
        except queue.Empty:
            line = None
        if line == "":
            return
        now = system_clock.monotonic_s()
        if line is not None:
            node.receive(line, now)
        node.handle_timer(now)
        for said in node.lines_to_send():
            sys.stdout.write(said + "\n")
        sys.stdout.flush()


def _read(lines: queue.Queue[str]) -> None:
    """Pass on every line of standard input, and an empty one when it ends."""
    for line in sys.stdin:
        lines.put(line)
    lines.put("")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(maelstrom)
