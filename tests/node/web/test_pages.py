"""The screen's files: each entry finds its page, and nothing outside the folder is ever served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.tills import Shop
from tests.node.web.browser import HERE, Browser, Door, refusal


@pytest.fixture
def built(shop: Shop, tmp_path: Path) -> Iterator[Browser]:
    """A browser at a door whose screen was built."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("the app")
    (static / "hub.html").write_text("the hub")
    (static / "assets" / "app-1a2b.js").write_text("code")
    (tmp_path / "secret").write_text("secret")
    (static / "out").symlink_to(tmp_path / "secret")
    with Door(shop.till, HERE, static) as door:
        yield door.browser()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "the app"),
        ("/till", "the app"),
        ("/till/pay/7", "the app"),
        ("/hub", "the hub"),
        ("/hub/stock", "the hub"),
        ("/index.html", "the app"),
        ("/assets/app-1a2b.js", "code"),
    ],
)
def test_a_path_is_a_file_or_a_place_in_the_app(built: Browser, path: str, said: str) -> None:
    assert built.client.get(path).text == said


@pytest.mark.parametrize(
    "path",
    ["/missing.js", "/assets/app-9.js", "/..%2fsecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt"],
)
def test_a_file_that_is_not_there_is_not_the_app(built: Browser, path: str) -> None:
    refusal(built.client.get(path), 404)


@pytest.mark.parametrize("path", ["/out", "/..%2fsecret", "/assets/..%2f..%2fsecret", "/%00"])
def test_nothing_outside_the_folder_is_served(built: Browser, path: str) -> None:
    assert built.client.get(path).text == "the app"


def test_only_files_named_by_their_content_are_kept_for_ever(built: Browser) -> None:
    assert "immutable" in built.client.get("/assets/app-1a2b.js").headers["cache-control"]
    assert built.client.get("/").headers["cache-control"] == "no-cache"


def test_an_address_of_the_api_is_never_a_page(built: Browser) -> None:
    refusal(built.client.get("/api/v1/nothing"), 404)
    refusal(built.client.get("/api"), 404)
    answer = built.client.get("/api/v1/verbs/sell")
    refusal(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_a_screen_that_was_not_built_says_so(shop: Shop, tmp_path: Path) -> None:
    with Door(shop.till, HERE, tmp_path / "nowhere") as door:
        answer = door.client().get("/till")
    assert answer.status_code == 503
    assert "make ui" in answer.text
