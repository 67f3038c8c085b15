"""The report: one look at a period of a log, in sections of cells."""

from __future__ import annotations

from typing import NamedTuple

from core.audit.anomalies.anomaly import Story
from core.audit.period import Period
from core.audit.report import lists, money, persons
from core.audit.report.section import Cell, Section, amount, rows_of
from core.audit.tables import TABLES
from core.audit.tables.receipts import SALE

UNSHOWN = frozenset({"lines", "stock_moves", "sessions"})
"""Tables that are exported and not reported: nobody reads every line of every receipt."""


class Report(NamedTuple):
    """Everything a report shows."""

    tiles: tuple[tuple[str, Cell], ...]
    """What stands at its head: a word and a number each."""
    sections: tuple[Section, ...]


def report_of(story: Story, period: Period) -> Report:
    """Return the report of a period."""
    tables = {
        table.name: rows_of(table, story, period) for table in TABLES if table.name not in UNSHOWN
    }
    receipts, drawer = tables["receipts"], tables["drawer"]
    waiting, *decided = lists.of_reviews(story, tables)
    sections = (
        *lists.to_look_at(tables),
        waiting,
        money.by_day(receipts),
        money.by_tender(tables["tenders"]),
        money.by_rate(tables["taxes"]),
        persons.by_person(receipts, tables["voids"], drawer, tables["overrides"]),
        *lists.of_the_shop(tables),
        *decided,
        *lists.of_the_nodes(tables),
    )
    sold = [row for row in receipts if row["kind"] == SALE]
    back = [row for row in receipts if row["kind"] != SALE]
    currencies = sorted({str(row["currency"]) for row in receipts})
    tiles = [("Sales", Cell(len(sold))), ("Refunds", Cell(len(back)))]
    for currency in currencies:
        left = sum(int(row["paid_minor"]) for row in receipts if row["currency"] == currency)
        tiles.append((f"Taken, {currency}", amount(left)))
    tiles += [
        ("Voids", Cell(len(tables["voids"]))),
        ("Overrides", Cell(len(tables["overrides"]))),
        ("Drawer without sale", Cell(sum(row["way"] == "no-sale" for row in drawer))),
        ("Anomalies", Cell(len(tables["anomalies"]))),
        ("Reviews open", Cell(len(waiting.rows) + waiting.left_out)),
        ("Gaps", Cell(len(tables["gaps"]))),
    ]
    return Report(tuple(tiles), sections)
