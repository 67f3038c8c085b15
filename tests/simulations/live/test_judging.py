"""The simulator's checkers read real data files: an honest shop passes, a changed one does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import StorageInUseError
from core.identity import StreamId, branch_scope
from core.log import layout
from core.log.entry import entry_of, head_of
from core.log.layout import POSITION, U32
from core.log.lmdb_store import LmdbStore
from core.log.log_view import LogView
from core.log.store import Transaction
from node.company.direct import enrol_directly, found, introduce
from node.config import NodeConfig, checked
from node.data_directory import DataDirectory
from node.opening import open_till
from node.verbs import perform
from simulations.checkers import CHECKERS
from simulations.live.fleet import GOODS, ONE_MILLI, SKU, LiveFleet, own_branch
from simulations.live.judging import LEFT_OUT, LIVE_CHECKERS, judge
from simulations.live.proxy import ProxyWire
from simulations.workload.books import Books
from tests.contracts.logs import replicate

NAMES = ("A", "B")
SALES = 3


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Books]:
    """Two directories that hold the same, and the books of what their tills acknowledged."""
    root, books = tmp_path_factory.mktemp("shop"), Books()
    made = [DataDirectory(root / name) for name in NAMES]
    fields = [{"name": name, "branch": own_branch(name).branch, "scopes": ["*"]} for name in NAMES]
    configs = [checked(NodeConfig, one, "the node") for one in fields]
    found(made[0], configs[0])
    enrol_directly(made[0], made[1], configs[1])
    introduce(made)
    tills = [open_till(one.lock(), one.config()) for one in made]
    perform(tills[0].till, "import-catalogue", {"products": GOODS})
    replicate(tills[0].till.log, tills[1].till.log)
    for number, name in enumerate(NAMES):
        for _ in range(SALES):
            answer = perform(tills[number].till, "sell", {"lines": [{"code": SKU}]})
            books.sale(number, own_branch(name).branch, [(SKU, ONE_MILLI)], answer)
            books.tenders["cash"] += answer["total_minor"]
    for one, other in ((0, 1), (1, 0)):
        replicate(tills[one].till.log, tills[other].till.log)
    for till, directory in zip(tills, made, strict=True):
        till.close()
        directory.release()
    return [one.path for one in made], books


def copied(shop: tuple[list[Path], Books], root: Path) -> list[Path]:
    """Return copies of the directories, to be broken."""
    return [Path(shutil.copytree(path, root / path.name)) for path in shop[0]]


def kinds(directories: list[Path], books: Books) -> set[str]:
    return {finding.kind for finding in judge(directories, books)}


def test_every_checker_is_asked_or_left_out() -> None:
    assert {*LIVE_CHECKERS, *LEFT_OUT} == set(CHECKERS)


def test_an_honest_shop_passes(shop: tuple[list[Path], Books], tmp_path: Path) -> None:
    assert judge(copied(shop, tmp_path), shop[1]) == []


def test_a_node_that_runs_is_not_judged(shop: tuple[list[Path], Books], tmp_path: Path) -> None:
    paths = copied(shop, tmp_path)
    directory = DataDirectory(paths[1]).lock()
    with pytest.raises(StorageInUseError):
        judge(paths, shop[1])
    directory.release()


def a_sale(transaction: Transaction, back: int = 0) -> tuple[LogView, StreamId, bytes]:
    """Return the first till's last sale but so many: what is looked at, its stream and its key."""
    view = LogView(transaction)
    scope = branch_scope(own_branch(NAMES[0]).branch)
    stream = next(stream for stream in view.heads() if stream.scope == scope)
    alias = view.alias(stream)
    assert alias is not None
    return view, stream, POSITION.pack(alias, view.head(stream).sequence - back)


def pay_by_card(transaction: Transaction, back: int) -> None:
    _, _, key = a_sale(transaction, back)
    record = transaction.get(layout.LOG, key)
    assert record is not None
    transaction.put(layout.LOG, key, record.replace(b"cash", b"card"))


def change_the_last(transaction: Transaction) -> None:
    pay_by_card(transaction, 0)


def change_one_before(transaction: Transaction) -> None:
    pay_by_card(transaction, 1)


def cut_the_last_off(transaction: Transaction) -> None:
    """Take a sale out of log, head and feed, as a careful thief would."""
    view, stream, key = a_sale(transaction)
    (before,) = view.records(stream, view.head(stream).sequence - 2, count=1)
    transaction.delete(layout.LOG, key)
    (lsn,) = [lsn for lsn, at in transaction.scan(layout.FEED, b"") if at == key]
    transaction.delete(layout.FEED, lsn)
    transaction.put(layout.HEAD, key[: U32.size], layout.pack_head(head_of(entry_of(before))))


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (change_the_last, {"live.opening"}),
        (change_one_before, {"streams.chain", "audit.record"}),
        (cut_the_last_off, {"convergence.heads", "receipts.lost"}),
    ],
)
def test_a_changed_file_is_found(
    tamper: Callable[[Transaction], None],
    expected: set[str],
    shop: tuple[list[Path], Books],
    tmp_path: Path,
) -> None:
    paths = copied(shop, tmp_path)
    store = LmdbStore.open(str(paths[1]))
    store.open_tables(layout.TABLES)
    with store.write() as transaction:
        tamper(transaction)
    store.close()
    assert kinds(paths, shop[1]) >= expected


def test_a_sale_that_nobody_kept_is_found(shop: tuple[list[Path], Books], tmp_path: Path) -> None:
    paths, books = copied(shop, tmp_path), Books()
    answer = {"receipt": "A-000099", "total_minor": 129}
    books.sale(0, own_branch("A").branch, [(SKU, ONE_MILLI)], answer)
    assert kinds(paths, books) >= {"receipts.lost", "money.takings", "conservation.stock"}


def test_what_is_found_fails_the_run(tmp_path: Path) -> None:
    wire = ProxyWire(NAMES)
    try:
        fleet = LiveFleet(tmp_path, NAMES, wire)
        answer = {"receipt": "A-000001", "total_minor": 129}
        fleet.books.sale(0, own_branch("A").branch, [(SKU, ONE_MILLI)], answer)
        with pytest.raises(AssertionError, match=r"receipts\.lost"):
            fleet.__exit__(None, None, None)
    finally:
        wire.close()
