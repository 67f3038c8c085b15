"""Status and history as people read them, on eighty columns."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from node.answers import ForkLine
from node.cli.speech import ENGLISH, Speech
from node.forking import in_words
from node.language.marks import mark
from node.wording import one_line
from replication.messages import EVERYTHING

ROLES = {"till": mark("a till of branch {branch}"), "hub": mark("a hub of branch {branch}")}
"""What a node is."""

SHARE_FULL = 0.8
"""How full the data file may be before that is said in red: time to make a larger one."""

CONFIRMERS_MAX = 3
"""Peers named that know of no more than this node: a line has eighty columns."""


def waits(spoken: Speech, number: int) -> str:
    """Return how many events wait."""
    return spoken.count("{count} event waits", "{count} events wait", number)


def status_view(answer: dict[str, Any], spoken: Speech = ENGLISH) -> Group:
    """Return how a node is: what it holds, how far it got, and every link."""
    say = spoken.say
    runs = (say("running"), "green")
    if not answer["running"]:
        runs = (say("not running; sales still work"), "yellow")
    what = say(ROLES[answer["role"]], branch=answer["branch"])
    title = Text.assemble((answer["name"], "bold"), f", {what}, {answer['company']}: ", runs)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    for name, value in _rows(answer, spoken):
        rows.add_row(name, value if isinstance(value, Text) else Text(value))
    parts: list[Any] = [title, Padding(rows, (0, 0, 0, 2), expand=False)]
    if answer["peers"]:
        parts += [Text(), _peers(answer, spoken)]
    return Group(*parts)


def _rows(answer: dict[str, Any], spoken: Speech) -> list[tuple[str, str | Text]]:
    say, heard = spoken.say, spoken.heard
    rows: list[tuple[str, str | Text]] = [
        (say("takes"), _scope_words(spoken, answer["scopes"])),
        (say("holds"), _holds_words(spoken, answer)),
        (say("distance"), _distance_words(spoken, answer)),
        (say("hub"), _hub_words(spoken, answer)),
        (say("behind"), _behind_words(spoken, answer)),
        (say("sales"), _sales_words(spoken, answer)),
        (say("disk"), _disk_words(spoken, answer)),
    ]
    if low := answer["low_products"]:
        products = spoken.count("{count} product", "{count} products", low)
        rows.append((say("low"), say("{products}; see 'tillmesh stock'", products=products)))
    if answer["projections_digest"]:
        digest = answer["stock_digest"][:16]
        rows.append((say("products"), str(answer["products"])))
        rows.append((say("reviews"), _review_words(spoken, answer["open_reviews"])))
        rows.append((say("stock"), say("digest {digest}", digest=digest)))
    rows.append((say("digest"), answer["digest"][:16]))
    rows.append((say("log"), log_words(answer, spoken)))
    if reason := answer["epoch_reason"]:
        told = say("{reason}; receipts have a new series", reason=heard(reason))
        rows.append((say("new epoch"), told))
    if answer["clock"]:
        rows.append((say("clock"), Text(heard(answer["clock"]), "red")))
    for fork in answer["forks"]:
        rows.append((say("fork"), Text(one_line(heard(in_words(ForkLine(**fork)))), "red")))
    rows += [(say("alert"), Text(one_line(heard(said)), "red")) for said in answer["alerts"]]
    return rows


def _holds_words(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say(
        "{events} in {streams}; {own} written here",
        events=answer["events"],
        streams=spoken.count("{count} stream", "{count} streams", answer["streams"]),
        own=answer["own_events"],
    )


def _sales_words(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.say(
        "{sales}, {paid}; refunds {refunds}, {refunded}; open tickets {tickets}",
        sales=answer["sales"],
        paid=spoken.priced(answer["sales_minor"], answer["currency"]),
        refunds=answer["refunds"],
        refunded=spoken.money(answer["refunded_minor"]),
        tickets=answer["open_tickets"],
    )


def log_words(answer: dict[str, Any], spoken: Speech = ENGLISH) -> str:
    """Say whether the log goes on where it stopped, and who says so."""
    say = spoken.say
    begun = say("begun anew") if answer["epoch_reason"] else say("goes on where it stopped")
    if names := ", ".join(map(one_line, answer["confirmed_by"][:CONFIRMERS_MAX])):
        more = len(answer["confirmed_by"]) - CONFIRMERS_MAX
        if more > 0:
            names = spoken.count(
                "{names} and {count} other", "{names} and {count} others", more, names=names
            )
        return say("{begun}; nothing is missing, say {names}", begun=begun, names=names)
    if not answer["peers"]:
        return begun
    return say("{begun}, as far as this disk knows; no peer has said so yet", begun=begun)


def _review_words(spoken: Speech, reviews: int) -> str:
    if not reviews:
        return spoken.say("none open")
    return spoken.count(
        "{count} open; see 'tillmesh reviews'", "{count} open; see 'tillmesh reviews'", reviews
    )


def _scope_words(spoken: Speech, scopes: list[str]) -> str:
    if EVERYTHING in scopes:
        return spoken.say("everything")
    return spoken.say("{scopes}; sales and refunds are of these", scopes=", ".join(scopes))


def _distance_words(spoken: Speech, answer: dict[str, Any]) -> str:
    if not answer["own_events"]:
        return spoken.say("nothing was written here yet")
    words = []
    for peers, events in enumerate(answer["by_peers"]):
        if events and peers:
            words.append(
                spoken.say("{events} on {peers}", events=events, peers=_peer_count(spoken, peers))
            )
        elif events:
            words.append(spoken.say("{events} only here", events=events))
    as_of = answer["known_as_of_ms"]
    told = ", ".join(words)
    if answer["running"] or not as_of:
        return told
    return spoken.say("{what}, as of {moment}", what=told, moment=spoken.moment(as_of, as_of))


def _peer_count(spoken: Speech, peers: int) -> str:
    return spoken.count("{count} peer", "{count} peers", peers)


def _hub_words(spoken: Speech, answer: dict[str, Any]) -> Text:
    waiting = answer["own_events"] - answer["at_hub"]
    if not waiting:
        return Text(spoken.say("has everything written here") if answer["own_events"] else "-")
    if not any(peer["role"] == "hub" for peer in answer["peers"]):
        return Text(spoken.say("none is known; {waits} for one", waits=waits(spoken, waiting)))
    told = spoken.say(
        "{waits} for a hub, the oldest for {age}",
        waits=waits(spoken, waiting),
        age=spoken.span(answer["waits_for_hub_ms"]),
    )
    return Text(told, "yellow")


def _behind_words(spoken: Speech, answer: dict[str, Any]) -> str:
    if any(peer["connected"] for peer in answer["peers"]):
        return spoken.count("{count} event", "{count} events", answer["behind"])
    return spoken.say("unknown: no peer is heard")


def _disk_words(spoken: Speech, answer: dict[str, Any]) -> Text:
    used, most = answer["disk_bytes"], answer["disk_most_bytes"]
    if not most:
        return Text(spoken.size(used))
    words = spoken.say(
        "{used} of at most {most} ({share}); {free} free on the volume",
        used=spoken.size(used),
        most=spoken.size(most),
        share=f"{used / most:.0%}",
        free=spoken.size(answer["disk_free_bytes"]),
    )
    return Text(words, "red" if used > most * SHARE_FULL else "")


def _peers(answer: dict[str, Any], spoken: Speech) -> Table:
    say, short = spoken.say, spoken.short
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column(say("peer"), overflow="ellipsis", no_wrap=True)
    headings = (say("it lacks"), say("lag"), say("we lack"), say("trip"), say("clock"))
    for heading in (*headings, say("sent"), say("got")):
        table.add_column(heading, justify="right", no_wrap=True)
    for peer in answer["peers"]:
        connected = peer["connected"]
        table.add_row(
            Text(one_line(peer["name"]), "green" if connected else "yellow"),
            str(peer["they_lack"]),
            "" if peer["lag_ms"] is None else short(peer["lag_ms"]),
            str(peer["we_lack"]) if connected else "",
            short(peer["rtt_ms"]) if connected and peer["rtt_ms"] is not None else "",
            spoken.signed(peer["skew_ms"]) if connected and peer["skew_ms"] is not None else "",
            spoken.size(peer["bytes_sent"]) if peer["bytes_sent"] else "",
            spoken.size(peer["bytes_received"]) if peer["bytes_received"] else "",
        )
    said = Table.grid(padding=(0, 2))
    for peer in answer["peers"]:
        if words := peer_words(peer, answer["known_as_of_ms"], spoken):
            said.add_row(Text(one_line(peer["name"])), Text(one_line(words), "yellow"))
    both = Table.grid()
    both.add_row(table)
    if said.row_count:
        both.add_row(Text())
        both.add_row(said)
    return both


def peer_words(peer: dict[str, Any], now_ms: int, spoken: Speech = ENGLISH) -> str:
    """Return what is wrong with a link, in words; empty when nothing is."""
    words = [spoken.heard(peer["trouble"])] if peer["trouble"] else []
    if not peer["connected"] and not peer["trouble"]:
        link = spoken.say("not connected")
        if peer["heard_ms"]:
            heard = spoken.moment(peer["heard_ms"], now_ms)
            link = spoken.say("not connected since {moment}", moment=heard)
        words.append(f"{link}, {waits(spoken, peer['they_lack'])}")
    if peer["clock"]:
        words.append(spoken.heard(peer["clock"]))
    return "; ".join(words)


def history_view(answer: dict[str, Any], spoken: Speech = ENGLISH) -> Group:
    """Return a till's receipts as a table."""
    say = spoken.say
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for heading in (say("receipt"), say("time")):
        table.add_column(heading, no_wrap=True)
    for heading in (say("total"), say("refunded")):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(say("distance"))
    now_ms = answer["known_as_of_ms"]
    for line in answer["receipts"]:
        back = line["refunded_minor"]
        table.add_row(
            Text(line["receipt"]),
            spoken.moment(line["at_ms"], now_ms),
            spoken.money(line["total_minor"]),
            spoken.money(back) if back else "",
            distance_words(line["peers"], hub=line["hub"], spoken=spoken),
        )
    said = []
    if answer["more"]:
        said.append(say("There are older ones; --limit shows more."))
    if not answer["running"] and now_ms:
        as_of = spoken.moment(now_ms, 0)
        said.append(say("Distances as of {moment}; the node does not run.", moment=as_of))
    return Group(table, *(Text(line, "dim") for line in said))


def distance_words(peers: int, *, hub: bool, spoken: Speech = ENGLISH) -> str:
    """Return how far an event has travelled, in words."""
    if not peers:
        return spoken.say("hub") if hub else spoken.say("this till only")
    count = _peer_count(spoken, peers)
    return f"{count}, {spoken.say('hub')}" if hub else count
