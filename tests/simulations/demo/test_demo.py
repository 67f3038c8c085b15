"""The real demonstration, small: it passes, says what it promises, and refuses what it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulations.datasets.baskets import BUNDLED_WEEK
from simulations.datasets.expected import expected_sums
from simulations.demo.fleet import free_ports
from simulations.demo.plan import make_plan
from tests.node.processes import answer, refusal, tillmesh
from tests.simulations.demo.demos import PageWatcher, demo
from tests.simulations.demo.shops import two_shops, write_baskets

FIELDS = {
    "baskets",
    "lines",
    "sales_minor",
    "quantity_milli",
    "coupon_minor",
    "paid_minor",
    "expected",
    "nodes",
    "digests_equal",
    "converged",
    "heal_to_agreement_s",
    "events_per_s",
    "seconds",
    "restarts",
    "findings",
    "verdict",
}


def test_a_small_demonstration_passes_and_its_data_can_be_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    page = f"http://127.0.0.1:{free_ports(1)[0]}"
    watcher = PageWatcher(page)
    watcher.start()
    words = ("--branches", "2", "--tills", "1", "--baskets", "20", "--keep", kept)
    found = demo(*words, "--rate", "20", "--page", page)
    watcher.enough.set()
    watcher.join()
    # However short the cut was and however seldom the page was looked at: they say the same.
    shown = [state for state in watcher.states if "branches" in state]
    assert shown
    for state in shown:
        cut = [one["name"] for one in state["branches"] if one["cut"]]
        assert cut == (["B2"] if state["stage"].startswith("B2 is cut") else [])
    assert not any(state["open"] for state in watcher.states), "nobody is there to flip a switch"
    assert set(found) == FIELDS
    assert (found["verdict"], found["findings"], found["restarts"]) == ("pass", [], 0)
    assert found["digests_equal"]
    assert found["converged"]
    assert 0 < found["heal_to_agreement_s"] < found["seconds"]
    assert found["events_per_s"] > 0
    assert [node["name"] for node in found["nodes"]] == ["B1T1", "B2T1", "HUB"]
    stores = list(make_plan(BUNDLED_WEEK, branches=2, tills=1, baskets_max=20).stores.values())
    total = expected_sums(BUNDLED_WEEK, stores, 20).total
    assert found["baskets"] == total.baskets == 40
    for name, value in found["expected"].items():
        assert found[name] == value == getattr(total, name)
    for node in found["nodes"]:
        status = answer("status", "--full", "--data", kept / node["name"])
        assert (status["running"], status["sales"]) == (False, 40)
        assert status["sales_minor"] == total.sales_minor
        assert status["paid_minor"] == total.paid_minor
        assert {name: status[name] for name in node} == node
    with_data = refusal("demo", "--keep", kept)
    assert "not empty" in with_data
    # A kept till goes on selling.
    sku = answer("stock", "--data", kept / "B1T1")["lines"][0]["sku"]
    assert answer("sell", sku, "--data", kept / "B1T1")["repeated"] is False


def test_a_shop_s_own_baskets_are_sold_from_csv(tmp_path: Path) -> None:
    file = two_shops(tmp_path / "own.csv")
    done = tillmesh("demo", "--branches", "2", "--tills", "1", "--dataset", file)
    assert done.returncode == 0, done
    assert "pass" in done.stdout
    assert "12 baskets, 36 lines" in done.stdout
    assert "Verdict: pass." in done.stdout


def test_a_shop_s_own_baskets_are_sold_from_parquet(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="parquet needs DuckDB")
    csv, parquet = two_shops(tmp_path / "own.csv"), tmp_path / "own.parquet"
    with duckdb.connect(":memory:") as database:
        database.execute(f"COPY (FROM read_csv('{csv}')) TO '{parquet}' (FORMAT parquet)")
    found = demo("--branches", "1", "--tills", "2", "--dataset", parquet)
    assert (found["verdict"], found["baskets"], found["lines"]) == ("pass", 6, 18)


@pytest.mark.parametrize(
    "words",
    [
        ["--branches", "0"],
        ["--branches", "21"],
        ["--tills", "0"],
        ["--tills", "9"],
        ["--baskets", "0"],
        ["--rate", "0"],
        ["--rate", "fast"],
        ["--keep", __file__],
        ["--dataset", "."],
    ],
    ids=" ".join,
)
def test_options_out_of_bounds_are_status_2(words: list[str]) -> None:
    assert tillmesh("demo", *words).returncode == 2


def test_a_file_that_cannot_be_played_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "b.csv"
    good = "1,7,1,2017-10-09T04:01:45Z,1,8,1000,148,0,0,0"
    write_baskets(file, [good, good.replace(",1,8,", ",2,8,").replace("148", "-148")])
    assert "negative" in refusal("demo", "--branches", "1", "--dataset", file)
    write_baskets(file, [good])
    assert "1 stores" in refusal("demo", "--json", "--branches", "2", "--dataset", file)
    assert "no such file" in refusal("demo", "--dataset", tmp_path / "none.csv")


def test_a_directory_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refusal("demo", "--keep", tmp_path / "file" / "below")
