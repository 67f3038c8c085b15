"""Waiting for the network as people watch it: a bar, or a line a second."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from node.cli.moments import count, moment, waits
from node.syncing import Wait
from node.wording import one_line

LINE_S = 1.0
"""How often a line is written where no bar can be drawn."""

BAR_WIDTH = 30


class SyncView:
    """Shows a wait while it goes on."""

    def __init__(self, console: Console, *, quiet: bool, live: bool) -> None:
        """Draw a bar when ``live``, write lines otherwise, and nothing when ``quiet``."""
        self._live = Live(console=console, transient=True) if live and not quiet else None
        self._console = None if live or quiet else console
        self._next_s = LINE_S

    def __enter__(self) -> SyncView:
        """Begin to draw."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the terminal as it was."""
        if self._live is not None:
            self._live.stop()

    def see(self, wait: Wait) -> None:
        """Show how far it is."""
        if self._live is not None:
            self._live.update(bars(wait), refresh=True)
        elif self._console is not None and wait.seconds >= self._next_s:
            self._next_s = wait.seconds + LINE_S
            left = f"{wait.coming.left} to come, {wait.going.left} to go"
            self._console.print(f"{left}, {_pace(wait)}", highlight=False)


def bars(wait: Wait) -> Table:
    """Return a bar for each direction."""
    table = Table.grid(padding=(0, 2))
    for name, way in (("in", wait.coming), ("out", wait.going)):
        bar = ProgressBar(total=max(1, way.all), completed=way.done, width=BAR_WIDTH)
        table.add_row(name, bar, f"{way.done} of {count(way.all, 'event')}")
    table.add_row("", Text(_pace(wait), "dim"), "")
    return table


def _pace(wait: Wait) -> str:
    if wait.coming.left + wait.going.left == 0:
        return "asking who holds what"
    eta = "" if wait.eta_s is None else f", {wait.eta_s:.0f} s left"
    return f"{wait.per_second:.0f} a second{eta}"


def result_lines(result: dict[str, Any], now_ms: int) -> list[str]:
    """Return how it ended, in sentences, at ``now_ms`` since 1970."""
    moved = f"{count(result['came'], 'event')} came, {result['went']} went"
    took = f"in {result['seconds']:.1f} s"
    if result["level"]:
        return [f"Level with {count(result['peers'], 'peer')} {took}: {moved}."]
    if not result["peers"]:
        return ["This node has no peers; see 'tillmesh peer'."]
    lagging = (_waits(one, now_ms) for one in result["waits"])
    return [f"Not level after {result['seconds']:.1f} s: {moved}.", *lagging]


def _waits(one: dict[str, Any], now_ms: int) -> str:
    since = f", last heard {moment(one['heard_ms'], now_ms)}" if one["heard_ms"] else ""
    there = f", {one['we_lack']} there for us" if one["we_lack"] else ""
    said = f"{one_line(one['name'])}: {one['reason']}{since}"
    return f"  {said}; {waits(one['they_lack'])} for it{there}."
