"""The screen's process: started by the first request, killed at any moment, missed by no sale."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import uuid
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from node.data_directory import SCREEN_FILE
from node.web.addresses import WebAddress
from simulations.demo.fleet import free_ports
from tests.node.processes import (
    COMMAND,
    DEADLINE_S,
    POLL_S,
    RunningNode,
    answer,
    environment,
    make_node,
    refusal,
)
from tests.node.supervised import Cashier, SupervisedNode, lives, parts_of
from tests.node.tills import CATALOGUE

ANY_PORT = "http://127.0.0.1:0"
SCREEN = "screen"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A node with milk in its catalogue."""
    made = tmp_path / "node"
    make_node(made)
    return made


def stock(node: RunningNode) -> None:
    node.ask("import-catalogue", products=list(CATALOGUE[:1]))


class Page:
    """A page that a browser has open: its cookie, its csrf, and what it asks."""

    def __init__(self, at: Path | WebAddress) -> None:
        """Load the screen of the node in a directory, or at an address."""
        if isinstance(at, Path):
            at = WebAddress.parse((at / SCREEN_FILE).read_text())
        self.address = at
        response, self.session = self.ask("GET", "/api/v1/session")
        assert response.status == 200, self.session
        self._cookie = (response.getheader("set-cookie") or "").partition(";")[0]
        self._csrf = self.session["csrf"]

    def open(self) -> HTTPConnection:
        return HTTPConnection(self.address.host, self.address.port, timeout=DEADLINE_S)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[HTTPResponse, Any]:
        connection = self.open()
        headers = {"content-type": "application/json"}
        if body is not None:
            headers |= {"cookie": self._cookie, "x-tillmesh-csrf": self._csrf}
        sent = None if body is None else json.dumps(body)
        try:
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            return response, json.loads(response.read())
        finally:
            connection.close()

    def sell(self) -> dict[str, Any]:
        """Sell a milk, by the same id until it is answered."""
        body = {"id": str(uuid.uuid4()), "lines": [{"code": "milk"}]}
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            try:
                response, told = self.ask("POST", "/api/v1/verbs/sell", body)
            except (ConnectionError, OSError):
                continue  # its process was killed while it answered
            if response.status == 200:
                return dict(told)
            assert response.status == 503, told
            time.sleep(POLL_S)
        raise AssertionError("no sale in time")

    def live(self) -> HTTPResponse:
        connection = self.open()
        connection.request("GET", "/api/v1/live", headers={"cookie": self._cookie})
        return connection.getresponse()


def wait_for_the_session(address: WebAddress, *, first_run: bool) -> Page:
    """Load the page over and over until there is a node, or the page that makes one."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        with suppress(OSError):
            page = Page(address)
            if page.session["first_run"] is first_run:
                return page
        time.sleep(POLL_S)
    raise AssertionError("not in time")


def next_snapshot(response: HTTPResponse) -> dict[str, Any]:
    for line in response:
        if line.startswith(b"data: "):
            found: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return found
    raise AssertionError("the stream ended")


def test_the_screen_and_the_till_may_be_killed_while_sales_go_on(data: Path) -> None:
    with SupervisedNode(data, screen=ANY_PORT) as node:
        stock(node)
        assert SCREEN not in node.parts(), "nobody has looked at it yet"
        page = Page(data)
        assert answer("screen", "--data", data)["address"] == page.address.text
        told = page.live()
        before = next_snapshot(told)
        assert before["session"]["node"] == "B1T1"
        sold = [page.sell()["receipt"]]
        while (after := next_snapshot(told))["commit"] == before["commit"]:
            pass
        assert after["status"]["own_events"] > before["status"]["own_events"]
        cashier = Cashier(data, 7)
        cashier.start()
        killed = node.signal_part(SCREEN)
        sold.append(page.sell()["receipt"])
        assert node.replaced(SCREEN, killed)
        killed = node.signal_part("till")
        sold.append(page.sell()["receipt"])
        assert node.replaced("till", killed)
        others = cashier.finish()
        receipts = [*others.values(), *sold]
        assert len(set(receipts)) == len(receipts) == node.status()["sales"]
        told = page.live()
        next_snapshot(told)
        assert node.stop()[0] == 0, "whoever listens holds nobody up"
        told.close()
    assert not (data / SCREEN_FILE).exists()


def test_a_screen_asked_for_as_it_starts_ends_with_a_node_in_one_process(tmp_path: Path) -> None:
    data = tmp_path / "node"
    make_node(data, screen="off")
    with RunningNode(data, screen=ANY_PORT) as node:
        stock(node)
        page = Page(data)
        assert page.sell()["receipt"] == "B1T1-000001"
        told = next_snapshot(page.live())["status"]
        assert (told["running"], told["alerts"]) == (True, [])
        (screen,) = parts_of(node.process.pid).values()
        os.kill(node.process.pid, signal.SIGKILL)
        node.process.wait()
        deadline = time.monotonic() + DEADLINE_S
        while lives(screen):
            assert time.monotonic() < deadline, "the screen outlived its node"
            time.sleep(POLL_S)


def test_a_page_makes_the_node_of_an_empty_machine_and_becomes_its_screen(tmp_path: Path) -> None:
    address = WebAddress("127.0.0.1", free_ports(1)[0])
    words = ("screen", "--first-run", "--at", address.text, "--data", str(tmp_path / "node"))
    asked = {"company": "acme", "node": "B1T1", "branch": "B1", "listen": "tcp://127.0.0.1:0"}
    environ = environment(screen=address.text)
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.DEVNULL, env=environ) as process:
        try:
            page = wait_for_the_session(address, first_run=True)
            response, told = page.ask("POST", "/api/v1/first-run/create", asked)
            assert (response.status, told["node"]) == (200, "B1T1")
            assert wait_for_the_session(address, first_run=False).session["company"] == "acme"
            process.terminate()
            assert process.wait(DEADLINE_S) == 0, "it is the node that runs now"
        finally:
            process.kill()


def test_a_node_whose_port_is_taken_sells_without_a_screen(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with RunningNode(data, screen=address) as node:
            stock(node)
            assert node.ask("sell", lines=[{"code": "milk"}])["receipt"] == "B1T1-000001"
            assert "answers" in refusal("screen", "--wait", "0", "--data", data)
            _, complaints = node.stop()
    assert f"No screen at {address}" in complaints
