"""Reports and exports: what happened, as text and as tables whose columns never move."""

from __future__ import annotations

import builtins
import csv
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from core.audit.ledger import whole
from core.audit.report import report_of
from core.audit.report.section import Bar, Cell
from core.audit.story import story_of
from core.audit.tables import TABLES
from core.errors import RefusedError
from node.auditing.periods import period_of
from node.auditing.printing import picture
from node.auditing.replaying import looking_at
from node.auditing.writing import Writer, percent
from node.cli.speech import LANGUAGE_VARIABLE
from tests.node.auditing.test_replaying import audit
from tests.node.shop.staff import hire, leave_of, sign_in
from tests.node.shop.test_shifts import closed, opened
from tests.node.tills import CATALOGUE, Street

ROOT = Path(__file__).resolve().parents[3]
NASTY = "<script>alert('x')</script>"
"""What somebody may type as a reason, and no page may run."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a till on a day with something of everything."""
    folder = tmp_path_factory.mktemp("day")
    street = Street(folder)
    shop = street.open("B1T1", "B1")
    shop.do("import-catalogue", products=CATALOGUE)
    shop.do("tax-set", taxes=[{"name": "VAT", "rate_ppm": 207_500}])
    hire(shop)
    opened(shop)
    sign_in(shop, "carl")
    sold = shop.sell("milk", "bread", discounts=[{"amount_minor": 9}])["receipt"]
    shop.sell("milk", tenders=[{"kind": "card", "amount_minor": 129}])
    shop.do("refund", receipt=sold, lines=[{"code": "milk"}], approval=leave_of("sam"))
    ticket = shop.do("ticket-open")["id"]
    for code in ("milk", "bread"):
        shop.do("ticket-add", ticket=ticket, line={"code": code})
    shop.do("ticket-remove", ticket=ticket, line=2)
    sign_in(shop, "sam")
    shop.do("no-sale", reason=NASTY)
    expected = shop.do("shift-x")["report"]["expected_minor"]
    closed(shop, expected)
    sign_in(shop, "mia")
    shop.do("product-edit", code="milk", price_minor=139)
    street.close()
    return folder / "B1T1"


def rows(directory: Path, name: str) -> list[dict[str, str]]:
    with (directory / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("tables") / "csv"
    assert audit("export", "--to", to, "--data", log, "--json").json["rows"]["receipts"] == 3
    return to


def test_every_table_holds_what_happened(tables: Path) -> None:
    receipts = rows(tables, "receipts")
    assert [row["receipt"] for row in receipts] == ["B1T1-000001", "B1T1-000002", "B1T1-000003"]
    assert [row["cashier"] for row in receipts] == ["carl"] * 3
    paid = sum(int(row["paid_minor"]) for row in receipts)
    assert paid == sum(int(row["amount_minor"]) for row in rows(tables, "tenders"))
    assert paid == sum(int(row["amount_minor"]) for row in rows(tables, "lines"))
    assert receipts[2]["refunds"] == "B1T1-000001"
    (void,) = rows(tables, "voids")
    assert (void["sku"], void["amount_minor"], void["cashier"]) == ("bread", "250", "carl")
    (override,) = rows(tables, "overrides")
    assert (override["user"], override["approver"]) == ("carl", "sam")
    (drawer,) = rows(tables, "drawer")
    assert (drawer["way"], drawer["cashier"], drawer["reason"]) == ("no-sale", "sam", NASTY)
    (shift,) = rows(tables, "shifts")
    assert (shift["number"], shift["difference_minor"], shift["sales"]) == ("1", "0", "2")
    assert [row["price_minor"] for row in rows(tables, "prices") if row["sku"] == "milk"] == [
        "129",
        "139",
    ]
    assert {row["rate_ppm"] for row in rows(tables, "taxes")} == {"207500"}
    moved = sum(int(row["quantity_milli"]) for row in rows(tables, "stock_moves"))
    assert moved == -2_000


def test_a_look_at_a_customers_age_is_told(tmp_path: Path) -> None:
    street = Street(tmp_path)
    shop = street.open("B1T1", "B1")
    shop.do("product-add", sku="rum", name="Rum", price_minor=2_000, minimum_age=18)
    shop.sell("rum", age_checked=True)
    street.close()
    audit("export", "--to", tmp_path / "csv", "--data", tmp_path / "B1T1")
    (look,) = rows(tmp_path / "csv", "age_checks")
    assert (look["receipt"], look["minimum_age"], look["by"]) == ("B1T1-000001", "18", "")
    told = audit("timeline", "B1T1-000001", "--data", tmp_path / "B1T1").text
    assert "age.checked" in told
    assert "from 18 years on" in told


def test_parquet_has_the_rows_and_kinds_of_the_csv(log: Path, tables: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    to = tmp_path / "parquet"
    audit("export", "--to", to, "--format", "parquet", "--data", log)
    for table in TABLES:
        found = duckdb.sql(f"FROM '{to / table.name}.parquet'")
        assert found.columns == [column.name for column in table.columns]
        kinds = ["BIGINT" if one.kind == "integer" else "VARCHAR" for one in table.columns]
        assert [str(kind) for kind in found.types] == kinds
        said = [
            tuple("" if value is None else str(value) for value in row) for row in found.fetchall()
        ]
        assert said == [tuple(row.values()) for row in rows(tables, table.name)]


def test_the_questions_in_the_documentation_are_answered(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    duckdb = pytest.importorskip("duckdb")
    audit("export", "--to", tmp_path / "tables", "--format", "parquet", "--data", log)
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "auditing.md").read_text()
    questions = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    assert questions
    for question in questions:
        assert duckdb.sql(question).fetchall()


def test_the_schemas_are_those_that_are_documented() -> None:
    """A column is added at the end; none is renamed, moved or taken away."""
    page = (ROOT / "docs" / "audit-tables.md").read_text()
    told = {
        match[1]: re.findall(r"^\| `(\w+)` \| (\w+) \|", match[2], re.MULTILINE)
        for match in re.finditer(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    }
    assert told == {
        table.name: [(column.name, str(column.kind)) for column in table.columns]
        for table in TABLES
    }
    assert set(audit("tables", "--json").json["tables"]) == set(told)


class Reader(HTMLParser):
    """Collects what a page would run or fetch, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [str(to) for name, to in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_report_is_one_page_that_runs_and_fetches_nothing(log: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    told = audit("report", "--out", page, "--no-verify", "--data", log)
    assert told.text.startswith(f"Wrote {page}. Not verified")
    reader = Reader()
    reader.feed(page.read_text())
    assert not reader.tags & {"script", "link", "img", "iframe", "object"}
    assert all(to.startswith("#") for to in reader.fetched)
    text = " ".join("".join(reader.text).split())
    assert NASTY in text
    assert "20.75 %" in text
    assert "B1T1-000003" in text
    with pytest.raises(RefusedError, match="exists already"):
        audit("report", "--out", page, "--no-verify", "--data", log)


def test_a_report_says_whether_the_log_is_sound(log: Path, tmp_path: Path) -> None:
    answer = audit(
        "report", "--out", tmp_path / "a.html", "--workers", "1", "--data", log, "--json"
    ).json
    assert answer["verdict"] == "sound"
    assert "every figure follows from them" in (tmp_path / "a.html").read_text()


def test_a_report_of_another_day_or_till_shows_nothing_that_was_sold(log: Path) -> None:
    for period in (period_of("2023-11-16", ""), period_of("", "", till="B9T9")):
        with looking_at(log) as view:
            report = report_of(story_of(view, whole(view)), period)
        assert dict(report.tiles)["Sales"] == Cell(0)
        by_title = {section.title: section.rows for section in report.sections}
        assert by_title["Refunds"] == by_title["Takings by day"] == ()


def test_a_report_is_written_in_the_language_of_the_node(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, "uk")
    told = audit("report", "--out", tmp_path / "uk.html", "--no-verify", "--data", log).text
    assert "перевірено" in told
    page = (tmp_path / "uk.html").read_text()
    assert '<html lang="uk">' in page
    body = page.partition("</style>")[2].partition("<footer>")[0]
    tags_commands_hashes = r"<[^>]*>|'[^']*'|\b[0-9a-f]{16}\b"
    seen = re.sub(tags_commands_hashes, " ", body.replace("&#39;", "'"))
    words = set(re.findall(r"[A-Za-z]{3,}", seen))
    assert words == {"USD", "UTC", "VAT", "alert", "bread", "carl", "milk", "sam", "script"}
    assert "14.11.2023" in page
    assert "20,75 %" in page


def test_a_first_price_is_no_change_of_a_price(log: Path) -> None:
    with looking_at(log) as view:
        report = report_of(story_of(view, whole(view)), period_of("", ""))
    (changes,) = (section.rows for section in report.sections if section.title == "Price changes")
    assert [tuple(cell.value for cell in row[2:]) for row in changes] == [("milk", "", 129, 139)]


def test_a_report_on_paper(log: Path, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    page = tmp_path / "report.pdf"
    audit("report", "--out", page, "--no-verify", "--data", log)
    assert page.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(("missing", "says"), [("weasyprint", "pdf"), ("duckdb", "parquet")])
def test_what_an_extra_is_needed_for_says_so_in_a_sentence(
    missing: str, says: str, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == missing:
            raise ImportError(name)
        return really(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    page = ("report", "--no-verify", "--out", tmp_path / "new.pdf")
    tables = ("export", "--to", tmp_path / "new", "--format", "parquet")
    words = tables if missing == "duckdb" else page
    with pytest.raises(RefusedError, match=rf"tillmesh\[{says}\]"):
        audit(*words, "--data", log)
    assert not (tmp_path / "new.pdf").exists()
    assert not (tmp_path / "new").exists()


def test_pictures_are_drawn_in_whole_units() -> None:
    much, less, none = Cell("much"), Cell("less"), Cell("-0.05")
    bars = [Bar((much,), 10**30, much), Bar((less,), 10**29, less), Bar((none,), -5, none)]
    drawn = picture(bars, Writer())
    widths = [bar["width"] for bar in drawn["bars"]]
    assert widths == [380, 38, 1]
    assert all(isinstance(value, int | str) for bar in drawn["bars"] for value in bar.values())


@pytest.mark.parametrize(
    ("ppm", "said"), [(200_000, "20"), (207_500, "20.75"), (1, "0.0001"), (0, "0")]
)
def test_a_rate_is_told_exactly(ppm: int, said: str) -> None:
    assert percent(ppm) == said
