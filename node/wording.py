"""Saying what is wrong with something typed or sent, in words of the shop and not of a library."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

LINE_LENGTH_MAX = 1000
"""Longest sentence: ten lines of a terminal. More of what was sent need not be said back."""

_LEFT_OUT = " ... "

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "is no text",
    "string_unicode": "holds a character that cannot be written down",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is shorter than {min_length} characters",
    "int_type": "is no whole number",
    "int_from_float": "is no whole number",
    "int_parsing": "is no whole number",
    "int_parsing_size": "is a number out of all bounds",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "less_than": "is not below {lt}",
    "too_short": "has fewer than {min_length} entries",
    "too_long": "has more than {max_length} entries",
    "uuid_type": "is no UUID",
    "uuid_parsing": "is no UUID",
    "date_type": "is no date like 2026-11-26",
    "date_parsing": "is no date like 2026-11-26",
    "date_from_datetime_parsing": "is no date like 2026-11-26",
    "date_from_datetime_inexact": "is no date like 2026-11-26",
    "enum": "is not {expected}",
    "literal_error": "is not {expected}",
    "tuple_type": "is no list",
    "list_type": "is no list",
    "dict_type": "is no object with names and values",
    "model_type": "is no object with names and values",
    "model_attributes_type": "is no object with names and values",
    "value_error": "is wrong: {error}",
}
"""What is said of each kind of mistake that pydantic finds."""

NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,23}"
"""How a node, a branch or a company is named."""

NAME_PATTERN = f"^{NAME}$"
CURRENCY_PATTERN = "^[A-Z]{3}$"
KEY_PATTERN = "^[0-9a-f]{64}$"
SCOPE_PATTERN = rf"^(\*|company|branch:{NAME})$"

ADDRESS_PATTERN = r"^tcp://(\*|[A-Za-z0-9][A-Za-z0-9._-]{0,252}):[0-9]{1,5}$"
"""What ZeroMQ takes for a host or an interface; "*" listens on every one."""

SCREEN_OFF = "off"
"""Said instead of an address by a node without a screen."""

SCREEN_PATTERN = r"^(off|http://[A-Za-z0-9][A-Za-z0-9._-]{0,252}:[0-9]{1,5})$"
"""Where screens find a node: one address of the machine's own, so that others are turned away."""

PRINTER_PATTERN = (
    r"^(tcp://[A-Za-z0-9][A-Za-z0-9._-]{0,252}:[0-9]{1,5}|usb:[0-9a-fA-F]{4}:[0-9a-fA-F]{4}"
    r"|serial:/[^\x00-\x1f]{1,250}|file:/[^\x00-\x1f]{1,250})$"
)
"""Where a printer is."""

SCALE_PATTERN = r"^(tcp://[A-Za-z0-9][A-Za-z0-9._-]{0,252}:[0-9]{1,5}|serial:/[^\x00-\x1f]{1,250})$"
"""Where a scale is."""

EMAIL_PATTERN = r"^[^@\s\x00-\x1f,;:<>()\[\]\\\"]{1,64}@[A-Za-z0-9.-]{1,253}$"
"""An e-mail address as mail servers take it: one, and nothing that could become a header."""

_FORMS = {
    EMAIL_PATTERN: "is no e-mail address",
    NAME_PATTERN: "is not 1 to 24 letters, digits, dots, dashes or underscores",
    CURRENCY_PATTERN: "is not three capital letters, like USD",
    KEY_PATTERN: "is not 64 hexadecimal digits",
    SCOPE_PATTERN: "is neither '*' nor 'company' nor 'branch:' with a branch's name",
    ADDRESS_PATTERN: "is not written like tcp://HOST:PORT",
    PRINTER_PATTERN: (
        "is not written like tcp://HOST:9100, usb:04b8:0e28, serial:/dev/ttyUSB0 or "
        "file:/dev/usb/lp0"
    ),
    SCALE_PATTERN: "is not written like tcp://HOST:PORT or serial:/dev/ttyUSB0",
    SCREEN_PATTERN: "is neither 'off' nor written like http://HOST:PORT",
}
"""What is said of a text that is not written as it must be."""


NO_FORM = "is not written as it must be"
"""What is said where a pattern has no words of its own."""


def mistake(error: ValidationError) -> tuple[str, str]:
    """Return where the first mistake is (empty: in the whole) and what is wrong there."""
    return mistake_in(error.errors(include_url=False)[0])


def mistake_in(first: Any) -> tuple[str, str]:
    """Return the same of a mistake as pydantic describes it."""
    where = ".".join(str(part) for part in first["loc"])
    context = first.get("ctx", {})
    if first["type"] == "string_pattern_mismatch":
        return one_line(where), _FORMS.get(context["pattern"], NO_FORM)
    said = _WORDS.get(first["type"], "cannot be used")
    return one_line(where), one_line(said.format_map(context))


BLANKS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Blanks within amounts of money: they print, whatever Python thinks of them."""


def one_line(text: str) -> str:
    """Return a text as one line that a screen can show, what is too long left out."""
    if not text.isprintable():
        text = "".join(
            one if one.isprintable() or one in BLANKS else repr(one)[1:-1] for one in _short(text)
        )
    return _short(text)


def _short(text: str) -> str:
    half = (LINE_LENGTH_MAX - len(_LEFT_OUT)) // 2
    return text if len(text) <= LINE_LENGTH_MAX else text[:half] + _LEFT_OUT + text[-half:]


def to_json(answer: dict[str, Any]) -> str:
    """Return an answer as one line of JSON."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
