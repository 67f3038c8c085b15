"""Answers of an audit as programs read them: dicts, lists, text and whole numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.audit.ledger import Happening
from core.crdt.field_map import FieldMap
from core.identity import StreamId
from core.shop.aggregate import moment

ID_BYTES = 16
"""Bytes that are an id and are shown as one."""


def plain(value: Any) -> Any:
    """Return a value as JSON has it; bytes are hexadecimal, or a UUID when they are an id."""
    match value:
        case Happening():
            return happening(value)
        case StreamId() | UUID():
            return str(value)
        case bytes() if len(value) == ID_BYTES:
            return str(UUID(bytes=value))
        case bytes():
            return value.hex()
        case tuple() if hasattr(value, "_asdict"):
            return {name: plain(part) for name, part in value._asdict().items()}
        case list() | tuple():
            return [plain(part) for part in value]
        case dict():
            return {str(key): plain(part) for key, part in value.items()}
        case FieldMap():
            return {name: plain(held.value) for name, held in value.fields.items()}
    return value


def happening(one: Happening) -> dict[str, Any]:
    """Return one event, and what it says."""
    return {
        "at_ms": one.stamp_ms,
        "stream": str(one.stream),
        "sequence": one.sequence,
        "kind": one.kind,
        "receipt": one.receipt,
        "says": plain(one.fact),
    }


def time_text(at_ms: int) -> str:
    """Return a time as every page and line of an audit shows it: to the second, in UTC."""
    return moment(at_ms).strftime("%Y-%m-%d %H:%M:%S")
