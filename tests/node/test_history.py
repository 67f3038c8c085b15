"""History: this till's receipts, newest first, with what came back and how far each got."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import RefusedError
from node.cli.status_view import distance_words, log_words, peer_words
from node.distance import Known
from node.replication_state import ReplicationState
from node.till_config import HUB
from replication.spread import Holder, stream_text
from tests.node.tills import NOW_MS, Shop, Street


def knows(shop: Shop, **held: int) -> Known:
    """What the till knows when these peers hold so much of its branch's stream."""
    stream = stream_text(shop.log.stream("branch:B1"))
    return Known(
        tuple(
            Holder(name, 1, name, "hub" if name == "HUB" else "till", "B", ("*",), NOW_MS, None, h)
            for name, sequence in held.items()
            for h in ({stream: sequence},)
        ),
        NOW_MS,
    )


def test_the_newest_receipt_comes_first_with_what_came_back(shop: Shop) -> None:
    receipts = [shop.sell("milk", "bread")["receipt"] for _ in range(3)]
    back = shop.do("refund", receipt=receipts[1], lines=[{"code": "milk"}])["receipt"]
    told = shop.do("history")
    assert [line["receipt"] for line in told["receipts"]] == [back, *reversed(receipts)]
    assert [line["kind"] for line in told["receipts"]] == ["refund", "sale", "sale", "sale"]
    assert [line["total_minor"] for line in told["receipts"]] == [-129, 379, 379, 379]
    assert [line["refunded_minor"] for line in told["receipts"]] == [0, 0, 129, 0]
    assert (told["more"], told["running"], told["known_as_of_ms"]) == (False, False, 0)
    few = shop.do("history", limit=2)
    assert [line["receipt"] for line in few["receipts"]] == [back, receipts[2]]
    assert few["more"]


def test_an_empty_till_has_no_history(street: Street) -> None:
    assert street.open().do("history")["receipts"] == ()


@pytest.mark.parametrize("limit", [0, -1, 10**6, "1"])
def test_a_limit_out_of_bounds_is_refused(shop: Shop, limit: object) -> None:
    with pytest.raises(RefusedError, match="limit"):
        shop.do("history", limit=limit)


def test_each_receipt_says_how_far_it_got(shop: Shop) -> None:
    for _ in range(3):
        shop.sell("milk")
    shop.till.recall = lambda: knows(shop, HUB=1, P=2)
    told = shop.do("history")
    assert [(line["peers"], line["hub"]) for line in told["receipts"]] == [
        (0, False),
        (1, False),
        (2, True),
    ]
    assert told["known_as_of_ms"] == NOW_MS
    status = shop.do("status")
    goods = status["own_events"] - 3  # The catalogue's events are on no peer.
    assert status["by_peers"] == (goods + 1, 1, 1)
    assert (status["at_hub"], status["running"]) == (1, False)
    assert [peer["they_lack"] for peer in status["peers"]] == [goods + 2, goods + 1]
    assert status["waits_for_hub_ms"] >= status["peers"][1]["lag_ms"] - 10 > 0


def test_only_our_own_receipts_are_told_and_those_of_earlier_epochs_too(street: Street) -> None:
    first, second = street.open("N1", "north"), street.open("S1", "south")
    for shop in (first, second):
        shop.do("import-catalogue", products=[{"sku": "milk", "price_minor": 129}])
    first.sell("milk")
    second.hear(first)
    second.sell("milk")
    second.log.open_epoch(70_000, "a test")
    second.sell("milk")
    told = [line["receipt"] for line in second.do("history")["receipts"]]
    assert told == ["S1~1i0g-000001", "S1-000001"]


def test_what_a_hub_writes_is_at_a_hub(street: Street) -> None:
    hub = street.open("HUB", "HQ", HUB)
    hub.do("import-catalogue", products=[{"sku": "milk"}])
    status = hub.do("status")
    assert (status["own_events"], status["at_hub"], status["waits_for_hub_ms"]) == (1, 1, None)
    assert status["by_peers"] == (1,)


def test_a_node_that_takes_no_branch_is_not_waited_for(shop: Shop) -> None:
    shop.sell("milk")
    (one,) = knows(shop, P=0).holders
    shop.till.recall = lambda: Known((replace(one, scopes=("branch:elsewhere",)),), NOW_MS)
    (peer,) = shop.do("status")["peers"]
    assert (peer["they_lack"], peer["lag_ms"]) == (0, None)


def test_distances_come_from_the_state_that_crossed_the_process_border(shop: Shop) -> None:
    from node.commands import History
    from node.history import history

    shop.sell("milk")
    state = ReplicationState(known=knows(shop, HUB=1))
    plain = ReplicationState.from_plain(state.to_plain())
    told = history(shop.till, History(), plain)
    assert (told.receipts[0].hub, told.running) == (True, True)


def test_distance_is_said_in_words() -> None:
    assert distance_words(0, hub=False) == "this till only"
    assert distance_words(1, hub=False) == "1 peer"
    assert distance_words(2, hub=False) == "2 peers"
    assert distance_words(2, hub=True) == "2 peers, hub"
    assert distance_words(0, hub=True) == "hub"


def test_what_is_wrong_with_a_link_is_said_in_words() -> None:
    fine = {"connected": True, "trouble": "", "clock": "", "they_lack": 0, "heard_ms": 0}
    assert peer_words(fine, NOW_MS) == ""
    down = {**fine, "connected": False, "they_lack": 214}
    assert peer_words(down, NOW_MS) == "not connected, 214 events wait"
    since = peer_words({**down, "heard_ms": NOW_MS}, NOW_MS)
    assert since.startswith("not connected since ")
    assert since.endswith(", 214 events wait")
    assert peer_words({**down, "trouble": "never heard"}, NOW_MS) == "never heard"
    assert peer_words({**fine, "clock": "its clock is mad"}, NOW_MS) == "its clock is mad"


def test_who_says_that_the_log_goes_on_where_it_stopped_is_named() -> None:
    def said(reason: str, *names: str, peers: int = 4) -> str:
        return log_words({"epoch_reason": reason, "confirmed_by": names, "peers": [None] * peers})

    assert said("", peers=0) == "goes on where it stopped"
    assert said("").endswith("no peer has said so yet")
    assert said("", "HUB") == "goes on where it stopped; nothing is missing, say HUB"
    assert said("copied", "A", "B", "C", "D") == (
        "begun anew; nothing is missing, say A, B, C and 1 other"
    )
