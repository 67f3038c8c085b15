"""Distance of real nodes: it grows, it is remembered, and who waits for whom is said."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.node.processes import RunningNode, answer, tillmesh
from tests.node.supervised import silent
from tests.node.test_two_nodes import Net, sell


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(tmp_path, stack)


def trio(net: Net) -> None:
    """Make two tills and a hub; each dials those made before it."""
    hub = net.make("HUB", role="hub")
    first = net.make("A", hub, goods=True)
    net.make("B", hub, first)


def distances(node: RunningNode) -> list[tuple[int, bool]]:
    return [(one["peers"], one["hub"]) for one in node.ask("history")["receipts"]]


def line(node: RunningNode, name: str) -> dict[str, Any]:
    """Return what status says of a peer, as soon as it is dialed."""
    found: list[dict[str, Any]] = []

    def named() -> bool:
        found[:] = [one for one in node.status()["peers"] if one["name"] == name]
        return bool(found)

    node.wait_until(named, f"{name} is a peer")
    return dict(found[0])


def spoken(node: RunningNode) -> dict[str, Any]:
    """Return a status to which the replicator has added its part."""
    found: list[dict[str, Any]] = []

    def said() -> bool:
        found[:] = [node.status()]
        return not silent(found[0])

    node.wait_until(said, "the replicator answers")
    return found[0]


def wait_for(node: RunningNode, *expected: tuple[int, bool]) -> None:
    node.wait_until(lambda: distances(node) == list(expected), f"distances {expected}")


@pytest.mark.parametrize("together", [True, False], ids=["one process", "several"])
def test_a_sale_is_here_then_on_a_peer_then_at_a_hub_and_known_after_a_restart(
    net: Net, together: bool
) -> None:
    trio(net)
    first = net.start("A", together=together)
    sell(first)
    assert distances(first) == [(0, False)]
    status = first.status()
    own = status["own_events"]
    assert (status["by_peers"], status["at_hub"]) == ([own], 0)
    assert "never heard" in line(first, "HUB")["trouble"]
    net.start("B")
    wait_for(first, (1, False))
    hub = net.start("HUB")
    wait_for(first, (2, True))
    # The events before the sale may be heard of later: they are of another stream.
    first.wait_until(lambda: first.status()["by_peers"] == [0, 0, own], "both hold everything")
    status = spoken(first)
    assert (status["own_events"], status["at_hub"]) == (own, own)
    assert status["waits_for_hub_ms"] is None

    hub.stop(signal.SIGKILL)
    sell(first)
    wait_for(first, (1, False), (2, True))
    first.wait_until(lambda: not line(first, "HUB")["connected"], "the hub is missed")
    gone, status = line(first, "HUB"), spoken(first)
    assert status["own_events"] - status["at_hub"] == 1
    assert (gone["they_lack"], gone["trouble"]) == (1, "")
    assert 0 < gone["lag_ms"] <= status["waits_for_hub_ms"]
    assert gone["heard_ms"] > 0

    first.stop()
    stopped = answer("history", "--data", first.data)
    assert [(one["peers"], one["hub"]) for one in stopped["receipts"]] == [(1, False), (2, True)]
    assert (stopped["running"], stopped["known_as_of_ms"] > 0) == (False, True)
    shown = tillmesh("history", "--data", first.data).stdout
    assert "2 peers, hub" in shown
    assert "Distances as of" in shown
    shown = tillmesh("status", "--data", first.data).stdout
    assert "1 event waits for a hub" in shown
    assert "not connected since" in shown

    again = net.start("A", together=together)
    wait_for(again, (1, False), (2, True))
    assert line(again, "HUB")["role"] == "hub"
    assert line(again, "HUB")["they_lack"] == 1
    net.start("HUB")
    wait_for(again, (2, True), (2, True))


def test_what_a_killed_node_knew_is_understated_at_most(net: Net) -> None:
    trio(net)
    nodes = {name: net.start(name) for name in ("HUB", "B", "A")}
    sell(nodes["A"])
    wait_for(nodes["A"], (2, True))
    nodes["A"].stop(signal.SIGKILL)
    for name in ("HUB", "B"):
        nodes[name].stop(signal.SIGKILL)
    again = net.start("A")
    assert distances(again) in ([(0, False)], [(1, False)], [(1, True)], [(2, True)])
    net.start("HUB")
    again.wait_until(lambda: distances(again)[0][1], "the hub says again what it holds")


def test_sync_ends_when_all_are_level_and_names_who_is_not_there(net: Net) -> None:
    trio(net)
    nodes = {name: net.start(name, together=name != "A") for name in ("HUB", "B", "A")}
    nodes["A"].wait_until(
        lambda: sum(one["connected"] for one in nodes["A"].status()["peers"]) == 2, "both are there"
    )
    sell(nodes["A"], times=3)
    patient = ("sync", "--now", "--timeout", "90", "--data", nodes["A"].data)
    done = tillmesh(*patient, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert (result["level"], result["peers"], result["waits"]) == (True, 2, [])
    assert distances(nodes["A"]) == [(2, True)] * 3
    said = tillmesh(*patient)
    assert said.returncode == 0
    assert "Level with 2 peers in " in said.stdout

    nodes["HUB"].stop(signal.SIGKILL)
    sell(nodes["A"], times=2)
    nodes["A"].wait_until(lambda: not line(nodes["A"], "HUB")["connected"], "the hub is missed")
    said = tillmesh("sync", "--now", "--timeout", "20", "--data", nodes["A"].data)
    assert said.returncode == 1
    assert "Not level after " in said.stdout
    assert "HUB: cannot be reached, last heard " in said.stdout
    assert "2 events wait for it." in said.stdout

    nodes["A"].stop()
    refused = tillmesh("sync", "--now", "--data", nodes["A"].data)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "does not run" in refused.stderr


YEAR_MS = 365 * 86_400_000


@pytest.mark.parametrize("off_ms", [73 * YEAR_MS, -54 * YEAR_MS], ids=["2099", "1970s"])
def test_a_node_with_a_mad_clock_sells_and_moves_no_other(net: Net, off_ms: int) -> None:
    first = net.make("A", goods=True)
    second = net.make("B", first)
    net.make("MAD", first, second)
    a, b, mad = (
        net.start("A"),
        net.start("B"),
        net.start("MAD", clock_off_ms=off_ms, together=off_ms < 0),
    )
    nodes = (a, b, mad)
    mad.wait_until(lambda: all(node.status()["events"] >= 2 for node in nodes), "the catalogue")
    for _ in range(2):
        for node in nodes:
            sell(node)
        a.wait_until(lambda: len({node.status()["digest"] for node in nodes}) == 1, "they agree")
    # Everybody has everything, and the times of the honest are the machine's.
    assert {node.status()["sales"] for node in nodes} == {6}
    times = {node: [one["at_ms"] for one in node.ask("history")["receipts"]] for node in nodes}
    assert max(times[a] + times[b]) - min(times[a] + times[b]) < 600_000
    for at_ms in times[mad]:
        assert abs(at_ms - times[a][0] - off_ms) < 600_000

    ahead = "ahead of" if off_ms > 0 else "behind"
    a.wait_until(
        lambda: all("the others'" in line(node, "MAD")["clock"] for node in (a, b)),
        "it is noticed, by those who have heard a third clock",
    )
    for honest in (a, b):
        assert ahead in line(honest, "MAD")["clock"]
        assert " years " in line(honest, "MAD")["clock"]
        assert abs(line(honest, "MAD")["skew_ms"] - off_ms) < 600_000
        assert honest.status()["clock"] == ""
    mad.wait_until(lambda: mad.status()["clock"].startswith("Our clock is "), "it knows itself")
    assert ahead in mad.status()["clock"]
    assert [one["clock"] for one in mad.status()["peers"]] == ["", ""]
    shown = tillmesh("status", "--data", a.data).stdout
    assert f"years {ahead} the others'" in " ".join(shown.split())
    # The doctor remembers it when the node has stopped.
    a.stop()
    found = answer("doctor", "--data", a.data)["findings"]
    assert [one["state"] for one in found if "MAD" in one["said"]] == ["warning"]
    mad.stop()
    found = answer("doctor", "--data", mad.data)["findings"]
    (said,) = [one["said"] for one in found if one["what"] == "clock"]
    assert said.startswith("When it last ran: Our clock is ")
