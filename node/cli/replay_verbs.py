"""The auditor's verbs about the past: what a shop had come to, why, and who knew it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from core.audit.difference import difference, reaches
from core.audit.explain import Step, explain_stock
from core.audit.ledger import happenings
from core.audit.people import People
from core.audit.replay import State, customer_at, receipts_at, state_at, ticket_at
from core.audit.timeline import timelines
from core.errors import RefusedError
from core.shop import kinds
from node.auditing.plain import happening, plain
from node.auditing.replaying import FORMS, Knowledge, cut_of, holders_of, known_to, looking_at
from node.cli import replay_words as words
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import speech_of

UntilOption = Annotated[str, typer.Option(help=f"Up to when: {FORMS}. Default: all of it.")]
NodeOption = Annotated[
    str, typer.Option("--as-of-node", help="What the till of this name could know then.")
]
DIFFERENT_STATUS = 1
"""Exit status when two states differ."""


def replay(
    until: UntilOption = "",
    as_of_node: NodeOption = "",
    receipt: Annotated[str, typer.Option(help="A receipt by its number.")] = "",
    ticket: Annotated[str, typer.Option(help="A ticket by its id.")] = "",
    customer: Annotated[str, typer.Option(help="A customer by their id.")] = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Show stock and takings, or a receipt, ticket or customer, as they were at a past moment."""
    spoken = speech_of(data)
    with looking_at(data) as view:
        known = known_to(data, view, cut_of(view, until), as_of_node)
        if receipt:
            found = receipts_at(view, known.cut, receipt)
            if not found:
                raise RefusedError(
                    f"Receipt {receipt} had not been printed by then, as far as the log goes."
                )
            answer: dict[str, Any] = {"receipts": [plain(one) for one in found]}
            sentence = "\n".join(words.receipt(spoken, one) for one in found)
        elif ticket:
            story = ticket_at(view, known.cut, _id(ticket))
            if story is None:
                raise RefusedError(
                    f"Ticket {ticket} had not been opened by then, as far as the log goes."
                )
            answer, sentence = {"ticket": plain(story)}, words.ticket(spoken, story)
        elif customer:
            person = customer_at(view, known.cut, _id(customer))
            if person is None:
                raise RefusedError(
                    f"Customer {customer} was not known by then, as far as the log goes."
                )
            answer, sentence = {"customer": plain(person)}, words.customer(spoken, person)
        else:
            now = state_at(view, known.cut)
            answer, sentence = _state(now), words.state(spoken, now)
    answer |= _basis(known)
    show.show(answer, as_json=as_json, sentence=f"{sentence}{words.basis(spoken, known)}")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RefusedError(f"'{text}' is no id.") from None


def _state(state: State) -> dict[str, Any]:
    stock = [
        {"sku": sku, "location": location, "quantity_milli": quantity}
        for (sku, location), quantity in state.stock.items()
    ]
    return {**plain(state._replace(stock={})), "stock": stock}


def _basis(known: Knowledge) -> dict[str, Any]:
    cut = {str(stream): last for stream, last in known.cut.items()}
    return {"cut": cut, "known_by": known.basis}


def diff(
    first: Annotated[str, typer.Argument(help="A data directory, or a moment of --data.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Compare two nodes, or two moments of one: streams, stock, takings, tenders."""
    directories = [bool(text) and Path(text).is_dir() for text in (first, second)]
    if any(directories) and not all(directories):
        raise RefusedError("Give two data directories, or two moments and --data.")
    one, other = (Path(first), Path(second)) if all(directories) else (data, data)
    texts = ("", "") if all(directories) else (first, second)
    with ExitStack() as stack:
        here = stack.enter_context(looking_at(one))
        # One process opens a log once: two moments of it are two looks through one transaction.
        there = here if one == other else stack.enter_context(looking_at(other))
        cuts = cut_of(here, texts[0]), cut_of(there, texts[1])
        streams = reaches((here, cuts[0]), (there, cuts[1]))
        found = difference(streams, state_at(here, cuts[0]), state_at(there, cuts[1]))
    answer = {"same": found.is_none, **plain(found)}
    show.show(answer, as_json=as_json, sentence=words.differences(speech_of(data), found))
    if not found.is_none:
        raise typer.Exit(DIFFERENT_STATUS)


def explain(
    figure: Annotated[str, typer.Argument(metavar="SKU@BRANCH", help="The figure.")],
    until: UntilOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """List every event behind a stock figure, with what it came to after each."""
    sku, at, branch = figure.rpartition("@")
    if not (sku and at and branch):
        raise RefusedError(f"'{figure}' is not SKU@BRANCH, like milk@B1.")
    with looking_at(data) as view:
        steps = list(explain_stock(view, cut_of(view, until), sku, branch))
    quantity = steps[-1].after_milli if steps else 0
    answer = {
        "sku": sku,
        "location": branch,
        "quantity_milli": quantity,
        "steps": [{**happening(step.happened), **_moved(step)} for step in steps],
    }
    spoken = speech_of(data)
    head = spoken.count(
        "{quantity} of {sku} at {branch}, after {count} event.",
        "{quantity} of {sku} at {branch}, after {count} events.",
        len(steps),
        quantity=spoken.quantity(quantity),
        sku=sku,
        branch=branch,
    )
    told = [*(words.step(spoken, step) for step in steps), head]
    show.show(answer, as_json=as_json, sentence="\n".join(told))


def _moved(step: Step) -> dict[str, Any]:
    return {name: value for name, value in step._asdict().items() if name != "happened"}


def timeline(
    receipt: Annotated[str, typer.Argument(help="The number on the receipt.")],
    until: UntilOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Tell all about one receipt: who sold it, who approved, what came back, who saw it."""
    with looking_at(data) as view:
        cut = cut_of(view, until)
        people = People(happenings(view, cut, (kinds.USER_CHANGED,)))
        found = timelines(view, cut, receipt)
    if not found:
        raise RefusedError(f"No receipt {receipt} is held in {data}.")
    spoken = speech_of(data)
    places = [(one.receipt.stream, one.receipt.sequence) for one in found]
    distances = [holders_of(data, *place) for place in places]
    both = list(zip(found, distances, strict=True))
    answer = [{**plain(one), "told_by": list(names)} for one, names in both]
    sentence = "\n".join(words.timeline(spoken, one, people, names) for one, names in both)
    show.show({"timelines": answer}, as_json=as_json, sentence=sentence)


def register(audit: typer.Typer) -> None:
    """Add the verbs to those of audits."""
    for verb in (replay, diff, explain, timeline):
        audit.command()(verb)
