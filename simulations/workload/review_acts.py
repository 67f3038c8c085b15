"""What people do about reviews: they take a way out of one, or remark on it."""

from __future__ import annotations

from typing import Any

from node.verbs import perform
from simulations.dice import happens
from simulations.workload.cashier import Act, Cashier


def decide(cashier: Cashier) -> None:
    """Decide about some review that this till shows, or say something of it.

    Whoever recounts or orders what is missing books it in, as anybody does; that is other acts.
    """
    listed = perform(cashier.node.till, "reviews", {})["reviews"]
    if not listed:
        return
    dice = cashier.dice
    line = dice.choice(listed)
    named: dict[str, Any] = {"review": line["id"], "note": "looked at"}

    def enter(answer: dict[str, Any]) -> None:
        cashier.books.decisions.append(str(answer["id"]))

    if happens(dice, 200):
        cashier.ask("review-note", cashier.with_id(named), enter)
        return

    def resolved(answer: dict[str, Any]) -> None:
        enter(answer)
        again = perform(cashier.node.till, "reviews", {"resolved": True})["reviews"]
        states = [one["state"] for one in again if one["id"] == line["id"]]
        if not cashier.careful:  # asked again much later, more may have happened
            cashier.expect(f"review {line['id']}", ["resolved"], states)

    way = dice.choice((*line["ways"], "accept"))
    cashier.ask("review-resolve", cashier.with_id({**named, "way": way}), resolved)


REVIEW_ACTS: dict[str, Act] = {"decide": decide}
"""These acts by their names."""
