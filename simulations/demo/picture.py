"""A picture of the demonstration's screen, as one SVG file that asks nobody for a font."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console, RenderableType

WIDTH = 100
"""Columns of the picture, as many as the screen draws."""

FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" role="img"
  aria-label="The demonstration's screen" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
{styles}
</style>
<defs>
{lines}
</defs>
<rect width="100%" height="100%" rx="8" fill="#181a1f"/>
<g transform="translate({terminal_x}, {terminal_y})" class="{unique_id}-matrix">
{backgrounds}
{matrix}
</g>
</svg>
"""
"""What stands around the letters; the library's own names web fonts on a foreign host."""


def write_picture(picture: RenderableType, path: Path) -> None:
    """Write what a terminal would show to an SVG file."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(picture)
    path.write_text(console.export_svg(code_format=FORMAT, unique_id="demo"), encoding="utf-8")
