"""Papers: a receipt or a report as it is printed, made from what is committed."""

from __future__ import annotations

from node.shop.answers.papers import PaperAnswer
from node.shop.commands.papers import ShowPaper, ShowReport
from node.till import Till
from node.verb import Verb

# Rendering reads Babel and more, which no sale needs: every function here reads it when asked.


def show_paper(till: Till, command: ShowPaper) -> PaperAnswer:
    """Return a receipt as it is printed; raises :class:`core.errors.RefusedError` without it."""
    from node.receipts.document import find_receipt, receipt_document
    from node.receipts.rendering import Form, rendered

    form = Form(command.format, command.columns, command.language)
    with till.log.read() as view:
        document = receipt_document(till, view, find_receipt(till, view, command.receipt))
    return rendered(document, form, till.config.stationery)


def show_report(till: Till, command: ShowReport) -> PaperAnswer:
    """Return a Z or the X; raises :class:`core.errors.RefusedError` when there is none."""
    from node.receipts.rendering import Form, rendered
    from node.receipts.z_document import x_document, z_document

    form = Form(command.format, command.columns, command.language)
    with till.log.read() as view:
        if command.x:
            document = x_document(till, view)
        else:
            document = z_document(till, view, command.series or till.series, command.number)
    return rendered(document, form, till.config.stationery)


VERBS: dict[str, Verb] = {
    "receipt-paper": Verb(ShowPaper, show_paper),
    "report-paper": Verb(ShowReport, show_report),
}
"""The verbs of papers."""
