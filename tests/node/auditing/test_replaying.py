"""The auditor's verbs about the past, typed: read-only, plain sentences, and one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from typer.testing import CliRunner

from core.audit.moments import known_in_order
from core.errors import RefusedError
from core.shop.reprint import Reprint
from node.auditing.replaying import cut_of, known_to, looking_at
from node.cli.main import app_for
from node.distance import DISTANCE_FILE, Known
from replication.spread import Holder, stream_text
from tests.node.auditing.chain import trade
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.tills import CATALOGUE, Street


class Told(NamedTuple):
    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def audit(*words: object) -> Told:
    done = CliRunner().invoke(app_for(["audit"]), ["audit", *map(str, words)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Told(done.exit_code, done.stdout)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return trade(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def hub(logs: dict[str, Path]) -> Path:
    return logs["HUB"]


def stream_of(log: Path, name: str) -> str:
    with looking_at(log) as view:
        return next(str(one) for one in view.heads() if str(one).endswith(name))


def test_stock_and_takings_now_and_then(hub: Path) -> None:
    now = audit("replay", "--data", hub, "--json").json
    assert {line["sku"]: line["quantity_milli"] for line in now["stock"]}["milk"] < 0 or now[
        "stock"
    ]
    assert now["receipts"] == 11
    first = audit("replay", "--until", "lsn:7", "--data", hub).text
    assert "After 7 records" in first
    assert "cash" not in first or "sale" in first


def test_a_day_alone_is_meant_whole(hub: Path) -> None:
    everything = audit("replay", "--data", hub).text
    assert audit("replay", "--until", "2023-11-14", "--data", hub).text == everything
    assert audit("replay", "--until", "2023-11-13", "--data", hub).text.startswith(
        "After 0 records"
    )


def test_a_receipt_as_it_was_before_anything_came_back_and_after(hub: Path) -> None:
    stream = stream_of(hub, "branch:B1")
    asked = ("replay", "--receipt", "B1T1-000001", "--data", hub)
    assert "came back of item 1: 1, 1.29" in audit(*asked).text
    before = audit(*asked, "--until", f"{stream}@2")
    assert "came back" not in before.text
    assert "sale at B1" in before.text
    with pytest.raises(RefusedError, match="had not been printed by then"):
        audit("replay", "--receipt", "B1T1-000005", "--until", f"{stream}@2", "--data", hub)


def test_what_a_till_could_know_is_what_its_seals_swear_to(logs: dict[str, Path]) -> None:
    with looking_at(logs["HUB"]) as view:
        first = next(one for one in view.heads() if one.scope == "branch:B1")
        second = next(one for one in view.heads() if one.scope == "branch:B2")
        cut = cut_of(view, "now")
        known = known_to(logs["HUB"], view, cut, second.author.hex())
        assert known.basis == "seals"
        assert known.cut == {first: 7, second: 4}
        assert cut[first] == 8
        with pytest.raises(RefusedError, match=r"Nothing in .* was written by a node called B9T9"):
            known_to(logs["HUB"], view, cut, "B9T9")


def test_a_tills_own_log_says_in_which_order_it_took_things_in(logs: dict[str, Path]) -> None:
    with looking_at(logs["B2T1"]) as view:
        first = next(one for one in view.heads() if one.scope == "branch:B1")
        second = next(one for one in view.heads() if one.scope == "branch:B2")
        cut = {**cut_of(view, "now"), second: 1}
        known = known_in_order(view, {second.author}, cut)
        assert known[second] == 1
        assert known[first] == 7
        assert cut[first] == 8


def test_two_nodes_and_two_moments_are_compared(logs: dict[str, Path], tmp_path: Path) -> None:
    same = audit("diff", logs["HUB"], logs["B2T1"])
    assert (same.status, same.text.strip()) == (0, "Nothing differs.")
    early = logs["HUB"].parent / "B1T1-early"
    apart = audit("diff", early, logs["B1T1"], "--json")
    assert apart.status == 1
    assert apart.json["streams"]
    assert not apart.json["same"]
    moved = audit("diff", "lsn:5", "now", "--data", logs["HUB"])
    assert moved.status == 1
    assert "milk at B1" in moved.text
    with pytest.raises(RefusedError, match="two data directories, or two moments"):
        audit("diff", logs["HUB"], "now")


def test_every_event_behind_a_figure_is_listed_with_what_it_came_to(hub: Path) -> None:
    told = audit("explain", "milk@B1", "--data", hub, "--json").json
    after = 0
    for step in told["steps"]:
        after += step["quantity_milli"]
        assert step["after_milli"] == after
    assert told["quantity_milli"] == after == 15_000
    assert audit("explain", "milk@B1", "--data", hub).text.endswith(
        "15 of milk at B1, after 8 events.\n"
    )


def test_a_ticket_as_it_was_while_it_was_open_and_after(tmp_path: Path) -> None:
    street = Street(tmp_path)
    shop = street.open("B1T1", "B1")
    shop.do("import-catalogue", products=CATALOGUE)
    ticket = shop.do("ticket-open")["id"]
    shop.do("ticket-add", ticket=ticket, line={"code": "milk", "quantity_milli": 2_000})
    with shop.log.read() as view:
        then = view.last_lsn()
    shop.do("ticket-tender", ticket=ticket, tender={"kind": "cash", "amount_minor": 258})
    shop.do("ticket-complete", ticket=ticket)
    street.close()
    asked = ("replay", "--ticket", ticket, "--data", tmp_path / "B1T1")
    assert audit(*asked, "--until", f"lsn:{then}").text.startswith(
        "open, 1 line, 2.58 to pay, 0.00 paid\n  2 x milk: 2.58\n"
    )
    assert audit(*asked).text.startswith("completed, 0 lines")
    steps = audit(*asked, "--json").json["ticket"]["steps"]
    assert [one["kind"] for one in steps][-1] == "ticket.completed"
    with pytest.raises(RefusedError, match="had not been opened by then"):
        audit(*asked, "--until", "lsn:1")


def test_the_timeline_of_a_receipt_names_who_approved_and_who_saw_it(tmp_path: Path) -> None:
    street = Street(tmp_path)
    first, second = street.open("B1T1", "B1"), street.open("B1T2", "B1")
    first.do("import-catalogue", products=CATALOGUE)
    hire(first)
    sign_in(first, "carl")
    sale = first.sell("milk")
    sold = sale["receipt"]
    again = Reprint.print_again(
        id=first.log.mint_id(),
        timestamp=first.till.now(),
        location="B1",
        till="B1T1",
        receipt=UUID(sale["id"]).bytes,
        copy=1,
        cashier="carl",
    )
    first.till.application.record(again)
    first.do("refund", receipt=sold, approval=leave_of("sam"))
    second.hear(first)
    first.sell("bread")
    second.hear(first)
    sign_in(second, "sam")
    second.do("receive", lines=[{"code": "milk", "quantity_milli": 1_000}])
    first.hear(second)
    stream = stream_text(first.till.branch_stream)
    holder = Holder("ab" * 16, 1, "B1T2", "till", "B1", ("*",), 1, None, {stream: 9})
    (tmp_path / "B1T1" / DISTANCE_FILE).write_text(json.dumps(asdict(Known((holder,), 1))))
    street.close()
    told = audit("timeline", sold, "--data", tmp_path / "B1T1").text
    assert "Held, as they said, by B1T2." in told
    assert told.splitlines()[0].rpartition(", hash")[0].endswith("by carl")
    assert "receipt.reprinted" in told
    assert "refund.completed B1T1-000002" in told
    assert "approver sam" in told
    assert "sworn to by" in told


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("yesterday", "is no moment"),
        ("lsn:x", "no number of a record"),
        ("lsn:99999", "this log goes from 1 to"),
        ("nobody.1/company@3", "No record 3 of a stream"),
        ("0000000000", "No record here has a chain hash"),
    ],
)
def test_what_is_no_moment_is_refused_in_a_sentence(hub: Path, moment: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        audit("replay", "--until", moment, "--data", hub)


def test_nothing_is_changed_and_nothing_is_made(hub: Path) -> None:
    before = {file.name: file.read_bytes() for file in hub.iterdir()}
    audit("replay", "--until", "2023-11-14T22:13:20.005+00:00", "--data", hub)
    audit("timeline", "B1T1-000001", "--data", hub)
    assert {file.name: file.read_bytes() for file in hub.iterdir()} == before
