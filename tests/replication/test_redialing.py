"""How long to wait before a peer is dialed again, and that a crowd comes back one by one."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import median

import pytest

from replication.dialing import Dial, Dialer
from replication.redialing import (
    FAR_BASE_S,
    FAR_CAP_S,
    NEAR_BASE_S,
    NEAR_CAP_S,
    STEADY_S,
    WAIT_GROWTH,
)
from replication.views import HUB_ROLE, Contact
from tests.replication.dialing_town import ANSWER_S
from tests.replication.test_dialing import BOB, Caller
from tests.replication.test_views import contact


def waits(peer: Contact, count: int) -> list[float]:
    """Return how long a dialer waits between failing tries to reach a peer."""
    caller = Caller(peer)
    now, _ = caller.next_dial()
    found = []
    for _ in range(count):
        caller.dialer.down(peer.name, now)
        later, _ = caller.next_dial(now)
        found.append(later - now)
        now = later
    return found


@pytest.mark.parametrize(
    ("peer", "base", "cap"),
    [
        (BOB, NEAR_BASE_S, NEAR_CAP_S),
        (contact("HUB", "B1", HUB_ROLE), FAR_BASE_S, FAR_CAP_S),
        (contact("CYD", "B2"), FAR_BASE_S, FAR_CAP_S),
    ],
)
def test_waits_are_drawn_between_the_base_and_thrice_the_last_one_up_to_the_cap(
    peer: Contact, base: float, cap: float
) -> None:
    found = waits(peer, 200)
    assert base <= found[0] <= WAIT_GROWTH * base
    slack = 1e-6
    for last, wait in pairwise(found):
        assert base - slack <= wait <= min(cap, WAIT_GROWTH * last) + slack
    assert max(found) == pytest.approx(cap)
    assert len({round(wait, 6) for wait in found}) > len(found) // 4


def test_the_waits_begin_anew_only_after_a_session_that_lasted() -> None:
    caller = Caller(BOB)
    now, _ = caller.next_dial()
    for _ in range(20):
        caller.dialer.down("BOB", now)
        now, _ = caller.next_dial(now)
    for lasts, most in ((STEADY_S / 2, NEAR_CAP_S), (STEADY_S, WAIT_GROWTH * NEAR_BASE_S)):
        caller.dialer.up("BOB", now)
        now += lasts
        caller.dialer.down("BOB", now)
        later, _ = caller.next_dial(now)
        assert later - now <= most
        now = later


@pytest.mark.parametrize("away_s", [0.5, 5.0, 300.0])
def test_a_thousand_tills_come_back_to_their_hub_one_by_one(away_s: float) -> None:
    hub = contact("HUB", "HQ", HUB_ROLE)
    came = []
    for number in range(1000):
        own = contact(f"T{number}", f"B{number}")
        dialer = Dialer(own, random.Random(number))
        dialer.know([hub], 0.0)
        now, lost_s = 0.0, 100.0
        while (timer := dialer.next_timer()) is not None and timer < lost_s + away_s + 60:
            if now < lost_s <= timer:
                dialer.down("HUB", lost_s)
                now = lost_s
                continue
            now = timer
            dialer.handle_timer(now)
            if isinstance(dialer.next_action(), Dial):
                if lost_s <= now < lost_s + away_s:
                    dialer.down("HUB", now + ANSWER_S)
                else:
                    dialer.up("HUB", now + ANSWER_S)
                    if now >= lost_s:
                        came.append(now - lost_s - away_s)
                        break
            if now < lost_s and dialer.next_timer() is None:
                dialer.down("HUB", lost_s)
                now = lost_s
    assert len(came) == 1000
    assert median(came) < 10
    assert max(came) <= FAR_CAP_S + ANSWER_S
    in_tenths = [sum(1 for at in came if tenth <= at * 10 < tenth + 1) for tenth in range(160)]
    assert max(in_tenths) <= 80, "of a thousand no more than eighty in any tenth of a second"
