"""Weighing: what the scale shows, and goods that are sold by it.

The scale is asked before anything is written: it may take a moment, and a write waits for nobody.
"""

from __future__ import annotations

from core.errors import RefusedError
from core.views import catalogue
from node.commands import Command, SellLine
from node.scale.reading import BELOW_ZERO, MOVING, OVERLOADED, STILL, Reading
from node.shop.answers.weights import WeightAnswer
from node.till import Till
from node.verb import Verb

NO_WEIGHT = {
    MOVING: "The scale is still moving: wait until it is at rest, or type the weight.",
    OVERLOADED: "There is more on the scale than it can weigh: take some off, or type the weight.",
    BELOW_ZERO: "The scale shows less than nothing: clear it and set it to zero.",
}
"""Why nothing is sold by what a scale shows."""


class Weigh(Command):
    """Ask what the scale shows."""


def weigh(till: Till, command: Weigh) -> WeightAnswer:
    """Return what the scale shows, at rest or not.

    Raises :class:`RefusedError` without a scale, and when it does not answer.
    """
    reading = _reading(till)
    return WeightAnswer(
        state=reading.state,
        stable=reading.state == STILL,
        weight_milli=reading.weight_milli,
        unit=reading.unit,
        net=reading.net,
    )


def _reading(till: Till) -> Reading:
    if till.read_scale is None:
        raise RefusedError(
            "This node has no scale: write a section [scale] into its node.toml, "
            "and start it again."
        )
    return till.read_scale()


def _weight_milli(till: Till) -> int:
    """Return a weight to sell by; raises :class:`RefusedError` when there is none."""
    reading = _reading(till)
    if reading.state != STILL or reading.weight_milli is None:
        raise RefusedError(NO_WEIGHT.get(reading.state, NO_WEIGHT[MOVING]))
    if reading.weight_milli == 0:
        raise RefusedError("Nothing is on the scale: put the goods on it, or type the weight.")
    return reading.weight_milli


def put_on_scale(till: Till, lines: tuple[SellLine, ...]) -> tuple[SellLine, ...]:
    """Return these lines, with what the scale shows for weighed goods of which nobody said any.

    Raises :class:`RefusedError` when it gives none, or two lines would be sold by one weight.
    """
    if till.read_scale is None:
        return lines
    asking = [at for at, line in enumerate(lines) if _is_unweighed(till, line)]
    if not asking:
        return lines
    if len(asking) > 1:
        raise RefusedError("The scale weighs one thing at a time: type what the others weigh.")
    (at,) = asking
    weighed = lines[at].model_copy(update={"quantity_milli": _weight_milli(till)})
    return (*lines[:at], weighed, *lines[at + 1 :])


def _is_unweighed(till: Till, line: SellLine) -> bool:
    if line.amount_minor is not None or "quantity_milli" in line.model_fields_set:
        return False
    with till.log.read() as view:
        found = catalogue.by_code(view.table("catalogue"), line.code)
    return len(found) == 1 and found[0].weighed


VERBS: dict[str, Verb] = {"weigh": Verb(Weigh, weigh)}
"""The verb of the scale."""
