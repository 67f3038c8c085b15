"""Pages for people to keep: written as HTML, or printed to a PDF where that can be had."""

from __future__ import annotations

from pathlib import Path

from core.errors import RefusedError, StorageError


def write_page(html: str, to: Path) -> None:
    """Write a page as HTML or, by the end of its name, as PDF; the name must be a new one.

    Raises :class:`RefusedError` or :class:`StorageError`.
    """
    data = to_pdf(html) if to.suffix.lower() == ".pdf" else html.encode()
    try:
        with to.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise RefusedError(f"{to} exists already; give a new name.") from None
    except OSError as error:
        raise StorageError(f"Cannot write {to}: {error.strerror}.") from error


def to_pdf(html: str) -> bytes:
    """Return a page as PDF; raises :class:`RefusedError` when nothing here can make one."""
    try:
        # Optional, so not at the top: only paper needs it.
        from weasyprint import HTML  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
    except (ImportError, OSError):
        raise RefusedError(
            "A PDF needs a recent WeasyPrint and the system's Pango; install tillmesh[pdf], "
            "or write an .html file and print that."
        ) from None
    # A page of ours holds all it shows: nothing is fetched, from this machine or another.
    data: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf()
    return data
