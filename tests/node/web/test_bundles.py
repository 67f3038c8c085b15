"""Bundles through a browser: what one node gives, another takes in; a stranger's file, nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from node.data_directory import DataDirectory
from node.opening import open_till
from node.verbs import perform
from tests.node.processes import make_node
from tests.node.tills import CATALOGUE, Shop
from tests.node.web.browser import CASHIER, MANAGER, Browser, Door, refusal

EXPORT, IMPORT = "/api/v1/bundle/export", "/api/v1/bundle/import"
KIND = "application/octet-stream"


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[tuple[Door, Door]]:
    """The doors of two nodes of one company; the first has sold."""
    first, second = DataDirectory(tmp_path / "A"), DataDirectory(tmp_path / "B")
    make_node(first.path, name="A", founds=True)
    make_node(second.path, name="B", branch="B2", enrolled_by=first.path)
    with ExitStack() as opened:
        made = []
        for directory in (first, second):
            opened.callback(directory.lock().release)
            node = open_till(directory, directory.config())
            opened.callback(node.close)
            made.append(opened.enter_context(Door(node.till)))
        till = made[0].screen.reader.till
        perform(till, "import-catalogue", {"products": list(CATALOGUE)})
        perform(till, "sell", {"lines": [{"code": "milk"}]})
        yield made[0], made[1]


def export(browser: Browser) -> httpx.Response:
    return browser.client.post(EXPORT, json={}, headers=browser.headers)


def take_in(browser: Browser, data: bytes) -> httpx.Response:
    headers = {**browser.headers, "content-type": KIND}
    return browser.client.post(IMPORT, content=data, headers=headers)


def test_what_one_node_gives_another_takes_in(doors: tuple[Door, Door]) -> None:
    here, there = (door.browser() for door in doors)
    given = export(here)
    assert given.headers["content-type"] == KIND
    assert 'filename="A.bundle"' in given.headers["content-disposition"]
    told = take_in(there, given.content).json()
    assert told["added"] > 0
    assert told["path"] == ""
    assert there.do("status")["heads"].items() >= here.do("status")["heads"].items()
    assert take_in(there, given.content).json()["added"] == 0


def test_a_changed_bundle_is_refused_whole(doors: tuple[Door, Door]) -> None:
    here, there = (door.browser() for door in doors)
    given = export(here).content
    before = there.do("status")["digest"]
    for wrong in (b"", b"no bundle", given[:-1], given[:-9] + b"x" + given[-8:]):
        assert "tillmesh-" not in refusal(take_in(there, wrong), 409)
    assert there.do("status")["digest"] == before


def test_a_bundle_is_written_for_those_who_may_see_everything(shop: Shop, door: Door) -> None:
    shop.do("user-add", **MANAGER)
    browser = door.browser()
    refusal(export(browser), 401)
    browser.sign_in(MANAGER)
    browser.do("user-add", **CASHIER)
    assert export(browser).status_code == 200
    browser.sign_in(CASHIER)
    assert "see reports" in refusal(export(browser), 403)
