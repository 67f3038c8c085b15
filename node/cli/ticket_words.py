"""A ticket as people read it."""

from __future__ import annotations

from typing import Any

from node.cli.speech import Speech
from node.language.marks import mark
from node.wording import one_line

STATES = {
    "held": mark("on hold"),
    "open": mark("at {till}"),
    "left": mark("ended, with something left on it"),
    "completed": mark("completed"),
    "closed": mark("closed"),
}
"""How a ticket stands."""

OFFS = {"discount": mark("discount"), "coupon": mark("coupon")}
"""What money off is called."""


def ticket_text(spoken: Speech, answer: dict[str, Any]) -> str:
    """Return all that is on a ticket, what is to pay, and who has it."""
    say, money = spoken.say, spoken.money
    head = say(
        "Ticket {ticket}: {due} to pay, {paid} paid",
        ticket=answer["id"],
        due=money(answer["due_minor"]),
        paid=money(answer["tendered_minor"]),
    )
    lines = [head + _where(spoken, answer) + "."]
    for line in answer["lines"]:
        lines += _line(spoken, line, answer["lines"])
    lines += _offs(spoken, answer, "  ")
    lines += [f"  {say(OFFS['coupon'])} {word}" for word in answer["promotion_coupons"]]
    card_word = say("gift card")
    lines += [
        f"  {card_word} {card['code']} {money(card['amount_minor'])}"
        for card in answer["gift_cards"]
    ]
    lines += [_tendered(spoken, tender) for tender in answer["tenders"]]
    return "\n".join(map(one_line, lines))


def _line(spoken: Speech, line: dict[str, Any], all_lines: list[dict[str, Any]]) -> list[str]:
    shared = sum(other["line"] == line["line"] for other in all_lines) > 1
    name = f"{line['line']}@{line['till']}" if shared else str(line["line"])
    note = f" ({line['note']})" if line["note"] else ""
    quantity, amount = spoken.quantity(line["quantity_milli"]), spoken.money(line["amount_minor"])
    return [f"  {name}: {quantity} x {line['sku']} {amount}{note}", *_offs(spoken, line, "    ")]


def _offs(spoken: Speech, of: dict[str, Any], indent: str) -> list[str]:
    """Say what is taken off a line, or off all of them."""
    said = []
    for kind, word in OFFS.items():
        if off := of[kind]:
            reason = f" ({off['reason']})" if off["reason"] else ""
            said.append(f"{indent}{spoken.say(word)} {spoken.money(-off['amount_minor'])}{reason}")
    return said


def _tendered(spoken: Speech, tender: dict[str, Any]) -> str:
    paid = f"  {spoken.tender(tender['kind'])} {spoken.money(tender['amount_minor'])} "
    pending = ", " + spoken.say("pending") if tender["pending"] else ""
    return paid + spoken.say("at {till}", till=tender["till"]) + pending


def _where(spoken: Speech, answer: dict[str, Any]) -> str:
    """Say who has a ticket and how old that news is, where it is not this till now."""
    named = f", '{answer['name']}'" if answer["name"] else ""
    state = spoken.say(STATES[answer["state"]], till=answer["holder"])
    person = spoken.say(" for {person}", person=answer["person"]) if answer["person"] else ""
    news = f" ({spoken.age(answer['age_s'])})" if answer["age_s"] else ""
    return f"{named}, {state}{person}{news}"
