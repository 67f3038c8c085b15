"""Rendering: the facts of a paper in a format and a language."""

from __future__ import annotations

from dataclasses import asdict
from typing import NamedTuple

from node.language.languages import checked_language
from node.receipts.blocks import Paper
from node.receipts.document import ReceiptDocument
from node.receipts.html import as_html
from node.receipts.layout import receipt_paper
from node.receipts.text import as_text
from node.receipts.z_document import ReportDocument
from node.receipts.z_layout import report_paper
from node.shop.answers.papers import PaperAnswer
from node.till_config import Stationery

Document = ReceiptDocument | ReportDocument

MEDIA_TYPES = {"text": "text/plain", "html": "text/html", "json": "application/json"}
"""What each format is called on the web."""


class Form(NamedTuple):
    """How somebody wants a paper; what is empty is as configured."""

    format: str = "text"
    columns: int | None = None
    language: str = ""


def name_of(document: Document) -> str:
    """Return what a paper is called."""
    if isinstance(document, ReceiptDocument):
        return document.receipt
    return f"{document.series} {f'Z {document.number}' if document.number else 'X'}"


def paper_of(document: Document, language: str, stationery: Stationery) -> Paper:
    """Return a paper as blocks; raises :class:`core.errors.RefusedError` of no language."""
    checked_language(language)
    if isinstance(document, ReceiptDocument):
        return receipt_paper(document, language, stationery)
    return report_paper(document, language, stationery)


def language_for(document: Document, asked: str, stationery: Stationery) -> str:
    """Return the language of a paper: what is asked for, the customer's, or the shop's."""
    own = document.language if isinstance(document, ReceiptDocument) else ""
    return asked or own or stationery.language


def rendered(document: Document, form: Form, stationery: Stationery) -> PaperAnswer:
    """Return a paper; raises :class:`core.errors.RefusedError` of no language."""
    language = language_for(document, form.language, stationery)
    paper = paper_of(document, language, stationery)
    text = ""
    if form.format == "text":
        text = as_text(paper, form.columns or stationery.columns)
    elif form.format == "html":
        text = as_html(paper, language, name_of(document))
    said = asdict(document) if form.format == "json" else None
    return PaperAnswer(
        name_of(document), form.format, MEDIA_TYPES[form.format], language, text, said
    )
