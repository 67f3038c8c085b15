"""Shifts and their reports as people read them."""

from __future__ import annotations

from typing import Any

from node.cli.speech import Speech
from node.language.marks import mark
from node.wording import one_line

STATES = {
    "open": mark("open"),
    "closed": mark("closed"),
    "left behind": mark("left behind"),
}
"""How a shift stands."""

FIGURES = {
    "float_minor": mark("float"),
    "takings_minor": mark("takings"),
    "discount_minor": mark("discounts"),
    "coupon_minor": mark("coupons"),
    "tax_minor": mark("tax on top"),
    "rounding_minor": mark("rounding"),
    "paid_minor": mark("paid"),
    "refunded_minor": mark("refunded"),
    "paid_in_minor": mark("paid in"),
    "paid_out_minor": mark("paid out"),
    "expected_minor": mark("expected"),
    "counted_minor": mark("counted"),
    "difference_minor": mark("difference"),
}
"""What the figures of a report are called."""


def report_text(spoken: Speech, answer: dict[str, Any]) -> str:
    """Return a report: its figures, its tenders, and whether it follows from the log."""
    report = answer["report"]
    lines = [
        spoken.say(
            "{report} of {day}, records {first} to {last}",
            report=f"Z {answer['number']}" if answer["number"] else "X",
            day=spoken.day(answer["business_date"]),
            first=answer["first"],
            last=answer["last"],
        )
    ]
    lines += [
        f"  {spoken.say(word)}: {spoken.money(report[name])}"
        for name, word in FIGURES.items()
        if name in report
    ]
    lines += [
        f"  {spoken.tender(kind)}: {spoken.money(amount)}"
        for kind, _, amount in report.get("tenders", ())
    ]
    if answer["digest"]:
        digest = answer["digest"][:16]
        if answer["recomputes"]:
            lines.append("  " + spoken.say("{digest}: follows from the log", digest=digest))
        else:
            lines.append("  " + spoken.say("{digest}: does NOT follow from the log", digest=digest))
    return "\n".join(map(one_line, lines))


def shifts_text(spoken: Speech, answer: dict[str, Any]) -> str:
    """Return every shift as a line."""
    lines = [
        spoken.say(
            "{series} Z {number} of {day}, {state}: {sales}, {paid}, difference {difference}",
            series=line["series"],
            number=line["number"] or "-",
            day=spoken.day(line["business_date"]),
            state=spoken.say(STATES.get(line["state"], line["state"])),
            sales=spoken.count("{count} sale", "{count} sales", line["sales"]),
            paid=spoken.money(line["paid_minor"]),
            difference=spoken.money(line["difference_minor"]),
        )
        for line in answer["shifts"]
    ]
    return "\n".join(map(one_line, lines)) or spoken.say("No shift was opened yet.")
