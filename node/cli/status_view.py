"""Status and history as people read them, on eighty columns."""

from __future__ import annotations

from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from core.money import format_amount
from node.answers import ForkLine
from node.cli.moments import count, moment, short, signed, size, waits
from node.clock_words import span
from node.forking import in_words
from node.wording import one_line
from replication.messages import EVERYTHING

SHARE_FULL = 0.8
"""How full the data file may be before that is said in red: time to make a larger one."""

CONFIRMERS_MAX = 3
"""Peers named that know of no more than this node: a line has eighty columns."""


def status_view(answer: dict[str, Any]) -> Group:
    """Return how a node is: what it holds, how far it got, and every link."""
    title = Text.assemble(
        (answer["name"], "bold"),
        f", a {answer['role']} of branch {answer['branch']}, {answer['company']}: ",
        ("running", "green") if answer["running"] else ("not running; sales still work", "yellow"),
    )
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    for name, value in _rows(answer):
        rows.add_row(name, value if isinstance(value, Text) else Text(value))
    parts: list[Any] = [title, Padding(rows, (0, 0, 0, 2), expand=False)]
    if answer["peers"]:
        parts += [Text(), _peers(answer)]
    return Group(*parts)


def _rows(answer: dict[str, Any]) -> list[tuple[str, str | Text]]:
    events = f"{answer['events']} in {count(answer['streams'], 'stream')}"
    sales = f"{answer['sales']}, {format_amount(answer['sales_minor'])} {answer['currency']}"
    refunds = f"{answer['refunds']}, {format_amount(answer['refunded_minor'])}"
    rows: list[tuple[str, str | Text]] = [
        ("takes", _scope_words(answer["scopes"])),
        ("holds", f"{events}; {answer['own_events']} written here"),
        ("distance", _distance_words(answer)),
        ("hub", _hub_words(answer)),
        ("behind", _behind_words(answer)),
        ("sales", f"{sales}; refunds {refunds}; open tickets {answer['open_tickets']}"),
        ("disk", _disk_words(answer)),
    ]
    if answer["low_products"]:
        rows.append(("low", f"{answer['low_products']} products; see 'tillmesh stock'"))
    if answer["projections_digest"]:
        rows.append(("products", str(answer["products"])))
        rows.append(("reviews", _review_words(answer["open_reviews"])))
        rows.append(("stock", f"digest {answer['stock_digest'][:16]}"))
    rows.append(("digest", answer["digest"][:16]))
    rows.append(("log", log_words(answer)))
    if answer["epoch_reason"]:
        rows.append(("new epoch", f"{answer['epoch_reason']}; receipts have a new series"))
    if answer["clock"]:
        rows.append(("clock", Text(answer["clock"], "red")))
    for fork in answer["forks"]:
        rows.append(("fork", Text(one_line(in_words(ForkLine(**fork))), "red")))
    rows += [("alert", Text(one_line(alert), "red")) for alert in answer["alerts"]]
    return rows


def log_words(answer: dict[str, Any]) -> str:
    """Say whether the log goes on where it stopped, and who says so."""
    begun = "begun anew" if answer["epoch_reason"] else "goes on where it stopped"
    if names := ", ".join(map(one_line, answer["confirmed_by"][:CONFIRMERS_MAX])):
        more = len(answer["confirmed_by"]) - CONFIRMERS_MAX
        others = f" and {count(more, 'other')}" if more > 0 else ""
        return f"{begun}; nothing is missing, say {names}{others}"
    if not answer["peers"]:
        return begun
    return f"{begun}, as far as this disk knows; no peer has said so yet"


def _review_words(reviews: int) -> str:
    return f"{reviews} open; see 'tillmesh reviews'" if reviews else "none open"


def _scope_words(scopes: list[str]) -> str:
    if EVERYTHING in scopes:
        return "everything"
    return f"{', '.join(scopes)}; sales and refunds are of these"


def _distance_words(answer: dict[str, Any]) -> str:
    if not answer["own_events"]:
        return "nothing was written here yet"
    words = []
    for peers, events in enumerate(answer["by_peers"]):
        if events:
            words.append(f"{events} on {count(peers, 'peer')}" if peers else f"{events} only here")
    as_of = answer["known_as_of_ms"]
    told = ", ".join(words)
    return told if answer["running"] or not as_of else f"{told}, as of {moment(as_of, as_of)}"


def _hub_words(answer: dict[str, Any]) -> Text:
    waiting = answer["own_events"] - answer["at_hub"]
    if not waiting:
        return Text("has everything written here" if answer["own_events"] else "-")
    if not any(peer["role"] == "hub" for peer in answer["peers"]):
        return Text(f"none is known; {waits(waiting)} for one")
    age = span(answer["waits_for_hub_ms"])
    return Text(f"{waits(waiting)} for a hub, the oldest for {age}", "yellow")


def _behind_words(answer: dict[str, Any]) -> str:
    heard = any(peer["connected"] for peer in answer["peers"])
    return count(answer["behind"], "event") if heard else "unknown: no peer is heard"


def _disk_words(answer: dict[str, Any]) -> Text:
    used, most = answer["disk_bytes"], answer["disk_most_bytes"]
    if not most:
        return Text(size(used))
    words = f"{size(used)} of at most {size(most)} ({used / most:.0%}); "
    words += f"{size(answer['disk_free_bytes'])} free on the volume"
    return Text(words, "red" if used > most * SHARE_FULL else "")


def _peers(answer: dict[str, Any]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    table.add_column("peer", overflow="ellipsis", no_wrap=True)
    for heading in ("it lacks", "lag", "we lack", "trip", "clock", "sent", "got"):
        table.add_column(heading, justify="right", no_wrap=True)
    for peer in answer["peers"]:
        connected = peer["connected"]
        table.add_row(
            Text(one_line(peer["name"]), "green" if connected else "yellow"),
            str(peer["they_lack"]),
            "" if peer["lag_ms"] is None else short(peer["lag_ms"]),
            str(peer["we_lack"]) if connected else "",
            short(peer["rtt_ms"]) if connected and peer["rtt_ms"] is not None else "",
            signed(peer["skew_ms"]) if connected and peer["skew_ms"] is not None else "",
            size(peer["bytes_sent"]) if peer["bytes_sent"] else "",
            size(peer["bytes_received"]) if peer["bytes_received"] else "",
        )
    said = Table.grid(padding=(0, 2))
    for peer in answer["peers"]:
        if words := peer_words(peer, answer["known_as_of_ms"]):
            said.add_row(Text(one_line(peer["name"])), Text(one_line(words), "yellow"))
    both = Table.grid()
    both.add_row(table)
    if said.row_count:
        both.add_row(Text())
        both.add_row(said)
    return both


def peer_words(peer: dict[str, Any], now_ms: int) -> str:
    """Return what is wrong with a link, in words; empty when nothing is."""
    words = [peer["trouble"]] if peer["trouble"] else []
    if not peer["connected"] and not peer["trouble"]:
        since = f" since {moment(peer['heard_ms'], now_ms)}" if peer["heard_ms"] else ""
        words.append(f"not connected{since}, {waits(peer['they_lack'])}")
    if peer["clock"]:
        words.append(peer["clock"])
    return "; ".join(words)


def history_view(answer: dict[str, Any]) -> Group:
    """Return a till's receipts as a table."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
    for heading in ("receipt", "time"):
        table.add_column(heading, no_wrap=True)
    for heading in ("total", "refunded"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("distance")
    now_ms = answer["known_as_of_ms"]
    for line in answer["receipts"]:
        back = line["refunded_minor"]
        table.add_row(
            Text(line["receipt"]),
            moment(line["at_ms"], now_ms),
            format_amount(line["total_minor"]),
            format_amount(back) if back else "",
            distance_words(line["peers"], hub=line["hub"]),
        )
    said = []
    if answer["more"]:
        said.append("There are older ones; --limit shows more.")
    if not answer["running"] and now_ms:
        said.append(f"Distances as of {moment(now_ms, 0)}; the node does not run.")
    return Group(table, *(Text(line, "dim") for line in said))


def distance_words(peers: int, *, hub: bool) -> str:
    """Return how far an event has travelled, in words."""
    if not peers:
        return "hub" if hub else "this till only"
    return f"{count(peers, 'peer')}, hub" if hub else count(peers, "peer")
