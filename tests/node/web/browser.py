"""A door without a network, and browsers that come to it: each with its cookies and its csrf."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Self

import httpx
from fastapi import FastAPI

from core.errors import StorageError
from node import verbs
from node.shop.session_view import AT_SCREEN, perform_at_screen
from node.till import Till
from node.web.addresses import WebAddress
from node.web.app import create_app
from node.web.reading import LogReader
from node.web.screen import STATIC, Screen
from node.web.sessions import KEY_BYTES, Tokens
from tests.node.tills import one_sentence

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another library beneath it
    from fastapi.testclient import TestClient

HERE = WebAddress("127.0.0.1", 8700)
VERBS = "/api/v1/verbs"
SESSION = "/api/v1/session"

MANAGER = {"login": "mia", "name": "Mia", "role": "manager", "pin": "271828"}
CASHIER = {"login": "cem", "name": "Cem", "role": "cashier", "pin": "1618"}


def client_of(app: FastAPI, address: WebAddress = HERE) -> httpx.Client:
    """Return a browser's connection to an application, without a network."""
    return TestClient(app, base_url=address.text)


class ShopDesk:
    """Asks a till in this process, as the control socket would; it may be away."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self.away: StorageError | None = None

    def ask(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if self.away is not None:
            raise self.away
        if verb == AT_SCREEN:
            return perform_at_screen(self._till, arguments, self._perform)
        return self._perform(verb, arguments)

    def _perform(self, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return verbs.perform(self._till, verb, arguments)


class Browser:
    """One browser: what it was told of its session it says with every change."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.session: dict[str, Any] = {}
        self.look()

    @property
    def headers(self) -> dict[str, str]:
        return {"x-tillmesh-csrf": self.session["csrf"]}

    def look(self) -> dict[str, Any]:
        self.session = self.client.get(SESSION).json()
        return self.session

    def post(self, verb: str, **arguments: Any) -> httpx.Response:
        return self.client.post(f"{VERBS}/{verb}", json=arguments, headers=self.headers)

    def do(self, verb: str, **arguments: Any) -> dict[str, Any]:
        answer = self.post(verb, **arguments)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def refused(self, status: int, verb: str, **arguments: Any) -> str:
        return refusal(self.post(verb, **arguments), status)

    def sign_in(self, who: dict[str, str]) -> httpx.Response:
        asked = {"person": who["login"], "pin": who["pin"]}
        answer = self.client.post(SESSION, json=asked, headers=self.headers)
        if answer.status_code == 200:
            self.session = answer.json()
        return answer

    def sign_out(self) -> None:
        headers = {**self.headers, "content-type": "application/json"}
        answer = self.client.request("DELETE", SESSION, content=b"{}", headers=headers)
        assert answer.status_code == 200, answer.text
        self.session = answer.json()


class Door:
    """A till's web application, without a process and without a network."""

    def __init__(self, till: Till, address: WebAddress = HERE, static: Path = STATIC) -> None:
        self.desk = ShopDesk(till)
        self.tokens = Tokens(b"k" * KEY_BYTES)
        self.screen = Screen(self.desk, LogReader(till), self.tokens, address, static)
        self.app = create_app(self.screen)
        self._clients: list[httpx.Client] = []

    def client(self) -> httpx.Client:
        made = client_of(self.app, self.screen.address)
        self._clients.append(made)
        return made

    def browser(self) -> Browser:
        return Browser(self.client())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for client in self._clients:
            client.close()


def refusal(answer: httpx.Response, status: int) -> str:
    """Check that nothing was done, for a reason a person can read; returns the sentence."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    if status == 403:
        told.pop("needs", None)
    (word,) = told
    assert word == ("failed" if status >= 500 else "refused")
    return one_sentence(told[word])
