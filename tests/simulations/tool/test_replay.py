"""Replaying: the same history, told in order, with clocks that know what led to what."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from replication.messages import Have
from replication.wire import encode
from simulations.replay import DOES, HEARS, SENDS, STRIKES, Moment, describe, replay
from simulations.run import run
from simulations.scenarios import SCENARIOS


def told(seed: int, seconds: int = 3, name: str = "branch_split") -> tuple[list[Moment], str]:
    from dataclasses import replace

    moments: list[Moment] = []
    options = replace(SCENARIOS[name].draw(seed), seconds=seconds)
    report = replay(options, moments.append).report()
    assert report.trace_hash == run(options).trace_hash, "being watched changes nothing"
    return moments, report.verdict


def test_a_replay_tells_of_messages_people_and_faults_in_the_order_of_time() -> None:
    moments, verdict = told(3)
    assert verdict == "pass"
    assert {moment.what for moment in moments} == {SENDS, HEARS, DOES, STRIKES}
    assert [moment.at_us for moment in moments] == sorted(moment.at_us for moment in moments)
    assert all("\n" not in moment.line() for moment in moments)


@settings(max_examples=5)
@given(st.integers(0, 1_000))
def test_what_is_heard_knows_all_that_its_sender_knew(seed: int) -> None:
    moments, _ = told(seed, seconds=2)
    sent: dict[tuple[str, str, str], list[dict[str, int]]] = defaultdict(list)
    for moment in moments:
        if moment.what == SENDS:
            sent[moment.node, moment.peer, moment.said].append(moment.clock)
        elif moment.what == HEARS:
            before = sent[moment.peer, moment.node, moment.said]
            assert any(
                all(moment.clock.get(name, 0) >= count for name, count in clock.items())
                for clock in before
            )


def test_every_moment_of_a_node_is_the_next_one_of_its_own_clock() -> None:
    moments, _ = told(4)
    counts: dict[str, int] = defaultdict(int)
    for moment in moments:
        if moment.node:
            counts[moment.node] += 1
            assert moment.clock[moment.node] == counts[moment.node]
            host, _, rest = moment.shiviz().partition(" ")
            assert (host, rest[0], rest.count("\n")) == (moment.node, "{", 1)


def test_a_message_is_told_in_a_few_words_also_when_it_cannot_be_read() -> None:
    assert describe(encode(Have(3, (), bytes(16)))).startswith("HAVE round 3")
    assert "cannot be read" in describe(b"\xc1")
