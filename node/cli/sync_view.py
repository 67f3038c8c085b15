"""Waiting for the network as people watch it: a bar, or a line a second."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from node.cli.speech import ENGLISH, Speech
from node.cli.status_view import waits
from node.syncing import Wait
from node.wording import one_line

LINE_S = 1.0
"""How often a line is written where no bar can be drawn."""

BAR_WIDTH = 30


class SyncView:
    """Shows a wait while it goes on."""

    def __init__(self, console: Console, spoken: Speech, *, quiet: bool, live: bool) -> None:
        """Draw a bar when ``live``, write lines otherwise, and nothing when ``quiet``."""
        self._spoken = spoken
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
            self._live.update(bars(wait, self._spoken), refresh=True)
        elif self._console is not None and wait.seconds >= self._next_s:
            self._next_s = wait.seconds + LINE_S
            left = self._spoken.say(
                "{coming} to come, {going} to go", coming=wait.coming.left, going=wait.going.left
            )
            self._console.print(f"{left}, {_pace(wait, self._spoken)}", highlight=False)


def bars(wait: Wait, spoken: Speech = ENGLISH) -> Table:
    """Return a bar for each direction."""
    table = Table.grid(padding=(0, 2))
    for name, way in ((spoken.say("in"), wait.coming), (spoken.say("out"), wait.going)):
        bar = ProgressBar(total=max(1, way.all), completed=way.done, width=BAR_WIDTH)
        all_events = spoken.count("{count} event", "{count} events", way.all)
        table.add_row(name, bar, spoken.say("{done} of {all}", done=way.done, all=all_events))
    table.add_row("", Text(_pace(wait, spoken), "dim"), "")
    return table


def _pace(wait: Wait, spoken: Speech) -> str:
    if wait.coming.left + wait.going.left == 0:
        return spoken.say("asking who holds what")
    pace = spoken.say("{number} a second", number=f"{wait.per_second:.0f}")
    if wait.eta_s is None:
        return pace
    return spoken.say("{pace}, {seconds} s left", pace=pace, seconds=f"{wait.eta_s:.0f}")


def result_lines(result: dict[str, Any], now_ms: int, spoken: Speech = ENGLISH) -> list[str]:
    """Return how it ended, in sentences, at ``now_ms`` since 1970."""
    seconds = spoken.number(f"{result['seconds']:.1f}")
    moved = spoken.count(
        "{count} event came, {went} went",
        "{count} events came, {went} went",
        result["came"],
        went=result["went"],
    )
    if result["level"]:
        peers = spoken.count("{count} peer", "{count} peers", result["peers"])
        return [
            spoken.say(
                "Level with {peers} in {seconds} s: {moved}.",
                peers=peers,
                seconds=seconds,
                moved=moved,
            )
        ]
    if not result["peers"]:
        return [spoken.say("This node has no peers; see 'tillmesh peer'.")]
    head = spoken.say("Not level after {seconds} s: {moved}.", seconds=seconds, moved=moved)
    return [head, *(_waits(one, now_ms, spoken) for one in result["waits"])]


def _waits(one: dict[str, Any], now_ms: int, spoken: Speech) -> str:
    said = f"{one_line(one['name'])}: {spoken.heard(one['reason'])}"
    if one["heard_ms"]:
        heard = spoken.moment(one["heard_ms"], now_ms)
        said = spoken.say("{what}, last heard {moment}", what=said, moment=heard)
    waiting = spoken.say("{waits} for it", waits=waits(spoken, one["they_lack"]))
    if one["we_lack"]:
        waiting = spoken.say("{what}, {count} there for us", what=waiting, count=one["we_lack"])
    return f"  {said}; {waiting}."
