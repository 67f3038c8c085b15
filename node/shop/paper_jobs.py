"""Papers on their way: to the printer, and by e-mail. Nothing here waits for either."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core.errors import RefusedError
from core.views.receipts import Receipt
from node.shop.answers.papers import ChangedJobs, JobAnswer, JobsAnswer, PaperJob
from node.shop.commands import papers as commands
from node.shop.reprinting import print_copy
from node.till import Till
from node.verb import Verb

if TYPE_CHECKING:
    from node.receipts.outbox import Job, Outbox

# The outbox and all that reads documents is read when asked: no sale needs it.


def print_receipt(till: Till, command: commands.PrintPaper) -> JobAnswer:
    """Print a receipt: the first paper of one this till sold, else a copy, which is recorded.

    Raises :class:`RefusedError` without the receipt or without a printer.
    """
    from node.receipts.document import find_receipt
    from node.receipts.making import place_of
    from node.receipts.outbox import PRINT, Wanted

    outbox = _configured(till, till.config.stationery.prints, "printer")
    if (done := _done(outbox, command.id)) is not None:
        return done
    _must_be_language(command.language)
    with till.log.read() as view:
        found = find_receipt(till, view, command.receipt)
    place = place_of(found)
    copy = (
        0
        if _is_ours(till, found) and not outbox.about(place)
        else print_copy(till, found, command.id)
    )
    wanted = Wanted(PRINT, found.text, place, "", command.language, copy, _cut_off(till, found))
    job = outbox.add(wanted._replace(command=_text(command.id)), till.log.now_ms())
    return JobAnswer(_line(job))


def _is_ours(till: Till, found: Receipt) -> bool:
    """Return whether this till sold it in its present epoch: of others it cannot tell."""
    return found.stream.origin == till.origin


def _cut_off(till: Till, found: Receipt) -> bool:
    from node.receipts.cut_off import was_cut_off

    return was_cut_off(till.recall(), found.at_ms)


def print_report(till: Till, command: commands.PrintReport) -> JobAnswer:
    """Print a Z or the X; raises :class:`RefusedError` when there is none, or no printer."""
    from node.receipts.making import X_REPORT, report_name
    from node.receipts.outbox import PRINT, Wanted
    from node.receipts.z_document import x_document, z_document

    outbox = _configured(till, till.config.stationery.prints, "printer")
    if (done := _done(outbox, command.id)) is not None:
        return done
    _must_be_language(command.language)
    with till.log.read() as view:
        if command.x:
            x_document(till, view)
            what = X_REPORT
        else:
            z = z_document(till, view, command.series or till.series, command.number)
            what = report_name(z.series, z.number)
    wanted = Wanted(PRINT, what, language=command.language, command=_text(command.id))
    return JobAnswer(_line(outbox.add(wanted, till.log.now_ms())))


def mail_receipt(till: Till, command: commands.MailReceipt) -> JobAnswer:
    """Send a receipt by e-mail as soon as there is a line.

    Raises :class:`RefusedError` without the receipt or without a mail server.
    """
    from node.receipts.document import find_receipt
    from node.receipts.making import place_of
    from node.receipts.outbox import MAIL, Wanted

    outbox = _configured(till, till.config.stationery.mails, "mail")
    if (done := _done(outbox, command.id)) is not None:
        return done
    _must_be_language(command.language)
    with till.log.read() as view:
        found = find_receipt(till, view, command.receipt)
    wanted = Wanted(
        MAIL,
        found.text,
        place_of(found),
        command.address,
        command.language,
        0,
        _cut_off(till, found),
    )
    job = outbox.add(wanted._replace(command=_text(command.id)), till.log.now_ms())
    return JobAnswer(_line(job))


def show_prints(till: Till, command: commands.ShowPrints) -> JobsAnswer:
    """Return what waits for the printer, and what was printed last."""
    return _jobs(till, "print", command.limit)


def show_mails(till: Till, command: commands.ShowMails) -> JobsAnswer:
    """Return what waits for the mail server, and what was sent last."""
    return _jobs(till, "mail", command.limit)


def retry_prints(till: Till, command: commands.RetryPrints) -> ChangedJobs:
    """Try what waits for the printer at once; raises :class:`RefusedError` without it."""
    return _retry(till, "print", command.job)


def retry_mails(till: Till, command: commands.RetryMails) -> ChangedJobs:
    """Try what waits for the mail server at once; raises :class:`RefusedError` without it."""
    return _retry(till, "mail", command.job)


def cancel_print(till: Till, command: commands.CancelPrint) -> ChangedJobs:
    """Take a print back; raises :class:`RefusedError` when it does not wait."""
    return _cancel(till, "print", command.job)


def cancel_mail(till: Till, command: commands.CancelMail) -> ChangedJobs:
    """Take a mail back; raises :class:`RefusedError` when it does not wait."""
    return _cancel(till, "mail", command.job)


def _retry(till: Till, way: str, job: int | None) -> ChangedJobs:
    changed = _outbox(till).retry(way, job)
    if job is not None and not changed:
        raise RefusedError(f"No job {job} waits; see 'tillmesh {way} status'.")
    return ChangedJobs(changed)


def _cancel(till: Till, way: str, job: int) -> ChangedJobs:
    if not (changed := _outbox(till).cancel(way, job)):
        raise RefusedError(f"No job {job} waits; see 'tillmesh {way} status'.")
    return ChangedJobs(changed)


def _jobs(till: Till, way: str, limit: int) -> JobsAnswer:
    outbox = _outbox(till)
    counts = outbox.counts(way)
    waiting = counts.get("waiting", 0) + counts.get("sending", 0)
    lines = tuple(_line(job) for job in outbox.jobs(way, limit))
    return JobsAnswer(lines, waiting, counts.get("done", 0))


def _done(outbox: Outbox, command_id: UUID | None) -> JobAnswer | None:
    """Return what a command with this id did before, None when it is new."""
    found = None if command_id is None else outbox.by_command(str(command_id))
    return None if found is None else JobAnswer(_line(found), repeated=True)


def _configured(till: Till, has_one: bool, section: str) -> Outbox:
    if not has_one:
        raise RefusedError(
            f"This node has no {section}: write a section [{section}] into its node.toml, "
            "and start it again."
        )
    return _outbox(till)


def _outbox(till: Till) -> Outbox:
    from node.receipts.outbox import Outbox

    if till.directory is None:
        raise RefusedError("This till has no data directory, and so no printer and no mail.")
    return Outbox(till.directory)


def _must_be_language(tag: str) -> None:
    from node.language.languages import checked_language

    if tag:
        checked_language(tag)


def _text(command_id: UUID | None) -> str | None:
    return None if command_id is None else str(command_id)


def _line(job: Job) -> PaperJob:
    domain = job.address.rpartition("@")[2]
    return PaperJob(
        job.number,
        job.what,
        job.state,
        job.copy,
        job.doubtful,
        job.attempts,
        job.trouble,
        job.asked_ms,
        job.done_ms,
        f"@{domain}" if domain else "",
    )


VERBS: dict[str, Verb] = {
    "receipt-print": Verb(commands.PrintPaper, print_receipt),
    "report-print": Verb(commands.PrintReport, print_report),
    "receipt-mail": Verb(commands.MailReceipt, mail_receipt),
    "print-status": Verb(commands.ShowPrints, show_prints),
    "print-retry": Verb(commands.RetryPrints, retry_prints),
    "print-cancel": Verb(commands.CancelPrint, cancel_print),
    "mail-status": Verb(commands.ShowMails, show_mails),
    "mail-retry": Verb(commands.RetryMails, retry_mails),
    "mail-cancel": Verb(commands.CancelMail, cancel_mail),
}
"""The verbs of papers on their way."""
