"""Tables of people: what was taken off tickets, done on somebody's word, and who came and went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.audit.anomalies.anomaly import Story
from core.audit.ledger import Happening, ticket_of
from core.audit.period import Period
from core.audit.tables.table import PLACE, Table, Value, number, place, text, within
from core.identity import StreamId
from core.shop import kinds


def _voids(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    scanned: dict[tuple[bytes, int], tuple[str, int, int]] = {}
    at_till: dict[StreamId, str] = {}
    for one in story.of(*_TICKETS):
        fact: Any = one.fact
        if one.kind in (kinds.USER_SIGNED_IN, kinds.USER_SIGNED_OUT):
            came = one.kind == kinds.USER_SIGNED_IN
            at_till[one.stream] = story.people.name(fact.user) if came else ""
            continue
        line = (getattr(fact, "owner", b"") or one.stream.to_bytes(), fact.line)
        if one.kind == kinds.TICKET_LINE_ADDED:
            sku, quantity, amount = scanned.get(line, ("", 0, 0))
            quantity, amount = quantity + fact.quantity_milli, amount + fact.amount_minor
            scanned[line] = (sku or fact.sku, quantity, amount)
        elif period.holds(one, story):
            goods = scanned.get(line, ("", 0, 0))
            ticket = ticket_of(one).hex()
            yield (*place(one, story), at_till.get(one.stream, ""), ticket, fact.line, *goods)


_TICKETS = (
    kinds.USER_SIGNED_IN,
    kinds.USER_SIGNED_OUT,
    kinds.TICKET_LINE_ADDED,
    kinds.TICKET_LINE_REMOVED,
)

VOIDS = Table(
    "voids",
    "every line taken off a ticket",
    (
        *PLACE,
        text("cashier", "who was signed in"),
        text("ticket", "the ticket's id in hexadecimal"),
        number("line", "the line's number"),
        text("sku", "what was on it"),
        number("quantity_milli", "thousandths"),
        number("amount_minor", "what it would have come to"),
    ),
    _voids,
)


def _ages(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    receipts = {one.id: one.receipt for one in story.of(kinds.SALE_COMPLETED)}
    for one in within(story, period, kinds.AGE_CHECKED):
        fact: Any = one.fact
        yield (*place(one, story), receipts.get(fact.sale, ""), fact.minimum_age, fact.by)


AGE_CHECKS = Table(
    "age_checks",
    "every look at a customer's age before goods were sold",
    (
        *PLACE,
        text("receipt", "the sale's number as printed"),
        number("minimum_age", "how old one has to be"),
        text("by", "who looked"),
    ),
    _ages,
)


def _overrides(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, kinds.ACT_APPROVED):
        fact = one.fact
        names = (story.people.name(fact.user), story.people.name(fact.approver))
        remote = int(bool(fact.request))
        yield (*place(one, story), *names, fact.permission, fact.about, fact.measure, remote)


OVERRIDES = Table(
    "overrides",
    "every act done on somebody else's word",
    (
        *PLACE,
        text("user", "who did it"),
        text("approver", "who let them"),
        text("permission", "what was done"),
        text("about", "what it was about"),
        number("measure", "how much of it: minor units, thousandths, or 1"),
        number("remote", "1 when leave came from another till"),
    ),
    _overrides,
)


def _erasures(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    registered: dict[bytes, list[Happening]] = {}
    for one in story.of(kinds.CUSTOMER_REGISTERED):
        registered.setdefault(one.id, []).append(one)
    for one in within(story, period, kinds.CUSTOMER_FORGOTTEN):
        left = len(registered.get(one.fact.customer, ()))
        yield (*place(one, story), str(UUID(bytes=one.fact.customer)), one.fact.by, left)


ERASURES = Table(
    "erasures",
    "every customer who was forgotten",
    (
        *PLACE,
        text("customer", "the id that is left of them"),
        text("by", "who did it"),
        number("keys_left", "keys to their data that are still in this log; 0: all were erased"),
    ),
    _erasures,
)


def _sessions(story: Story, period: Period) -> Iterator[tuple[Value, ...]]:
    for one in within(story, period, *_SESSIONS):
        by = story.people.name(one.fact.by) if one.fact.by else ""
        yield (*place(one, story), _SESSIONS[one.kind], story.people.name(one.fact.user), by)


_SESSIONS = {
    kinds.USER_SIGNED_IN: "in",
    kinds.USER_SIGNED_OUT: "out",
    kinds.USER_UNLOCKED: "unlocked",
}

SESSIONS = Table(
    "sessions",
    "who came to which till and left it",
    (
        *PLACE,
        text("way", "in, out or unlocked"),
        text("user", "who"),
        text("by", "by whom, if not"),
    ),
    _sessions,
)
