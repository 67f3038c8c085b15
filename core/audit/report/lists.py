"""The lists of a report: each happening that an auditor wants to see by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.audit.anomalies.anomaly import Story
from core.audit.report.section import Cell, Form, Row, Section, Shown, headed, listed
from core.audit.tables.receipts import REFUND
from core.shop.roles import RULES, Permission, Unit
from core.views.reviews import REVIEW_KINDS
from core.views.reviews.state import RESOLVED, reviews

PPM_PER_THOUSANDTH = 1_000
"""Parts of a million in one thousandth, in which shares are measured."""

_WHEN = (Shown("When", "at_ms", Form.TIME), Shown("Till", "till"))

Tables = Mapping[str, Sequence[Row]]
"""The rows of every table, by its name."""


def to_look_at(tables: Tables) -> Iterator[Section]:
    """Yield what a person should look at first."""
    person, said = Shown("Person", "person"), Shown("What", "said", Form.WORD)
    says = "Patterns that may mean fraud or fault; 'audit anomalies --explain' says why."
    rule = Shown("Rule", "rule", Form.WORD)
    yield listed("Anomalies", says, tables["anomalies"], *_WHEN, rule, person, said)
    ends = (Shown("From", "first", is_number=True), Shown("To", "last", is_number=True))
    says = "Numbers missing in a till's series of receipts."
    yield listed("Gaps", says, tables["gaps"], *_WHEN, Shown("Series", "series"), *ends)


def of_the_shop(tables: Tables) -> Iterator[Section]:
    """Yield refunds, voids, overrides, prices, the drawer and its shifts."""
    refunds = [row for row in tables["receipts"] if row["kind"] == REFUND]
    who, reason = Shown("Cashier", "cashier"), Shown("Why", "reason")
    paid = Shown("Amount", "paid_minor", Form.AMOUNT, is_number=True)
    numbers = (Shown("Receipt", "receipt"), Shown("Of", "refunds"))
    yield listed("Refunds", "What came back.", refunds, *_WHEN, *numbers, who, paid, reason)
    goods = (
        Shown("SKU", "sku"),
        Shown("Quantity", "quantity_milli", Form.QUANTITY, is_number=True),
        Shown("Amount", "amount_minor", Form.AMOUNT, is_number=True),
    )
    yield listed("Voids", "Lines taken off tickets.", tables["voids"], *_WHEN, who, *goods)
    yield _overrides(tables["overrides"])
    says = "Prices set, with what they were; a product's first price is no change."
    change = (
        Shown("Before", "before_minor", Form.PRICE, is_number=True),
        Shown("Now", "price_minor", Form.PRICE, is_number=True),
    )
    branch = Shown("Branch", "for_branch")
    sku = Shown("SKU", "sku")
    changed = [row for row in tables["prices"] if not _is_first(row)]
    yield listed("Price changes", says, changed, *_WHEN, sku, branch, *change)
    says = "The drawer opened without a sale, and cash put in or taken out."
    moved = Shown("Amount", "amount_minor", Form.AMOUNT, is_number=True)
    how = Shown("How", "way", Form.WORD)
    yield listed("Drawer", says, tables["drawer"], *_WHEN, how, who, reason, moved)
    money = [
        Shown(heading, column, Form.AMOUNT, is_number=True)
        for heading, column in (
            ("Paid", "paid_minor"),
            ("Paid back", "refunded_minor"),
            ("Expected", "expected_minor"),
            ("Counted", "counted_minor"),
            ("Difference", "difference_minor"),
        )
    ]
    z = (Shown("Z", "number", is_number=True), Shown("Day", "business_date", Form.DAY))
    hashed = Shown("Hash", "digest", Form.HASH)
    yield listed("Shifts", "As each Z says.", tables["shifts"], *_WHEN, *z, who, *money, hashed)


def _overrides(rows: Sequence[Row]) -> Section:
    headings = [("When", False), ("Till", False), ("Who", False), ("Let by", False)]
    headings += [("What", False), ("About", False), ("How much", True)]
    cells = [
        (
            Cell(row["at_ms"], Form.TIME),
            *(Cell(row[name]) for name in ("till", "user", "approver")),
            Cell(row["permission"], Form.WORD),
            Cell(row["about"]),
            _measured(str(row["permission"]), int(row["measure"])),
        )
        for row in rows
    ]
    return headed("Overrides", "Acts done on somebody else's word.", headings, cells)


def _measured(permission: str, measure: int) -> Cell:
    """Return how much an act was: money, a share, or so many; of a newer till's as a number."""
    unit = RULES[Permission(permission)].unit if permission in set(Permission) else Unit.ACT
    match unit:
        case Unit.MONEY:
            return Cell(measure, Form.AMOUNT)
        case Unit.SHARE:
            return Cell(measure * PPM_PER_THOUSANDTH, Form.RATE)
    return Cell(measure)


def _is_first(row: Row) -> bool:
    """Whether a price is a product's own first one, as an import sets thousands of."""
    narrowed = any(row[name] for name in ("for_branch", "for_group", "from_quantity_milli"))
    return not narrowed and int(row["before_minor"]) < 0


def of_the_nodes(tables: Tables) -> Iterator[Section]:
    """Yield clock jumps, epochs, erasures, forks and late events."""
    off = Shown("Off by", "off_ms", Form.MINUTES, is_number=True)
    says = "Where the time a till says parts from what its log had reached."
    yield listed("Clock jumps", says, tables["clock_jumps"], *_WHEN, off)
    which = (Shown("Epoch", "epoch", is_number=True), Shown("Why", "reason", Form.WORD))
    says = "Begun because a node could not prove its log whole."
    yield listed("Epochs", says, tables["epochs"], *_WHEN, *which)
    whom = (Shown("Customer", "customer"), Shown("By", "by"))
    left = Shown("Keys left", "keys_left", is_number=True)
    says = "Customers who were forgotten: the keys to their data are erased, and the sums stay."
    yield listed("Erasures", says, tables["erasures"], *_WHEN, *whom, left)
    whose = (
        Shown("Whose", "forked_node"),
        Shown("Scope", "scope"),
        Shown("From record", "from_sequence", is_number=True),
    )
    yield listed("Forks", "Two histories of one stream.", tables["forks"], *_WHEN, *whose)
    late = (
        Shown("Events", "events", is_number=True),
        Shown("Behind by", "behind_ms", Form.MINUTES, is_number=True),
    )
    says = "Streams whose events came an hour or more after younger ones: a till was cut off."
    yield listed("Late events", says, tables["late_events"], *_WHEN, *late)


def of_reviews(story: Story, tables: Tables) -> Iterator[Section]:
    """Yield what waits for a person as the log stands, and what was decided in the period."""
    said = {kind.name: kind.said for kind in REVIEW_KINDS}
    rows = [
        (
            Cell(one.problem.kind, Form.WORD),
            Cell(one.problem.location),
            Cell(one.state, Form.WORD),
            Cell(said[one.problem.kind](one.problem), Form.WORD),
        )
        for one in reviews(story.view, REVIEW_KINDS)
        if one.state != RESOLVED
    ]
    headings = [("Kind", False), ("Branch", False), ("State", False), ("What", False)]
    yield headed("Reviews open", "As the log stands, whatever the period.", headings, rows)
    shown = (
        Shown("Review", "review", Form.WORD),
        Shown("About", "subject"),
        Shown("Way out", "way", Form.WORD),
        Shown("By", "by"),
        Shown("Note", "note"),
    )
    yield listed("Reviews decided", "In the period.", tables["decisions"], *_WHEN, *shown)
