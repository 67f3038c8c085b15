"""SMTP: the line to the mail server that takes receipts."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from node.paper_config import MailConfig
from node.receipts.carrying import MaybeSentError, NotSentError

TIMEOUT_S = 20.0
"""How long a mail server may take for one answer."""


def carry(config: MailConfig, message: EmailMessage) -> None:
    """Hand one message to the mail server.

    Raises :class:`NotSentError` when the server does not have it, :class:`MaybeSentError` when
    the line broke before it said so.
    """
    try:
        server = _connected(config)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(_not_taken(config, error)) from None
    try:
        server.send_message(message)
    except smtplib.SMTPServerDisconnected as error:
        raise MaybeSentError(f"The mail server hung up: {_words(error)}.") from None
    except smtplib.SMTPException as error:
        raise NotSentError(_not_taken(config, error)) from None
    except OSError as error:
        raise MaybeSentError(f"The line to the mail server broke: {_words(error)}.") from None
    finally:
        # It has the mail or has it not, however it says goodbye.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _not_taken(config: MailConfig, error: Exception) -> str:
    return f"{config.host} did not take the mail: {_words(error)}."


def _connected(config: MailConfig) -> smtplib.SMTP:
    if config.security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            config.host, config.port, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(config.host, config.port, timeout=TIMEOUT_S)
        if config.security == "starttls":
            server.starttls(context=ssl.create_default_context())
    if config.user:
        server.login(config.user, _password(config))
    return server


def _password(config: MailConfig) -> str:
    if not config.password_file:
        return ""
    return Path(config.password_file).read_text("utf-8").strip()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}".rstrip(".")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refuses the address"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip(".")
