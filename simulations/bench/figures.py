"""A measured figure, and how a run of them is written down."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from typing import NamedTuple


class Figure(NamedTuple):
    """One figure; the ratio is to something measured in the same run."""

    value: float
    unit: str
    ratio: float | None = None
    against: str | None = None


def to_json(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | str | None]]:
    """Return the figures as one JSON object."""
    return {name: figure._asdict() for name, figure in figures.items()}


def to_markdown(figures: Mapping[str, Figure]) -> str:
    """Return the figures as a table for ``docs/benchmarks.md``."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"Measured by `make bench` on {machine}, {sys.platform}.",
        "",
        "| figure | value | unit | ratio | against |",
        "|---|---:|---|---:|---|",
    ]
    for name, figure in figures.items():
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        lines.append(
            f"| {name} | {figure.value:,.1f} | {figure.unit} | {ratio} | {figure.against or ''} |"
        )
    return "\n".join(lines) + "\n"
