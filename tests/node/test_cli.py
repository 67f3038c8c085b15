"""The real ``tillmesh`` command: every verb, its one JSON object, its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from node.cli import show
from node.cli.speech import ENGLISH
from node.distance import DISTANCE_FILE
from node.processes.notebook import NOTEBOOK_FILE
from tests.node.processes import RunningNode, answer, kept, make_node, refusal, tillmesh

ID = "01890000-0000-7000-8000-000000000003"

OF_THE_NODE = (
    *("lock", "lock.mdb", "data.mdb"),
    *(name for file in (NOTEBOOK_FILE, DISTANCE_FILE) for name in (file, f"{Path(file).stem}.new")),
)
"""What a node that runs writes whenever it likes."""

GOODS = """sku,name,price,barcode
milk,Milk 1 l,1.29,4011
bread,Bread [bold] [/],2.50,
twin-a,Twin,1.00,4099
twin-b,Twin,2.00,4099
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A till with four products."""
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "till", goods)
    return tmp_path / "till"


def test_init_makes_a_node_that_stands_alone(tmp_path: Path) -> None:
    first = tmp_path / "a"
    made = answer("init", "A", "--branch", "B1", "--data", first)
    assert set(made) == {"data", "name", "peer"}
    assert made["peer"].startswith("A=tcp://127.0.0.1:5700=")
    other = f"B=tcp://127.0.0.1:5701={'0' * 64}"
    with kept(first):
        assert "nothing was changed" in refusal("init", "C", "--branch", "B9", "--data", first)
        assert "tillmesh join" in refusal("peer", other, "--data", first)
    assert "tillmesh join" in refusal(
        "init", "C", "--branch", "B1", "--data", tmp_path / "c", "--peer", other
    )
    said = tillmesh("init", "C", "--branch", "B1", "--data", tmp_path / "c")
    assert "Made node C" in said.stdout


def test_a_node_of_a_company_is_told_whom_to_dial(tmp_path: Path) -> None:
    first = tmp_path / "a"
    own = make_node(first, name="A", founds=True, listen="tcp://127.0.0.1:5700").text
    other = make_node(tmp_path / "b", name="B", enrolled_by=first, listen="tcp://127.0.0.1:5701")
    added = answer("peer", other.text, "--data", first)
    assert added == {"peers": [other.text]}
    assert answer("peer", other.text, "--data", first) == added
    assert "its own peer" in refusal("peer", own, "--data", first)
    assert "one name" in refusal("peer", *["C" + own[1:]] * 2, "--data", first)
    with kept(first):
        refusal("peer", "nonsense", "--data", first)


def test_a_day_at_the_counter(data: Path) -> None:
    at = ("--data", data)
    received = answer("receive", "milk:5", "bread:2", "--reference", "N 7", *at)
    assert received == {"id": received["id"], "lines": 2, "repeated": False}
    sold = answer("sell", "4011:2", "bread:1:2.40", "-t", "cash:10", "--id", ID, *at)
    assert (sold["receipt"], sold["total_minor"], sold["change_minor"]) == ("B1T1-000001", 498, 502)
    assert answer("sell", "milk", "--id", ID, *at) == {**sold, "repeated": True}
    words = ("--discount", "0.10:1:loyalty", "--coupon", "0.19", "--customer", "7")
    assert answer("sell", "milk", *words, *at)["total_minor"] == 100
    back = answer("refund", sold["receipt"], "-l", "milk:1", "-l", "#2", "--reason", "old", *at)
    assert (back["kind"], back["total_minor"]) == ("refund", -369)
    assert answer("adjust", "--reason", "broken", *at, "--", "milk:-1")["lines"] == 1
    ticket = answer("ticket", "open", *at)["id"]
    for code in ("milk", "bread"):
        answer("ticket", "add", ticket, code, *at)
    assert answer("ticket", "remove", ticket, "2", *at)["to_pay_minor"] == 129
    assert answer("ticket", "tender", ticket, "card:1.29", *at)["tendered_minor"] == 129
    assert [one["id"] for one in answer("ticket", "list", *at)["tickets"]] == [ticket]
    assert answer("ticket", "complete", ticket, *at)["receipt"] == "B1T1-000004"
    stock = {line["sku"]: line["quantity_milli"] for line in answer("stock", *at)["lines"]}
    assert stock == {"milk": 5000 - 2000 - 1000 + 1000 - 1000 - 1000, "bread": 2000}
    assert answer("stock", "4011", "--location", "B1", *at)["lines"][0]["quantity_milli"] == 1000
    status = answer("status", *at)
    assert (status["sales"], status["refunds"], status["open_tickets"]) == (3, 1, 0)


def test_people_get_sentences_and_tables(data: Path) -> None:
    at = ("--data", data)
    assert tillmesh("sell", "milk", "-t", "cash:2", *at).stdout == (
        "Sold 1.29 USD, receipt B1T1-000001. Change 0.71.\n"
    )
    assert tillmesh("refund", "B1T1-000001", *at).stdout == (
        "Refunded 1.29 USD, receipt B1T1-000002.\n"
    )
    assert "Received 1 line." in tillmesh("receive", "bread:3", *at).stdout
    assert "Bread [bold] [/]" in tillmesh("stock", *at).stdout
    assert "not running; sales still work" in tillmesh("status", *at).stdout
    assert tillmesh("ticket", "list", *at).stdout == "No open tickets.\n"


def test_names_are_shown_as_they_are_whatever_brackets_they_have() -> None:
    line = {"sku": "[red]", "name": "[/x]", "location": "[link=y]", "quantity_milli": 1}
    line |= {"oversold": True, "low": True, "exact": False, "age_s": 1}
    console = Console(width=100)
    with console.capture() as captured:
        console.print(show.stock_table({"events": 1, "lines": [line]}))
    assert all(name in captured.get() for name in ("[red]", "[/x]", "[link=y]", "oversold"))


@pytest.mark.parametrize(
    ("age_s", "words"),
    [
        (0, "just now"),
        (1, "1 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (239, "3 min ago"),
        (3_600, "1 h ago"),
        (86_399, "23 h ago"),
        (86_400, "1 day ago"),
        (200_000, "2 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age_s: int, words: str) -> None:
    assert ENGLISH.age(age_s) == words


REFUSED: list[tuple[str, list[str]]] = [
    ("'chalk'", ["sell", "chalk"]),
    ("'chalk'", ["sell", "milk", "chalk:2"]),
    ("negative", ["sell", "milk:-1"]),
    ("several products", ["sell", "4099"]),
    ("'milk:x'", ["sell", "milk:1:1:1"]),
    ("'x'", ["sell", "milk:x"]),
    ("to pay", ["sell", "milk", "-t", "cash:1.28"]),
    ("exceed", ["sell", "milk", "-t", "card:1.30"]),
    (":heart:", ["sell", "a:heart:b:c"]),
    ("'#²'", ["refund", "B1T1-000001", "-l", "#²"]),
    ("not known", ["refund", "B1T1-000009"]),
    ("uuid", ["sell", "milk", "--id", "7"]),
    ("quantity", ["receive", "milk"]),
    ("bounds", ["receive", "milk:0"]),
    ("'²'", ["sell", "milk", "--discount", "1:²"]),
    ("no ticket", ["ticket", "complete", ID]),
    ("cannot be read", ["import-catalogue", "none.csv"]),
    ("unicode", ["sell", "\udcff"]),
]


def test_a_refusal_is_one_sentence_status_1_and_changes_nothing(data: Path) -> None:
    with kept(data):
        for named, words in REFUSED:
            said = refusal(*words, "--data", data)
            assert named in said or words[0] == "sell", (named, said)
            if named.strip("'") in " ".join(words):
                assert named.strip("'") in said or "'milk:1:1:1'" in said
    assert answer("sell", "milk", "--data", data)["receipt"] == "B1T1-000001"


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["steal"],
        ["sell"],
        ["sell", "milk", "--surprise"],
        ["adjust", "milk:1"],
        ["init", "B1T1"],
        ["init", "A", "--branch", "B", "--role", "boss"],
        ["ticket", "remove", ID, "x"],
        ["run", "--with-parent", "x"],
        ["status", "--data", __file__],
    ],
)
def test_what_is_typed_wrong_is_status_2(words: list[str]) -> None:
    done = tillmesh(*words)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr


def test_where_there_is_no_node_every_verb_says_so(tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(GOODS)
    for words in (
        ["sell", "milk"],
        ["import-catalogue", str(file)],
        ["status", "--json"],
        ["run"],
        ["peer", f"A=tcp://127.0.0.1:1={'0' * 64}"],
    ):
        assert "tillmesh init" in refusal(*words, "--data", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_init_refuses_names_that_cannot_stand_on_a_receipt(tmp_path: Path) -> None:
    for words in (
        ["a b", "--branch", "B1"],
        ["A", "--branch", "B1", "--listen", "tcp://127.0.0.1:99999"],
        ["A", "--branch", "B1", "--peer", f"A=tcp://127.0.0.1:1={'0' * 64}"],
    ):
        refusal("init", *words, "--data", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    volatile = {"running", "disk_bytes", "disk_free_bytes", "bytes_sent"}
    volatile |= {"waits_for_hub_ms", "known_as_of_ms"}
    return all(one[name] == other[name] for name in one if name not in volatile)


def test_a_running_node_gives_the_same_answers(data: Path) -> None:
    at = ("--data", data)
    sold = answer("sell", "milk:2", "--id", ID, *at)
    ticket = answer("ticket", "open", *at)["id"]
    asked = (["stock"], ["stock", "4011"], ["ticket", "list"], ["sell", "milk", "--id", ID])
    before = [answer(*words, *at) for words in asked]
    status = answer("status", *at)
    with RunningNode(data) as node:
        assert node.hello.startswith("B1T1 of branch B1 runs and listens on tcp://127.0.0.1:")
        assert [answer(*words, *at) for words in asked] == before
        running = answer("status", *at)
        assert running["running"] is True
        assert same(status, running)
        assert "'chalk'" in refusal("sell", "chalk", *at)
        assert "2 of milk" in refusal("refund", sold["receipt"], "-l", "milk:3", *at)
        assert answer("ticket", "add", ticket, "bread", *at)["to_pay_minor"] == 250
        answer("ticket", "tender", ticket, "cash:3", *at)
        done = answer("ticket", "complete", ticket, *at)
        assert (done["receipt"], done["change_minor"]) == ("B1T1-000002", 50)
        assert answer("refund", sold["receipt"], *at)["total_minor"] == -258
        assert answer("import-catalogue", data.parent / "goods.csv", *at)["registered"] == 0
        running = answer("status", *at)
        with kept(data, but=OF_THE_NODE):
            said = refusal("run", *at)
            assert f"process {node.process.pid};" in said
            refusal("peer", f"A=tcp://127.0.0.1:1={'0' * 64}", *at)
        assert node.stop() == (0, "")
    assert same(running, answer("status", *at))


def test_output_of_a_reader_that_has_seen_enough_is_no_error(data: Path) -> None:
    done = tillmesh("stock", "--data", data)
    assert done.returncode == 0
    assert json.loads(tillmesh("stock", "--json", "--data", data).stdout)["lines"] == []
