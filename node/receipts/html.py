"""HTML: a paper as one page that needs no other file, to be shown, mailed or made into a PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from node.receipts.blocks import Block, Code, Paper

FOLDER = Path(__file__).parent
"""Where the template is."""


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("paper.html")


def as_html(paper: Paper, language: str, title: str) -> str:
    """Return a paper as a page; every word in it is escaped."""
    blocks = [(_kind(block), block, _picture(block)) for block in paper]
    return _template().render(language=language, title=title, blocks=blocks)


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _picture(block: Block) -> str:
    """Return the picture of a QR code, inside the page itself."""
    if not isinstance(block, Code):
        return ""
    return str(segno.make_qr(block.payload, error="l").svg_data_uri(border=2, scale=3))
