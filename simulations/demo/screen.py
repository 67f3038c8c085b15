"""The demonstration's live view: every node, how far it is, and the cut drawn plainly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from core.money import format_amount
from simulations.demo.plan import HUB_NAME, Plan

SHEARS = "\u2573"
"""The sign of a cut: a diagonal cross."""

POLL_S = 0.4
"""How often the nodes are asked how they are."""

POLL_SHARE = 5
"""The nodes are left alone five times as long as they took to answer."""


class Screen:
    """Draws the nodes while things happen; quiet where nobody looks."""

    def __init__(
        self,
        plan: Plan,
        console: Console,
        *,
        live: bool,
    ) -> None:
        """Draw on ``console``; without ``live`` only the stages are told."""
        self._plan = plan
        self._console = console
        self._live = Live(console=console, refresh_per_second=8) if live else None
        self.watch: Callable[[dict[str, dict[str, Any] | None]], None] | None = None
        """Who is told how the nodes are, whenever they were asked."""
        self._statuses: dict[str, dict[str, Any] | None] = dict.fromkeys(plan.nodes)
        self._written: dict[str, int] = {}
        """Of each stream, the highest sequence seen at any node."""
        self._next_poll = 0.0
        self.stage_text = ""
        self.cut: frozenset[str] = frozenset()
        """Branches cut off."""
        self.stopped: frozenset[str] = frozenset()
        """Nodes stopped on purpose."""
        self.sold = 0

    def __enter__(self) -> Screen:
        """Begin to draw."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the last picture standing."""
        if self._live is not None:
            self._live.update(self.render(), refresh=True)
            self._live.stop()

    def stage(self, text: str) -> None:
        """Say what happens now; the nodes are looked at as soon as may be."""
        self.stage_text = text
        self._next_poll = 0.0
        if self._live is None:
            self._console.print(text, highlight=False)

    def look(self, ask: Callable[[str], dict[str, Any] | None]) -> None:
        """Ask every node how it is, unless it was asked just now, and draw."""
        now = time.monotonic()
        if (self._live is None and self.watch is None) or now < self._next_poll:
            return
        self._statuses = {name: ask(name) for name in self._statuses}
        took = time.monotonic() - now
        self._next_poll = now + max(POLL_S, took * POLL_SHARE)
        self.show(self._statuses)

    def show(self, statuses: dict[str, dict[str, Any] | None]) -> None:
        """Draw these states of the nodes."""
        self._statuses = statuses
        for status in statuses.values():
            for stream, sequence in (status["heads"] if status else {}).items():
                self._written[stream] = max(sequence, self._written.get(stream, 0))
        if self._live is not None:
            self._live.update(self.render(), refresh=True)
        if self.watch is not None:
            self.watch(statuses)

    def render(self) -> Panel:
        """Return the whole picture."""
        bar = ProgressBar(total=len(self._plan.sales), completed=self.sold, width=48)
        progress = Table.grid(padding=(0, 2))
        progress.add_row(bar, f"{self.sold} of {len(self._plan.sales)} baskets sold")
        body = Group(Text(self.stage_text, style="bold"), progress, self._wires(), self._nodes())
        return Panel(body, title="Tillmesh: real baskets, one cut, one truth", width=100)

    def _wires(self) -> Text:
        """Draw the branches and the hub on one line, the cut one apart."""
        text = Text("\n ")
        joined = [branch for branch in self._plan.stores if branch not in self.cut]
        for branch in joined:
            text.append(f" {branch} ", style="black on green")
            text.append("━━━━", style="green")
        if HUB_NAME in self.stopped:
            text.append(f" {SHEARS}  {HUB_NAME} stopped ", style="white on red")
        else:
            text.append(f" {HUB_NAME} ", style="black on green")
        for branch in sorted(self.cut):
            text.append(f"   {SHEARS} cut {SHEARS}   ", style="bold red")
            text.append(f" {branch} ", style="black on yellow")
        return text.append("\n")

    def _nodes(self) -> Table:
        table = Table(expand=True, box=None, header_style="dim")
        for heading in ("node", "store", "", "peers"):
            table.add_column(heading)
        for heading in ("events", "behind", "sales", "takings"):
            table.add_column(heading, justify="right")
        table.add_column("digest")
        digests = [status["digest"] for status in self._statuses.values() if status is not None]
        for name, branch in self._plan.nodes.items():
            table.add_row(*self._row(name, branch, digests))
        return table

    def behind(self, status: dict[str, Any]) -> int:
        """Return how many of the events that any node was seen to hold this one lacks."""
        return max(0, sum(self._written.values()) - int(status["events"]))

    def _row(self, name: str, branch: str, digests: list[str]) -> list[str]:
        status = self._statuses[name]
        store = self._plan.stores.get(branch, "")
        if status is None or name in self.stopped:
            return [f"[dim]{name}[/dim]", store, "[red]stopped[/red]", *["[dim]-[/dim]"] * 6]
        cut = branch in self.cut
        state = "[yellow]cut off, sells on[/yellow]" if cut else "[green]connected[/green]"
        if branch not in self._plan.stores:
            state = "[green]hub[/green]"
        peers = sum(peer["connected"] for peer in status["peers"])
        behind = self.behind(status)
        digest = status["digest"][:10]
        same = digests.count(status["digest"]) == len(self._plan.nodes)
        return [
            name,
            store,
            state,
            f"{peers}/{len(self._plan.nodes) - 1}",
            str(status["events"]),
            f"[yellow]{behind}[/yellow]" if behind else "0",
            str(status["sales"]),
            format_amount(status["sales_minor"]),
            f"[green]{digest}[/green]" if same else f"[yellow]{digest}[/yellow]",
        ]
