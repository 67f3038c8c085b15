"""The auditor's verb about patterns that may mean fraud or fault."""

from __future__ import annotations

from typing import Annotated

import typer

from core.audit.anomalies import RULES
from core.audit.anomalies.anomaly import Anomaly, Story
from core.audit.story import story_of
from node.auditing.periods import period_of
from node.auditing.plain import happening
from node.auditing.replaying import cut_of, looking_at
from node.auditing.telling import found_in
from node.cli import show
from node.cli.options import DEFAULT_DATA, DataOption, JsonOption
from node.cli.speech import Speech, speech_of
from node.wording import one_line

FromOption = Annotated[str, typer.Option("--from", help="From when, like 2026-11-01. UTC.")]
UntilOption = Annotated[str, typer.Option("--until", help="Up to when; a day counts whole. UTC.")]
BranchOption = Annotated[str, typer.Option(help="One branch only.")]
TillOption = Annotated[str, typer.Option(help="One till only, by its name.")]

FOUND_STATUS = 1
"""Exit status when there is something to look at."""


def list_anomalies(
    since: FromOption = "",
    until: UntilOption = "",
    branch: BranchOption = "",
    till: TillOption = "",
    explain: Annotated[bool, typer.Option(help="Say what each rule looks for, and end.")] = False,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Look for patterns that may mean fraud or fault; exit status 1 when there are any."""
    spoken = speech_of(data)
    if explain:
        rules = {rule.name: rule.explains for rule in RULES}
        told = "\n".join(f"{name}: {spoken.audited(said)}" for name, said in rules.items())
        show.show({"rules": rules}, as_json=as_json, sentence=told)
        return
    with looking_at(data) as view:
        story = story_of(view, cut_of(view, ""))
        found = found_in(story, period_of(since, until, branch, till))
        lines = [_line(spoken, one, story) for one in found]
    none = [spoken.say("Nothing follows any of the rules.")]
    answer = {
        "anomalies": [
            {"rule": one.rule, "person": one.person, "said": one.said, **happening(one.happened)}
            for one in found
        ]
    }
    show.show(answer, as_json=as_json, sentence="\n".join(map(one_line, lines or none)))
    if found:
        raise typer.Exit(FOUND_STATUS)


def _line(spoken: Speech, one: Anomaly, story: Story) -> str:
    at = spoken.second(one.happened.stamp_ms)
    who = f" ({one.person})" if one.person else ""
    node = story.nodes.name(one.happened.stream.author)
    return f"{at}  {node}  {one.rule}{who}: {spoken.audited(one.said)}"


def register(audit: typer.Typer) -> None:
    """Add the verb to those of audits."""
    audit.command("anomalies")(list_anomalies)
