"""Mailing: receipts that somebody wants by e-mail wait here until there is a line."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from node.language.words import words
from node.paper_config import MailConfig
from node.receipts.carrying import Carrier
from node.receipts.html import as_html
from node.receipts.layout import SUBJECT
from node.receipts.making import document_of
from node.receipts.outbox import MAIL, Job, Outbox
from node.receipts.rendering import language_for, name_of, paper_of
from node.receipts.smtp import carry
from node.receipts.text import as_text, plain
from node.till import Till


class Mailing:
    """The worker's job that mails."""

    def __init__(self, till: Till, directory: Path, config: MailConfig) -> None:
        """Send what waits in the outbox of ``directory``."""
        self._till, self._config = till, config
        self._carrier = Carrier(Outbox(directory), MAIL, till.log.now_ms, self._sender)

    def step(self) -> float:
        """Carry what waits."""
        return self._carrier.step()

    def notes(self) -> dict[str, Any]:
        """Return what a person must know."""
        return self._carrier.notes()

    def _sender(self, job: Job) -> Callable[[], None]:
        return partial(carry, self._config, message_of(self._till, job, self._config))


def message_of(till: Till, job: Job, config: MailConfig) -> EmailMessage:
    """Return the e-mail of a job: the receipt as text, and as a page."""
    document, stationery = document_of(till, job), till.config.stationery
    language = language_for(document, job.language, stationery)
    paper = paper_of(document, language, stationery)
    title = f"{words(language, SUBJECT).say('Receipt')} {name_of(document)}"
    if stationery.header:
        title = f"{plain(stationery.header[0])}: {title}"
    message = EmailMessage()
    message["From"], message["To"] = config.sender, job.address
    message["Subject"] = title
    # The same job is the same message: who gets it twice sees it once.
    message["Message-ID"] = f"<{job.number}.{job.asked_ms}.{document_id(job)}@{domain_of(config)}>"
    message.set_content(as_text(paper, stationery.columns))
    message.add_alternative(as_html(paper, language, title), subtype="html")
    return message


def document_id(job: Job) -> str:
    """Return the receipt's number as it may stand in a message's id."""
    return "".join(one for one in job.what if one.isascii() and (one.isalnum() or one == "-"))


def domain_of(config: MailConfig) -> str:
    """Return the domain that receipts are sent from."""
    return config.sender.rpartition("@")[2]
