"""What came of a run: plain data for programs, a few lines for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape

from simulations.checkers import Finding
from simulations.run_state import Traffic

PASS, FAIL = "pass", "fail"

FINDINGS_SHOWN = 12
"""Findings shown to a person; ``--json`` gives all that were kept."""


@dataclass(slots=True)
class Report:
    """One run's outcome. All but the wall's seconds follow from the seed and the options."""

    seed: int
    options: dict[str, Any]
    trace_hash: str
    findings: list[Finding]
    node_events: int
    """Events written at some node, its own or a peer's, summed over all nodes."""
    known_events: int
    """The same, and events of which a node holds no record but the stock rows they moved."""
    kernel_events: int
    """Everything that happened in the kernel: packets, timers, acts, faults."""
    virtual_s: float
    messages: int
    bytes: int
    lost: int
    core: list[str]
    """The nodes that had to agree without all others."""
    core_settling: Traffic
    settling: Traffic
    quiet: Traffic
    lacked_events: int
    acts: dict[str, int]
    refused: dict[str, int]
    lives: int
    """How often a process was started, over all nodes."""
    marks: dict[str, int]
    """The marked paths of core and replication that were walked, and how often."""
    accidents: dict[str, int]
    """How often machines and disks were struck, by what it was."""
    wall_s: float = 0.0
    memory_bytes: int = 0
    """The most memory the process held, when somebody measured it."""

    @property
    def verdict(self) -> str:
        """Whether no checker found anything."""
        return FAIL if self.findings else PASS

    def to_plain(self) -> dict[str, Any]:
        """Return everything as plain data, for one JSON object."""
        return {
            "seed": self.seed,
            "options": self.options,
            "trace_hash": self.trace_hash,
            "verdict": self.verdict,
            "node_events": self.node_events,
            "node_events_per_s": self._per_wall_s(self.node_events),
            "known_events": self.known_events,
            "known_events_per_s": self._per_wall_s(self.known_events),
            "kernel_events": self.kernel_events,
            "kernel_events_per_s": self._per_wall_s(self.kernel_events),
            "virtual_s": self.virtual_s,
            "wall_s": round(self.wall_s, 3),
            "virtual_s_per_s": round(self.virtual_s / self.wall_s, 1) if self.wall_s else 0,
            "memory_bytes": self.memory_bytes,
            "messages": self.messages,
            "bytes": self.bytes,
            "lost": self.lost,
            "lacked_events": self.lacked_events,
            "settling": self.settling._asdict(),
            "quiet": self.quiet._asdict(),
            "acts": self.acts,
            "refused": self.refused,
            "lives": self.lives,
            "core": self.core,
            "core_settling": self.core_settling._asdict(),
            "accidents": self.accidents,
            "marks": self.marks,
            "findings": [finding._asdict() for finding in self.findings],
        }

    def _per_wall_s(self, count: float) -> int:
        return round(count / self.wall_s) if self.wall_s else 0


def show_options(console: Console, options: dict[str, Any]) -> None:
    """Print the seed and every option that came of it, before anything can go wrong."""
    console.print(f"[bold]seed {options['seed']}[/bold]")
    for name, value in options.items():
        if name == "seed":
            continue
        if isinstance(value, dict):
            console.print(f"  {name}:" if value else f"  {name}: none")
            for inner, told in value.items():
                text = _words(told) if isinstance(told, dict) else str(told)
                console.print(f"    {inner}: {escape(text)}", highlight=False)
        else:
            console.print(f"  {name}: {escape(str(value))}", highlight=False)


def _words(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def show_result(console: Console, report: Report) -> None:
    """Print what came of a run."""
    settling = report.settling
    lines = (
        f"{report.virtual_s:.1f} virtual seconds in {report.wall_s:.2f} s: "
        f"{report._per_wall_s(report.virtual_s):,} times real time, "
        f"{report.memory_bytes >> 20:,} MiB",
        f"{report.node_events:,} events written at some node, "
        f"{report._per_wall_s(report.node_events):,} a second; "
        f"with those known by their stock rows {report.known_events:,}, "
        f"{report._per_wall_s(report.known_events):,} a second",
        f"{report.kernel_events:,} events of the kernel, "
        f"{report._per_wall_s(report.kernel_events):,} a second",
        f"{report.messages:,} messages, {report.bytes:,} bytes, {report.lost:,} lost; "
        f"processes started {report.lives} times",
        f"acts: {_words(report.acts) or 'none'}; refused: {_words(report.refused) or 'none'}",
        f"accidents: {_words(report.accidents) or 'none'}",
        f"core of {len(report.core)}: agreed after {report.core_settling.seconds:.1f} s",
        f"healed: {report.lacked_events:,} events were lacking, agreed after "
        f"{settling.seconds:.1f} s, {settling.messages:,} messages, {settling.bytes:,} bytes",
        f"trace {report.trace_hash}",
    )
    for line in lines:
        console.print(line, highlight=False)
    for finding in report.findings[:FINDINGS_SHOWN]:
        where = f"{finding.node} {finding.where}".strip()
        text = f"{finding.at_s:.1f} s  {finding.kind}  {where}: {finding.message}"
        console.print(f"[red]{escape(text)}[/red]", highlight=False)
    left = len(report.findings) - FINDINGS_SHOWN
    if left > 0:
        console.print(f"and {left} more; --json shows all")
    colour = "red" if report.findings else "green"
    console.print(f"[bold {colour}]{report.verdict}[/bold {colour}]")
