"""What a node's configuration says of papers: its language, its receipts, printer and mail."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from core.errors import RefusedError
from node.wording import PRINTER_PATTERN

LINES_MAX = 12
"""Lines a shop may have above and below its receipts."""

LINE_LENGTH_MAX = 200


def _known_zone(name: str) -> str:
    try:
        return name and ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise ValueError("no time zone has this name; one is Europe/Kyiv") from None


def _known_language(tag: str) -> str:
    from node.language.languages import checked_language

    try:
        return checked_language(tag)
    except RefusedError as error:
        raise ValueError(str(error).removesuffix(".")) from None


Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH_MAX)]
Lines = Annotated[tuple[Line, ...], Field(max_length=LINES_MAX)]
Zone = Annotated[str, AfterValidator(_known_zone)]
LanguageTag = Annotated[str, AfterValidator(_known_language)]
Printer = Annotated[str, StringConstraints(pattern=PRINTER_PATTERN)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReceiptConfig(_Section):
    """What stands on every paper of this node."""

    header: Lines = ()
    """The shop's name, and lines below it."""
    footer: Lines = ()
    time_zone: Zone = ""
    """Like Europe/Kyiv; empty is the machine's own."""
    cut_off_note: Line = ""
    """What a receipt says that was sold while nobody could be reached; empty: our sentence."""
    columns: Literal[32, 42, 48] = 42


class PrinterConfig(_Section):
    """A receipt printer that understands ESC/POS."""

    address: Printer
    """tcp://HOST:PORT, usb:VENDOR:PRODUCT, serial:/dev/NAME or file:/dev/NAME."""
    automatic: bool = True
    """Whether every receipt of this till is printed when it is sold."""
    drawer: bool = True
    """Whether the printer opens the drawer when cash changes hands."""
    logo: str = ""
    """A picture, black on white, printed above the shop's name."""
    profile: str = "default"
    """The printer's model, as python-escpos knows it: its code pages and what it can do."""
    code_pages: Annotated[tuple[str, ...], Field(min_length=1)] = (
        *("CP437", "CP858", "CP1252", "CP852", "CP866"),
    )
    """The code pages it has, those tried first first. These every printer has; one that has CP1251
    prints every Ukrainian letter with it, the others are given look-alikes."""
    baud: Annotated[int, Field(ge=300, le=1_000_000)] = 9600
    """How fast a serial line is."""


class MailConfig(_Section):
    """The mail server that takes receipts."""

    host: Annotated[str, StringConstraints(min_length=1, max_length=253)]
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    sender: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    """A file that holds the password and nothing else; only the node's user should read it."""
