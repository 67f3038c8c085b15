"""When a wait for the network is over, and what it says then."""

from __future__ import annotations

from dataclasses import replace

from node.answers import PeerLine
from node.cli.sync_view import result_lines
from node.commands import Sync
from node.distance_answers import SyncAnswer
from node.links import NEVER_HEARD, STRANGER
from node.replication_state import ReplicationState
from node.syncing import NOTHING_SAID, REACH_S, Wait, look
from tests.node.tills import Shop

LEVEL = PeerLine("B", "till", "B1", True, 0, haves_heard=4)
HEARD = replace(LEVEL, haves_heard=5)
DOWN = PeerLine("HUB", "hub", "HQ", False, 7, heard_ms=1_700_000_000_000)


def said(*peers: PeerLine, to_come: int = 0) -> SyncAnswer:
    there = [peer for peer in peers if peer.connected and not peer.trouble]
    return SyncAnswer(True, False, to_come, sum(peer.they_lack for peer in there), peers)


def test_a_peer_must_say_once_more_how_it_is() -> None:
    wait = Wait(said(LEVEL), 10.0, 30.0)
    assert not wait.over
    wait.see(said(LEVEL), 10.5)
    assert not wait.over
    wait.see(said(HEARD), 11.0)
    assert wait.over
    result = wait.result()
    assert (result.level, result.seconds, result.waits) == (True, 1.0, ())


def test_it_goes_on_until_nothing_is_to_come_or_to_go() -> None:
    wait = Wait(said(replace(LEVEL, they_lack=40)), 0.0, 30.0)
    wait.see(said(replace(HEARD, they_lack=10, we_lack=20), to_come=20), 1.0)
    assert not wait.over
    assert (wait.going.done, wait.going.left, wait.coming.left) == (30, 10, 20)
    assert (wait.per_second, wait.eta_s) == (30.0, 1.0)
    wait.see(said(HEARD), 2.0)
    assert wait.over
    result = wait.result()
    assert (result.level, result.came, result.went) == (True, 20, 40)
    assert result_lines(answer_of(wait), 0) == [
        "Level with 1 peer in 2.0 s: 20 events came, 40 went."
    ]


def test_who_cannot_be_reached_is_given_a_while_and_then_named() -> None:
    wait = Wait(said(LEVEL, DOWN), 0.0, 30.0)
    wait.see(said(HEARD, DOWN), 1.0)
    assert not wait.over
    wait.see(said(HEARD, DOWN), REACH_S)
    assert wait.over
    result = wait.result()
    assert not result.level
    (one,) = result.waits
    assert (one.name, one.they_lack, one.reason) == ("HUB", 7, "cannot be reached")
    lines = result_lines(answer_of(wait), 0)
    assert lines[0] == "Not level after 4.0 s: 0 events came, 0 went."
    assert lines[1].startswith("  HUB: cannot be reached, last heard 2023-11-1")
    assert lines[1].endswith("; 7 events wait for it.")


def test_a_peer_that_comes_back_in_time_is_waited_for() -> None:
    wait = Wait(said(DOWN), 0.0, 30.0)
    wait.see(said(replace(DOWN, connected=True, haves_heard=1)), 2.0)
    assert not wait.over
    wait.see(said(replace(DOWN, connected=True, haves_heard=2, they_lack=0)), 9.0)
    assert wait.over
    assert wait.result().level


def test_a_replicator_that_is_silent_for_a_moment_changes_nothing() -> None:
    wait = Wait(said(replace(LEVEL, they_lack=4)), 0.0, 30.0)
    wait.see(NOTHING_SAID, 1.0)
    assert not wait.over
    assert (wait.going.left, wait.going.done, wait.seconds) == (4, 0, 1.0)
    wait.see(said(HEARD), 2.0)
    assert wait.result().level


def test_it_ends_at_the_timeout_whatever_lacks() -> None:
    lagging = replace(HEARD, they_lack=3)
    wait = Wait(said(lagging), 0.0, 5.0)
    wait.see(said(lagging), 4.9)
    assert not wait.over
    wait.see(said(lagging), 5.0)
    assert wait.over
    assert wait.result().waits[0].reason == "still lags"


def test_a_stranger_is_not_waited_for_and_not_level() -> None:
    wait = Wait(said(replace(LEVEL, connected=False, trouble=STRANGER)), 0.0, 30.0)
    assert wait.over
    assert wait.result().waits[0].reason == STRANGER


def test_a_peer_never_heard_is_said_to_be_so() -> None:
    wait = Wait(said(PeerLine("X", "", "", False, 9, NEVER_HEARD)), 0.0, 30.0)
    assert not wait.over
    wait.see(wait_again := said(PeerLine("X", "", "", False, 9, NEVER_HEARD)), REACH_S)
    assert wait.over
    assert wait_again.to_go == 0
    assert NEVER_HEARD in result_lines(answer_of(wait), 0)[1]


def test_a_node_without_peers_is_level_with_nobody() -> None:
    wait = Wait(said(), 0.0, 30.0)
    assert wait.over
    assert not wait.result().level
    assert result_lines(answer_of(wait), 0) == ["This node has no peers; see 'tillmesh peer'."]


def test_what_several_peers_hold_comes_once(shop: Shop) -> None:
    both = tuple(replace(LEVEL, name=name, we_lack=8) for name in "BC")
    state = ReplicationState(behind=8, peers=both)
    assert look(shop.till, Sync(), state).to_come == 8
    # What only a peer that is gone holds is not on its way.
    gone = tuple(replace(one, connected=False) for one in both)
    assert look(shop.till, Sync(), replace(state, peers=gone)).to_come == 0
    assert look(shop.till, Sync()).running is False


def answer_of(wait: Wait) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(wait.result())
