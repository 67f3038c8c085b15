"""Kill any process at any moment: no sale that was answered is lost, and none counts twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from core.views import receipts
from core.views.receipts import Receipt
from node import verbs
from node.data_directory import DataDirectory
from node.till import Till
from tests.node.processes import RunningNode, environment, make_node
from tests.simulations.demo.demos import DEADLINE_S, nodes_of, nodes_under, start
from tests.warm import WarmProcess

SMALL = ("--branches", "2", "--tills", "2", "--baskets", "40", "--rate", "14")
NODES = 5
KILLS = 8


def wait_a(process: subprocess.Popen[str] | WarmProcess, seconds: float) -> bool:
    """Wait for a process to end, so long at most; returns whether it still runs."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def wait_for_nodes(process: subprocess.Popen[str], count: int) -> dict[str, int]:
    deadline = time.monotonic() + DEADLINE_S
    while len(found := nodes_of(process.pid)) < count:
        assert time.monotonic() < deadline, f"only {sorted(found)} run"
        assert wait_a(process, 0.02), process.communicate()
    return found


def test_any_node_of_a_running_demo_may_be_killed_at_any_moment() -> None:
    dice = random.Random(20171009)
    process = start(*SMALL)
    killed: list[str] = []
    try:
        wait_for_nodes(process, NODES)
        while len(killed) < KILLS and wait_a(process, dice.uniform(0.1, 1.2)):
            alive = nodes_of(process.pid)
            if alive:
                name = dice.choice(sorted(alive))
                os.kill(alive[name], signal.SIGKILL)
                killed.append(name)
        output, complaints = process.communicate(timeout=DEADLINE_S)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, complaints) == (0, ""), (killed, output)
    verdict = json.loads(output)
    assert verdict["verdict"] == "pass", (killed, verdict["findings"])
    assert len(killed) >= KILLS // 2
    assert verdict["restarts"] > 0
    assert verdict["baskets"] == 80


def test_when_the_demo_itself_is_killed_its_nodes_end_and_their_logs_are_whole(
    tmp_path: Path,
) -> None:
    dice = random.Random(41)
    for attempt in range(3):
        root = tmp_path / str(attempt)
        process = start(*SMALL, "--keep", root)
        # At any moment: the first time as soon as a process is there, then later and later.
        wait_for_nodes(process, 1 if attempt == 0 else NODES)
        if attempt:
            assert wait_a(process, dice.uniform(0.5, 2.0) * attempt)
        process.kill()
        process.communicate()
        deadline = time.monotonic() + DEADLINE_S
        while left := nodes_under(root):
            assert time.monotonic() < deadline, f"processes {left} outlived the demonstration"
        nodes = [path for path in sorted(root.iterdir()) if path.is_dir()]
        assert len(nodes) == NODES
        for path in nodes:
            books = read_books(path)
            sold = [receipt for receipt in books.receipts if receipt.kind == receipts.SALE]
            assert books.status["sales"] == len(sold) == len({receipt.id for receipt in sold})
            assert books.status["paid_minor"] == sum(receipt.total_minor for receipt in sold)


class Books(NamedTuple):
    """What a node's directory holds."""

    receipts: list[Receipt]
    status: dict[str, Any]
    stock: dict[str, int]


def read_books(path: Path) -> Books:
    """Open a directory that a process left behind; the numbers of its own series have no gap."""
    directory = DataDirectory(path).lock()
    config = directory.config()
    log = directory.open_log(config)
    till = Till(log, config.till)
    status, stock = (verbs.perform(till, verb, {}) for verb in ("status", "stock"))
    with log.read() as view:
        found = list(receipts.all_receipts(view.table("receipts")))
    log.store.close()
    directory.release()
    own = [receipt.number for receipt in found if receipt.series == config.name]
    assert own == list(range(1, len(own) + 1))
    return Books(found, status, {line["sku"]: line["quantity_milli"] for line in stock["lines"]})


GOODS = "sku,price,unit\nmilk,1.29,weighed\nbread,2.50,weighed\nplum,0.05,weighed\n"
COMMANDS, DEATHS = 300, 15

AHEAD = 8
"""How many receipts the feeder may have given out that nobody has read: else, on a busy machine,
it would be through before the till is first killed."""

FEED = """
import json, random, sys, uuid
from pathlib import Path
from node.control import ControlClient, NotRunningError

dice = random.Random(7)
client, last, ahead = None, "", int(sys.argv[3])
for number in range(int(sys.argv[2])):
    if not ahead:
        sys.stdin.readline()
    ahead = max(0, ahead - 1)
    names = dice.sample(["milk", "bread", "plum"], dice.randrange(1, 4))
    lines = [{"code": name, "quantity_milli": 500 * dice.randrange(1, 7)} for name in names]
    verb, arguments = "sell", {"lines": lines, "tenders": [{"kind": "cash", "amount_minor": 5000}]}
    if last and dice.random() < 0.2:
        verb, arguments = "refund", {"receipt": last}
    arguments["id"] = str(uuid.UUID(int=number + 1))
    while True:
        try:
            client = client or ControlClient(Path(sys.argv[1]))
            answer = client.ask(verb, arguments)
            break
        except NotRunningError:
            client = None
            print("down", flush=True)
            while sys.stdin.readline() != "up\\n":
                ahead += 1
    last = answer["receipt"] if verb == "sell" else ""
    print(json.dumps({**answer, "lines": lines if verb == "sell" else []}), flush=True)
"""


def test_every_receipt_a_till_gave_out_is_in_its_log_exactly_once(tmp_path: Path) -> None:
    dice = random.Random(14)
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    data = tmp_path / "till"
    make_node(data, goods)
    moments = sorted(dice.sample(range(5, COMMANDS - 5), DEATHS))
    given: list[dict[str, Any]] = []
    node = RunningNode(data)
    feeder = subprocess.Popen(
        [sys.executable, "-c", FEED, str(data / "control.sock"), str(COMMANDS), str(AHEAD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        assert feeder.stdin is not None
        assert feeder.stdout is not None
        for line in feeder.stdout:
            if line == "down\n":
                node = RunningNode(data)
                feeder.stdin.write("up\n")
                feeder.stdin.flush()
                continue
            given.append(json.loads(line))
            if len(given) <= COMMANDS - AHEAD:
                feeder.stdin.write("read\n")
                feeder.stdin.flush()
            if moments and len(given) >= moments[0] and node.process.poll() is None:
                del moments[0]
                # A moment later: before, within or after a commit, an answer or a request.
                assert wait_a(node.process, dice.uniform(0, 0.02))
                node.stop(signal.SIGKILL)
        assert feeder.wait(DEADLINE_S) == 0
        assert node.stop() == (0, "")
    finally:
        node.__exit__()
        feeder.kill()
        feeder.communicate()
    assert len(given) == COMMANDS
    assert not moments
    compare(given, read_books(data))


def compare(given: list[dict[str, Any]], books: Books) -> None:
    """Compare what the till told its customers with what its log holds."""
    held = [(one.text, str(one.id), one.kind, one.total_minor) for one in books.receipts]
    assert held == [(one["receipt"], one["id"], one["kind"], one["total_minor"]) for one in given]
    sold = [one for one in given if one["kind"] == "sale"]
    back = [one for one in given if one["kind"] == "refund"]
    assert back
    assert all(one["change_minor"] == 5000 - one["total_minor"] for one in sold)
    status = books.status
    assert (status["sales"], status["refunds"]) == (len(sold), len(back))
    assert status["paid_minor"] == sum(one["total_minor"] for one in sold)
    assert status["refunded_minor"] == -sum(one["total_minor"] for one in back)
    stock = dict.fromkeys(("milk", "bread", "plum"), 0)
    for place, one in enumerate(given):
        # A refund takes back the whole of the sale just before it.
        sign, basket = (-1, one) if one["kind"] == "sale" else (1, given[place - 1])
        for line in basket["lines"]:
            stock[line["code"]] += sign * line["quantity_milli"]
    assert books.stock == stock
