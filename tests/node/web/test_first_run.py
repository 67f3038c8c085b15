"""The first run: a page makes the node of an empty machine, once, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from node.company.files import ROOT_FILE, Company
from node.data_directory import DataDirectory
from node.web.first_run import create_first_run
from tests.node.web.browser import HERE, SESSION, client_of, refusal

CREATE, JOIN = "/api/v1/first-run/create", "/api/v1/first-run/join"
ASKED = {"company": "acme", "node": "B1T1", "branch": "B1", "currency": "EUR"}


class FirstPage:
    """A browser at an empty machine."""

    def __init__(self, path: Path) -> None:
        self.directory = DataDirectory(path)
        self.done = 0
        app = create_first_run(self.directory, HERE, self._done)
        self.client = client_of(app)
        self.session = self.client.get(SESSION).json()

    def _done(self) -> None:
        self.done += 1

    def post(self, path: str, asked: dict[str, Any]) -> httpx.Response:
        headers = {"x-tillmesh-csrf": self.session["csrf"]}
        answer: httpx.Response = self.client.post(path, json=asked, headers=headers)
        return answer


@pytest.fixture
def page(tmp_path: Path) -> Iterator[FirstPage]:
    made = FirstPage(tmp_path / "node")
    yield made
    made.client.close()


def test_a_page_founds_a_company_and_makes_way_for_its_node(page: FirstPage) -> None:
    assert page.session["first_run"] is True
    told = page.post(CREATE, ASKED).json()
    assert (told["node"], told["company"]) == ("B1T1", "acme")
    assert ROOT_FILE in told["advice"]
    assert page.done == 1
    config = page.directory.config()
    assert (config.currency, config.screen) == ("EUR", HERE.text)
    company = Company.read(page.directory.path)
    assert company is not None
    assert company.name == "acme"
    # The page was loaded twice, or somebody else was quicker.
    assert "holds a node already" in refusal(page.post(CREATE, ASKED), 409)
    assert "already" in refusal(page.post(JOIN, {"token": "TM1-X"}), 409)


@pytest.mark.parametrize(
    ("path", "asked", "status", "said"),
    [
        (CREATE, {**ASKED, "company": "no blanks"}, 422, "company"),
        (CREATE, {**ASKED, "listen": "here"}, 422, "tcp://HOST:PORT"),
        (CREATE, {**ASKED, "role": "king"}, 422, "role"),
        (CREATE, {**ASKED, "surprise": 1}, 422, "surprise"),
        (CREATE, {}, 422, "is missing"),
        (JOIN, {"token": "TM1-NONSENSE"}, 409, ""),
        (JOIN, {"token": ""}, 422, "token"),
    ],
)
def test_what_cannot_be_made_leaves_the_machine_empty(
    page: FirstPage, path: str, asked: dict[str, Any], status: int, said: str
) -> None:
    assert said in refusal(page.post(path, asked), status)
    assert not page.directory.holds_node()
    assert page.done == 0


def test_only_the_page_itself_makes_a_node(page: FirstPage) -> None:
    refusal(page.client.post(CREATE, json=ASKED), 403)
    headers = {"x-tillmesh-csrf": page.session["csrf"], "host": "evil.example"}
    refusal(page.client.post(CREATE, json=ASKED, headers=headers), 421)
    assert not page.directory.holds_node()


def test_there_is_nothing_else_before_there_is_a_node(page: FirstPage) -> None:
    refusal(page.client.get("/api/v1/live"), 404)
    refusal(page.post("/api/v1/verbs/sell", {}), 404)
    assert page.client.get("/api/v1/messages/uk").status_code == 200
    assert "/api/v1/first-run/create" in page.client.get("/openapi.json").json()["paths"]
