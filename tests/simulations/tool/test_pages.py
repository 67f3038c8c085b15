"""Pages about a run: whole, without a network, and true to the run they show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simulations.checkers import Finding
from simulations.options import WorldOptions
from simulations.pages.chronicle import Chronicle, chronicle_of
from simulations.pages.page import page_of
from simulations.run import run
from simulations.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def options() -> WorldOptions:
    return replace(SCENARIOS["branch_split"].draw(3), seconds=12)


@pytest.fixture(scope="module")
def chronicle(options: WorldOptions) -> Chronicle:
    return chronicle_of(options)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_watching_for_a_page_changes_nothing(options: WorldOptions, chronicle: Chronicle) -> None:
    assert chronicle.report.trace_hash == run(options).trace_hash


def test_at_the_end_nobody_is_apart_and_all_believe_the_same(chronicle: Chronicle) -> None:
    assert max(max(row) for row in chronicle.apart.values()) > 0
    assert all(row[-1] == 0 for row in chronicle.apart.values())
    for lines in chronicle.stock.values():
        assert len({line[-1] for line in lines.values()}) == 1


def test_every_sample_has_every_row(chronicle: Chronicle) -> None:
    count = len(chronicle.times_s)
    assert count > 50
    assert chronicle.times_s == sorted(chronicle.times_s)
    rows: list[Sequence[object]] = [
        *chronicle.apart.values(),
        chronicle.messages,
        chronicle.bytes,
        chronicle.up,
    ]
    rows += [line for lines in chronicle.stock.values() for line in lines.values()]
    assert {len(row) for row in rows} == {count}


def test_a_page_is_whole_and_asks_no_other_host(chronicle: Chronicle) -> None:
    page = page_of(chronicle)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert "http" not in re.sub(r"<code>.*?</code>", "", page)
    assert not {"script", "link", "img"} & {tag for tag, _ in tags.seen}
    assert all(attrs.get("aria-label") for tag, attrs in tags.seen if tag == "svg")


def test_charts_end_soon_after_all_agreed_and_show_all_of_a_world_that_did_not(
    chronicle: Chronicle,
) -> None:
    report = chronicle.report
    assert chronicle.calm_s == 12
    assert chronicle.heal_s == 12 + report.core_settling.seconds
    agreed_s = chronicle.heal_s + report.settling.seconds
    shown = chronicle.shown()
    assert agreed_s < shown.times_s[-1] <= chronicle.end_s < report.virtual_s
    assert {len(row) for row in shown.apart.values()} == {len(shown.times_s)}
    late = replace(report, findings=[Finding("quiescence.late", "b1t1", "", "not yet", 3.0)])
    failed = replace(chronicle, report=late)
    assert failed.shown().times_s == chronicle.times_s
    assert "all did not come to agree" in page_of(failed)


def test_a_page_shows_the_cuts_the_verdict_and_every_finding(chronicle: Chronicle) -> None:
    page = page_of(chronicle)
    cuts = sum(said == "cut" for _, _, said in chronicle.strikes)
    assert page.count('<rect class="cut"') == cuts > 0
    assert '<span class="verdict pass">pass</span></h1>' in page
    found = replace(
        chronicle.report, findings=[Finding("money.slip", "b1t1", "<where>", "off by 1", 3.0)]
    )
    failed = page_of(replace(chronicle, report=found))
    assert '<span class="verdict fail">fail</span></h1>' in failed
    assert "3.0 s b1t1 &lt;where&gt;: off by 1" in failed
