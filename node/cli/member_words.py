"""Members and invitations of a company as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from node.cli.moments import utc_clock
from node.cli.speech import Speech
from node.language.marks import mark

STATES = {
    "member": mark("member"),
    "expired": mark("expired"),
    "revoked": mark("revoked"),
    "open": mark("open"),
    "used": mark("used"),
    "withdrawn": mark("withdrawn"),
}
"""How a member or an invitation stands."""

ROLES = {"till": mark("till"), "hub": mark("hub")}
"""What a node may be."""


def until(spoken: Speech, at_ms: int) -> str:
    """Return up to when something holds."""
    if not at_ms:
        return spoken.say("for ever")
    return spoken.say("{moment} UTC", moment=spoken.minute(at_ms))


def invites_table(spoken: Speech, answer: dict[str, Any]) -> Table:
    """Return the invitations as a table."""
    say, rows = spoken.say, []
    for one in answer["invites"]:
        ends = one["used_by"] or until(spoken, one["expires_ms"])
        name, role = one["name"] or say("any"), say(ROLES[one["role"]])
        state = say(STATES[one["state"]])
        rows.append((one["id"][:8], name, role, one["branch"], state, ends))
    headings = (say("Id"), say("For"), say("Role"), say("Branch"), say("State"))
    return _table(say("Invitations"), (*headings, say("By, or until")), rows)


def members_table(spoken: Speech, answer: dict[str, Any]) -> Table:
    """Return who belongs to a company, and who did, as a table."""
    say = spoken.say
    rows = [_member(spoken, one) for one in answer["members"]]
    headings = (say("Node"), say("Role"), say("Branch"), say("Since"), say("By"), say("State"))
    return _table(say("Company {company}", company=answer["company"]), headings, rows)


def _member(spoken: Speech, one: dict[str, Any]) -> tuple[str, ...]:
    say = spoken.say
    state = say(STATES[one["state"]])
    if one["reason"]:
        state += f": {one['reason']}"
    notes = []
    if one["heads"]:
        notes.append(say("closed after {events}", events=_events(spoken, one["heads"])))
    if one["namesakes"]:
        notes.append(say("another node has this name"))
    state += "".join(f" ({note})" for note in notes)
    may_invite = say("may invite")
    name = one["name"] + (f" ({may_invite})" if one["may_invite"] else "")
    since = spoken.digits(utc_clock(one["since_ms"]))
    by = one["invited_by"] or say("root key")
    return (name, say(ROLES[one["role"]]), one["branch"], since, by, state)


def revoked(spoken: Speech, answer: dict[str, Any]) -> str:
    """Return that a node is revoked, and what stays of it."""
    return spoken.say(
        "{node} is revoked; what is held of it here stays: {events}.",
        node=answer["name"],
        events=_events(spoken, answer["heads"]),
    )


def _events(spoken: Speech, heads: dict[str, int]) -> str:
    return spoken.count("{count} event", "{count} events", sum(heads.values()))


def _table(title: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(title=title)
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*map(Text, row))
    return table
