"""The landing page: it shows the switchboard, and flips only what may be flipped, for itself."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import RefusedError
from simulations.demo.plan import Sale
from simulations.demo.switchboard import Switchboard
from simulations.demo.visit import again
from simulations.demo.web.app import FILES, create_landing
from tests.node.web.browser import HERE, client_of, refusal

STATE, SWITCH = "/api/v1/demo", "/api/v1/demo/switch"


@pytest.fixture
def board() -> Switchboard:
    made = Switchboard(["B1", "B2"])
    made.publish({"stage": "All sell."})
    return made


def test_a_page_shows_what_was_published_and_flips_its_switches(board: Switchboard) -> None:
    with client_of(create_landing(board, HERE)) as page:
        told = page.get(STATE).json()
        assert (told["stage"], told["open"], told["wanted"]) == ("All sell.", False, [])
        headers = {"x-tillmesh-csrf": told["csrf"]}

        def flip(branch: str, *, cut: bool) -> Any:
            return page.post(SWITCH, json={"branch": branch, "cut": cut}, headers=headers)

        assert "after it" in refusal(flip("B2", cut=True), 409)
        board.hand_over()
        assert flip("B2", cut=True).json()["wanted"] == ["B2"]
        assert flip("B1", cut=True).json()["wanted"] == ["B1", "B2"]
        assert flip("B2", cut=False).json()["wanted"] == ["B1"]
        assert "B9" in refusal(flip("B9", cut=True), 409)
        refusal(page.post(SWITCH, json={"branch": "B2", "cut": True}), 403)
        assert board.cut == {"B1"}


def test_the_page_is_made_of_three_files_and_there_are_no_others(board: Switchboard) -> None:
    with client_of(create_landing(board, HERE)) as page:
        for path in FILES:
            assert page.get(f"/{path}").status_code == 200
        for path in ("app.py", "../app.py", "%2e%2e/app.py"):
            refusal(page.get(f"/{path}"), 404)


def test_a_branch_nobody_has_is_refused() -> None:
    board = Switchboard(["B1"])
    board.hand_over()
    with pytest.raises(RefusedError):
        board.flip("B2", cut=True)


def test_a_basket_sold_once_more_is_a_sale_of_its_own_and_keeps_its_date() -> None:
    sale = Sale("B1T1", {"id": "0" * 32, "at_ms": 5, "lines": []})
    first, second = again(sale, 1), again(sale, 2)
    assert first == again(sale, 1)
    assert len({one.arguments["id"] for one in (sale, first, second)}) == 3
    assert (first.arguments["at_ms"], first.arguments["lines"]) == (5, [])
