"""Two histories of one till, and sales of other years: what honest nodes make of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.audit.anomalies import anomalies
from core.audit.anomalies.clock_ahead import ClockAhead
from core.audit.anomalies.clock_set_back import ClockSetBack
from core.audit.ledger import whole
from core.audit.period import Period
from core.audit.story import story_of
from core.audit.tables.nodes import LATE
from core.hlc import milliseconds_of
from core.views import takings
from node.forking import fork_lines
from simulations.checkers import CHECKERS
from simulations.clock import DAWN_MS
from simulations.faults.malicious_till import DAY_MS, OFF_DAYS
from simulations.run import Run
from simulations.scenarios import SCENARIOS
from simulations.virtual_node import VirtualNode

SECONDS = 6


def lived_through(name: str, seed: int) -> tuple[VirtualNode, list[VirtualNode]]:
    """Return a world that is over, its liar, and everybody else."""
    options = replace(SCENARIOS[name].draw(seed), seconds=SECONDS)
    run = Run.of(options, checkers=CHECKERS)
    run.go()
    assert run.report().findings == []
    stage = run.world.stage
    assert stage.accidents["second-history"] > 3
    (liar,) = [node for node in run.world.nodes if node.log.author in stage.forked]
    return liar, [node for node in run.world.nodes if node is not liar]


def test_two_histories_are_held_proved_and_said_by_everybody_and_only_the_liar_begins_anew() -> (
    None
):
    liar, others = lived_through("two_faced_till", 1)
    for node in [liar, *others]:
        with node.log.read() as view:
            (line,) = fork_lines(node.till, view, {})
            lanes = [stream for stream in view.heads() if stream.is_lane]
        assert (line.ours, line.stream) == (node is liar, str(lanes[0].base))
        assert {lane.author for lane in lanes} == {liar.log.author}
    assert liar.log.epoch > 1
    assert {node.log.epoch for node in others} == {1}


# In world 2 what is dated back is a lane, in world 8 it is main.
@pytest.mark.parametrize("seed", [1, 2, 8])
def test_sales_of_other_years_are_found_by_rule_and_make_nobody_else_late(seed: int) -> None:
    liar, others = lived_through("backdated_sales", seed)
    hub = others[-1]
    with hub.log.read() as view:
        story = story_of(view, whole(view))
        found = [one for one in anomalies(story) if "clock" in one.rule]
        late = {row[2] for row in LATE.rows(story, Period())}
        days = {group.day for group, _ in takings.groups(view.table("takings"))}
        stamps = [
            head.hlc for stream, head in view.heads().items() if stream.author == liar.log.author
        ]
        liar_name = story.nodes.name(liar.log.author)
    expected = ClockAhead.name if seed == 1 else ClockSetBack.name
    assert {one.rule for one in found} == {expected}
    assert {one.happened.stream.author for one in found} == {liar.log.author}
    # What is dated back comes late; what is dated ahead makes nobody else so.
    assert late == (set() if seed == 1 else {liar_name})
    (off_day,) = days - {DAWN_MS // DAY_MS}
    assert off_day - DAWN_MS // DAY_MS in OFF_DAYS
    assert any(milliseconds_of(stamp) // DAY_MS == off_day for stamp in stamps)
    assert all(node.log.epoch == 1 for node in others)
