"""Hypothesis strategies for what tills do to shared tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from core.money import AMOUNT_MINOR_MAX
from core.shop.limits import CODE_LENGTH_MAX
from core.shop.product_edit import FieldEdit
from core.shop.ticket import Ticket, TicketClosing, TicketCompletion
from core.shop.ticket_fields import (
    CARDS,
    COUPONS,
    DISCOUNTS,
    NOTES,
    PRICES,
    SHOWN,
    MoneyOff,
    line_field,
    off_field,
)
from core.shop.ticket_steps import (
    TicketEdit,
    TicketLineRemoval,
    TicketScan,
    TicketTender,
    TicketTenderReturn,
)
from tests.fields import streams, words

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary

OWNER = bytes(20) + b"branch:north"
"""A stream that no node of a mesh writes."""


TICKET_BODIES: dict[str, list[Any]] = {
    "ticket.opened": [1, 5, "north", "n1"],
    "ticket.line_added": [1, 5, 1, "milk", 1000, 100],
    "ticket.line_removed": [1, 5, 1],
    "ticket.tendered": [1, 5, "cash", 100],
    "ticket.tender_returned": [1, 5, bytes(16), 3],
    "ticket.edited": [1, 5, bytes(16), [["holder", 1, "n1"]]],
    "ticket.completed": [1, 5, bytes(16)],
    "ticket.closed": [1, 5, bytes(16), b"", "left", [[OWNER, 7]]],
}
"""A body of each kind, in schema version 1."""


def _cuts() -> st.SearchStrategy[tuple[tuple[bytes, int], ...]]:
    held = streams().map(lambda stream: stream.to_bytes())
    cut = st.dictionaries(held, st.integers(1, 2**63 - 1), max_size=2)
    return cut.map(lambda found: tuple(sorted(found.items())))


def _edits(
    line: st.SearchStrategy[int], revision: st.SearchStrategy[int]
) -> st.SearchStrategy[FieldEdit]:
    """A field of each family, and plain ones."""
    offs = st.builds(lambda amount, why: MoneyOff(amount, why).value, line, words(empty=True))
    return st.one_of(
        st.builds(FieldEdit, st.sampled_from(["name", "holder"]), revision, words(empty=True)),
        st.builds(FieldEdit, line.map(lambda n: line_field(PRICES, n, OWNER)), revision, line),
        st.builds(FieldEdit, line.map(lambda n: off_field(DISCOUNTS, n, OWNER)), revision, offs),
        st.builds(FieldEdit, st.just(off_field(COUPONS)), revision, offs),
        st.builds(FieldEdit, words().map(lambda word: SHOWN + word), revision, st.integers(0, 1)),
        st.builds(FieldEdit, words(CODE_LENGTH_MAX).map(lambda code: CARDS + code), revision, line),
        st.builds(
            FieldEdit, line.map(lambda n: line_field(NOTES, n, OWNER)), revision, words(empty=True)
        ),
    )


def ticket_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Every step of a ticket, by the name of its event's kind."""
    from tests.strategies import Act

    cuts = _cuts()
    owner = st.sampled_from([b"", OWNER])
    line = revision = st.integers(1, 3)
    edit = _edits(line, revision)
    fields: dict[str, tuple[Any, dict[str, st.SearchStrategy[Any]]]] = {
        "ticket.opened": (Ticket.open, {"location": say.location, "till": words()}),
        "ticket.line_added": (
            TicketScan.scan,
            {
                "ticket": say.sale,
                "line": line,
                "owner": owner,
                "till": words(),
                "sku": say.sku,
                "quantity_milli": st.integers(1, 5_000),
                "amount_minor": st.integers(0, AMOUNT_MINOR_MAX),
                "stated": st.booleans(),
            },
        ),
        "ticket.line_removed": (
            TicketLineRemoval.remove,
            {"ticket": say.sale, "line": line, "owner": owner, "cut": cuts},
        ),
        "ticket.tendered": (
            TicketTender.take,
            {
                "ticket": say.sale,
                "till": words(),
                "kind": say.tender,
                "reference": words(empty=True),
                "pending": st.booleans(),
                "amount_minor": st.integers(1, AMOUNT_MINOR_MAX),
            },
        ),
        "ticket.tender_returned": (
            TicketTenderReturn.give_back,
            {"ticket": say.sale, "sequence": st.integers(1, 9)},
        ),
        "ticket.edited": (
            TicketEdit.edit,
            {
                "ticket": say.sale,
                "fields": st.lists(edit, min_size=1, max_size=3, unique_by=lambda one: one.name),
            },
        ),
        "ticket.completed": (
            TicketCompletion.complete,
            {"ticket": say.sale, "sale": say.sale, "cut": cuts},
        ),
        "ticket.closed": (
            TicketClosing.close,
            {"ticket": say.sale, "into": st.none() | say.sale, "reason": words(), "cut": cuts},
        ),
    }
    return {
        kind: st.builds(Act, st.just(decide), st.fixed_dictionaries(said), say.at_ms)
        for kind, (decide, said) in fields.items()
    }
