"""The verb that asks the scale: weigh."""

from __future__ import annotations

from typing import Any

import typer

from node.cli import show
from node.cli.asking import ask
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech
from node.language.marks import mark

STATES = {
    "still": mark("at rest"),
    "moving": mark("still moving"),
    "overloaded": mark("more than the scale can weigh"),
    "below-zero": mark("less than nothing"),
}
"""What is said of how a scale stands."""


def weigh(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Show what the scale shows, and whether it is at rest."""
    show.tell(ask(data, "weigh", {}), data, as_json=as_json, sentence=_shown)


def _shown(spoken: Speech, answer: dict[str, Any]) -> str:
    state = spoken.say(STATES[answer["state"]])
    if answer["weight_milli"] is None:
        return spoken.say("The scale shows no weight: {state}.", state=state)
    weight = f"{spoken.quantity(answer['weight_milli'])} {answer['unit']}"
    if answer["net"]:
        return spoken.say("{weight} net, {state}.", weight=weight, state=state)
    return spoken.say("{weight}, {state}.", weight=weight, state=state)


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(weigh)
