"""A customer who was forgotten: the log stays sound, the sums stay, and the audit says so."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from core.log.record import erased_of
from node.auditing.evidence import gather
from node.auditing.replaying import looking_at
from node.auditing.verifying import verify
from node.shop.erasing import erase_forgotten
from tests.node.auditing.test_replaying import audit
from tests.node.tills import CATALOGUE, Street

NAME = "Anna Muster"


class Forgotten(NamedTuple):
    log: Path
    customer: str
    before: int
    """The LSN at which the customer was still known."""


@pytest.fixture(scope="module")
def forgotten(tmp_path_factory: pytest.TempPathFactory) -> Forgotten:
    folder = tmp_path_factory.mktemp("shop")
    street = Street(folder)
    shop = street.open("B1T1", "B1")
    shop.do("import-catalogue", products=CATALOGUE)
    customer = str(shop.do("customer-add", name=NAME, phone="+43 1 234")["customer"])
    shop.sell("milk", customer=customer)
    with shop.log.read() as view:
        before = view.last_lsn()
    shop.do("customer-forget", customer=customer)
    erase_forgotten(shop.till)
    street.close()
    return Forgotten(folder / "B1T1", customer, before)


def test_the_log_is_sound_and_the_audit_says_who_forgot_whom(
    forgotten: Forgotten, tmp_path: Path
) -> None:
    verdict = verify([gather(forgotten.log, tmp_path / "scratch")], workers=0)
    assert verdict.findings == ()
    ((customer, at_ms, by),) = verdict.erased
    assert customer == forgotten.customer
    assert at_ms > 0
    assert by == "B1T1"


def test_no_key_is_left(forgotten: Forgotten, tmp_path: Path) -> None:
    with looking_at(forgotten.log) as view:
        records = [record for stream in view.heads() for record in view.all_records(stream)]
    assert sum(erased_of(record) is not None for record in records) == 1
    audit("export", "--to", tmp_path / "tables", "--data", forgotten.log)
    (row,) = (tmp_path / "tables" / "erasures.csv").read_text().splitlines()[1:]
    assert row.endswith(f"{forgotten.customer},B1T1,0")


def test_the_sums_stay_and_the_report_tells_of_it(forgotten: Forgotten, tmp_path: Path) -> None:
    assert audit("replay", "--data", forgotten.log, "--json").json["tenders"] == {"cash": 129}
    page = tmp_path / "report.html"
    audit("report", "--no-verify", "--out", page, "--data", forgotten.log)
    assert forgotten.customer in page.read_text()
    assert NAME not in page.read_text()


def test_a_customer_now_is_who_was_forgotten_and_nobody_else(forgotten: Forgotten) -> None:
    asked = ("replay", "--customer", forgotten.customer, "--data", forgotten.log)
    told = audit(*asked).text
    assert NAME not in told
    assert "by B1T1" in told
    assert audit(*asked, "--json").json["customer"]["forgotten"]
    with looking_at(forgotten.log) as view:
        assert view.last_lsn() == forgotten.before + 1
