"""PDF: the page of a paper, printed to a file."""

from __future__ import annotations

from core.errors import RefusedError

MISSING = "PDF needs WeasyPrint: install 'tillmesh[pdf]', or save the receipt as .html."
"""Said where the extra is not installed, or the system's Pango is missing."""


def as_pdf(html: str) -> bytes:
    """Return a page as a PDF; raises :class:`RefusedError` where WeasyPrint is not installed."""
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]
    except (ImportError, OSError):
        raise RefusedError(MISSING) from None
    # It fetches nothing: a page of ours holds all it shows, and its words are no markup.
    data = HTML(string=html).write_pdf()
    assert isinstance(data, bytes)
    return data
