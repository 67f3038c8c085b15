"""Charts as plain SVG: no script, no font, no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, LEFT, RIGHT = 960, 150, 16
"""Pixels of a chart, and of its margins: names stand in the left one."""

LANE = 18
"""Pixels of one lane."""

INKS = ("#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed", "#0891b2", "#65a30d", "#9f1239")
"""Colours of lines, told apart also by people who see fewer of them: no red beside green."""

DOTS = "2 3"
"""Of which lines are made whose colour another line has."""


class Frame:
    """A time axis, and what is drawn over it."""

    def __init__(self, seconds: float, height: int, marks: Mapping[str, float]) -> None:
        """Span ``seconds`` over the width; ``marks`` are moments by their CSS class.

        A mark is a line through everything.
        """
        self.seconds = max(seconds, 1e-9)
        self.height = height
        self._marks = marks
        self._parts: list[str] = []

    def x(self, at_s: float) -> float:
        """Return where a moment stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * at_s / self.seconds

    def add(self, part: str) -> None:
        """Draw something."""
        self._parts.append(part)

    def name(self, y: float, text: str) -> None:
        """Write a lane's name."""
        self.add(f'<text x="{LEFT - 8}" y="{y:.1f}" text-anchor="end">{escape(text)}</text>')

    def to_svg(self, label: str) -> str:
        """Return the chart with its axis."""
        step = next(s for s in (1, 2, 5, 10, 20, 60, 300, 3600) if self.seconds / s <= 16)
        axis = []
        second = 0
        while second <= self.seconds:
            x = self.x(second)
            axis.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{self.height}"/>')
            said = f"{second} s"
            axis.append(
                f'<text x="{x:.1f}" y="{self.height + 14}" text-anchor="middle">{said}</text>'
            )
            second += step
        marks = [
            f'<line class="{kind}" x1="{self.x(at_s):.1f}" x2="{self.x(at_s):.1f}" '
            f'y1="0" y2="{self.height}"/>'
            for kind, at_s in self._marks.items()
        ]
        inner = "".join(axis + self._parts + marks)
        return (
            f'<div class="chart"><svg viewBox="0 0 {WIDTH} {self.height + 20}" role="img" '
            f'aria-label="{escape(label)}">{inner}</svg></div>'
        )


def lanes(
    names: Sequence[str], spans: Sequence[Sequence[tuple[float, float, str, str]]], frame: Frame
) -> None:
    """Draw one lane a name; a span is (begin, end, CSS class, what it says)."""
    for row, (name, marks) in enumerate(zip(names, spans, strict=True)):
        top = row * LANE
        frame.name(top + LANE - 5, name)
        for begin, end, kind, said in marks:
            width = max(1.5, frame.x(end) - frame.x(begin))
            frame.add(
                f'<rect class="{kind}" x="{frame.x(begin):.1f}" y="{top + 2}" '
                f'width="{width:.1f}" height="{LANE - 4}"><title>{escape(said)}</title></rect>'
            )


def heat(
    names: Sequence[str], times_s: Sequence[float], rows: Sequence[Sequence[int]], frame: Frame
) -> None:
    """Draw one strip a name, the darker the more; runs of one value are one rectangle."""
    most = max((max(row, default=0) for row in rows), default=0) or 1
    for number, (name, row) in enumerate(zip(names, rows, strict=True)):
        top = number * LANE
        frame.name(top + LANE - 5, name)
        for begin, end, value in _runs(times_s, row, frame.seconds):
            if value:
                strength = 0.15 + 0.85 * (value / most) ** 0.5
                frame.add(
                    f'<rect fill="#b91c1c" fill-opacity="{strength:.2f}" x="{frame.x(begin):.1f}" '
                    f'y="{top + 2}" width="{frame.x(end) - frame.x(begin):.1f}" '
                    f'height="{LANE - 4}"><title>{escape(name)}: {value} events apart, '
                    f"{begin:.1f} s to {end:.1f} s</title></rect>"
                )


def _runs(
    times_s: Sequence[float], values: Sequence[int], end_s: float
) -> list[tuple[float, float, int]]:
    runs: list[tuple[float, float, int]] = []
    for at_s, value in zip(times_s, values, strict=True):
        if runs and runs[-1][2] == value:
            continue
        if runs:
            runs[-1] = (runs[-1][0], at_s, runs[-1][2])
        runs.append((at_s, end_s, value))
    return runs


def steps(
    times_s: Sequence[float], lines: Mapping[str, Sequence[float]], frame: Frame, unit: str
) -> str:
    """Draw values that stay until they change; returns the legend.

    Lines that agree lie over one another: each is drawn a little thinner than the one below.
    """
    values = [value for line in lines.values() for value in line]
    low, high = min(0.0, *values), max(1.0, *values)

    def y(value: float) -> float:
        return frame.height - 6 - (frame.height - 12) * (value - low) / (high - low)

    for value in {low, 0.0, high}:
        frame.add(
            f'<line class="{"zero" if value == 0 else "grid"}" x1="{LEFT}" x2="{WIDTH - RIGHT}" '
            f'y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
        )
        frame.name(y(value) + 4, f"{value:,.0f} {unit}")
    legend = []
    for number, (name, line) in enumerate(lines.items()):
        ink = INKS[number % len(INKS)]
        points: list[str] = []
        for at_s, value in zip(times_s, line, strict=True):
            if points:
                points.append(f"{frame.x(at_s):.1f},{points[-1].split(',')[1]}")
            points.append(f"{frame.x(at_s):.1f},{y(value):.1f}")
        # Beyond the last colour they come again, in dots.
        dots = f' stroke-dasharray="{DOTS}"' if number >= len(INKS) else ""
        thick = 1.3 + 4 * (len(lines) - 1 - number) / len(lines)
        frame.add(
            f'<polyline fill="none" stroke="{ink}" stroke-width="{thick:.1f}" '
            f'stroke-opacity="0.85"{dots} points="{" ".join(points)}"/>'
        )
        kind = "dots" if dots else "ink"
        legend.append(f'<span><i class="{kind}" style="color:{ink}"></i>{escape(name)}</span>')
    return f'<p class="legend">{" ".join(legend)}</p>'
