"""The lock on the doors between rooms, and on the devices.

Source is read, never imported. Each file yields the dotted names it uses: `zmq` and `zmq.Context`
for `import zmq` and `zmq.Context()`, with `random.Random()` (brackets kept) for a call.
A rule bans names, and everything below them, outside the files that are their home.
"""

import ast
import importlib.util
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.breaches import BREACHES, HONEST

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "replication", "node", "simulations")


@dataclass(frozen=True)
class Rule:
    """These `names` may be used, in these `rooms`, by the files in `homes` and by no other."""

    subject: str
    names: tuple[str, ...]
    reason: str
    homes: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ROOMS


def opens(room: str, *doors: str) -> Rule:
    closed = {*ROOMS, "tests"} - {room, *doors}
    reason = f"the doors of {room} lead to: {', '.join(doors) or 'no other room'}"
    return Rule(f"doors of {room}", tuple(sorted(closed)), reason, rooms=(room,))


CLOCK = (
    "time",
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    "eventsourcing.domain.create_utc_datetime_now",
    "eventsourcing.domain.datetime_now_with_tzinfo",
)
GLOBAL_DICE = tuple(f"random.{n}" for n in random.__all__ if n not in {"Random", "SystemRandom"})
SYSTEM_DICE = ("secrets", "os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4")
SOCKETS = ("socket", "select", "selectors", "socketserver")
FILES = ("os", "io.open", "pathlib", "shutil", "tempfile", "glob", "mmap", "fcntl")

RULES = (
    opens("core"),
    opens("replication", "core"),
    opens("node", "core", "replication"),
    opens("simulations", "core", "replication", "node"),
    Rule(
        "disk",
        ("lmdb",),
        "one store to trust, and one that cannot write",
        ("core/log/lmdb_store.py", "core/log/lmdb_transaction.py", "core/log/lmdb_reader.py"),
    ),
    Rule("network", ("zmq",), "the protocol is sans-IO", ("replication/zmq_transport.py",)),
    Rule(
        "local network",
        ("zeroconf", "ifaddr"),
        "an optional extra has one home",
        ("node/lan_discovery.py",),
    ),
    Rule(
        "signatures",
        ("nacl",),
        "one place to audit keys, one to audit PINs, one for what keys hide",
        ("core/ed25519.py", "core/pin_hash.py", "core/secret_box.py"),
    ),
    Rule(
        "web",
        ("fastapi", "starlette", "uvicorn", "anyio", "httpx"),
        "verbs that serve nothing must not load a framework",
        ("node/web/*", "simulations/demo/web/*"),
    ),
    Rule(
        "printers",
        ("escpos",),
        "an optional extra: one file makes the bytes, one sends them",
        ("node/receipts/escpos.py", "node/receipts/printer.py"),
    ),
    Rule(
        "serial lines",
        ("serial", "termios"),
        "an optional extra has one home",
        ("node/scale/line.py",),
    ),
    Rule("mail", ("smtplib",), "one line to a mail server", ("node/receipts/smtp.py",)),
    Rule(
        "outbox",
        ("sqlite3",),
        "papers that wait have one file, and sales none but the log",
        ("node/receipts/outbox.py",),
        rooms=("core", "replication", "node"),
    ),
    Rule(
        "pdf",
        ("weasyprint",),
        "an optional extra that needs a library of the system has one home",
        ("node/pages.py",),
    ),
    Rule("languages", ("babel",), "large, and loaded when somebody asks", ("node/language/*",)),
    Rule("compression", ("zstandard",), "one format on disk", ("core/log/segment.py",)),
    Rule(
        "clock",
        CLOCK,
        "time is an argument; only what runs real nodes measures the real world",
        (
            "node/system_clock.py",
            *(f"simulations/{name}/*" for name in ("demo", "bench", "live", "pictures")),
        ),
    ),
    Rule("global dice", (*GLOBAL_DICE, "random.*"), "a shared generator forgets its seed"),
    Rule(
        "new dice",
        ("random.Random()",),
        "chance is an argument: whoever holds the seed makes the generator",
        rooms=("core", "replication"),
    ),
    Rule(
        "system dice",
        (*SYSTEM_DICE, "random.SystemRandom"),
        "true randomness cannot be replayed, so it enters in one place",
        ("node/system_dice.py",),
    ),
    Rule(
        "local sockets",
        SOCKETS,
        "one door into a running node, a bell for each process, and the wires between real ones",
        (
            "node/control.py",
            "node/ports.py",
            "node/processes/doorbell.py",
            "node/processes/poller.py",
            "node/processes/service_manager.py",
            "node/scale/line.py",
            "node/web/listening.py",
            "node/web/serving.py",
            "simulations/live/namespaces.py",
            "simulations/live/proxy.py",
        ),
    ),
    Rule(
        "files and processes",
        (*FILES, "subprocess", "multiprocessing", "builtins.open"),
        "pure rooms are handed bytes; the store alone knows where they lie",
        ("core/log/lmdb_store.py", "core/log/lmdb_reader.py"),
        rooms=("core", "replication"),
    ),
    Rule(
        "hidden imports",
        ("importlib", "builtins.__import__"),
        "an import this test cannot see is a door without a lock",
        rooms=("core", "replication"),
    ),
)


def imported(tree: ast.AST, package: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield (line, dotted name, local name, what the local name stands for) per import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for a in node.names:
                top = a.name.partition(".")[0]
                yield node.lineno, a.name, a.asname or top, a.name if a.asname else top
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *filter(None, [node.module])])
            for a in node.names:
                name = f"{origin}.{a.name}".lstrip(".")
                yield node.lineno, name, a.asname or a.name, name


def dotted(node: ast.expr, local: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return local.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value, local)):
        return f"{owner}.{node.attr}"
    return None


def uses(path: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and dotted name of everything foreign that this source mentions."""
    tree = ast.parse(source, path)
    local = {"open": "builtins.open", "__import__": "builtins.__import__"}
    for line, name, bound, stands_for in imported(tree, path.split("/")[:-1]):
        yield line, name
        local[bound] = stands_for
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node, local) or ""):
            yield node.lineno, name
        elif isinstance(node, ast.Call) and (name := dotted(node.func, local) or ""):
            yield node.lineno, f"{name}()"


def breaches(path: str, source: str) -> list[tuple[Rule, str]]:
    """Say which rules the source of `path` (relative to the root) breaks, and where."""
    found = []
    for line, name in sorted(set(uses(path, source))):
        for rule in RULES:
            concerned = path.split("/")[0] in rule.rooms
            at_home = any(fnmatch(path, home) for home in rule.homes)
            banned = any(name == ban or name.startswith(f"{ban}.") for ban in rule.names)
            if concerned and banned and not at_home:
                found.append((rule, f"{path}:{line}: {name} ({rule.subject}: {rule.reason})"))
    return found


def stray_packages(tests: Path) -> list[Path]:
    return sorted(tests.rglob("__init__.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_every_door_is_respected_and_every_device_has_one_home(room: str) -> None:
    found = []
    for file in sorted((ROOT / room).rglob("*.py")):
        path = file.relative_to(ROOT).as_posix()
        found += [said for _, said in breaches(path, file.read_text("utf-8"))]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_this_checkout_and_no_foreign_package(room: str) -> None:
    if not any((ROOT / room).rglob("*.py")):
        return
    spec = importlib.util.find_spec(room)
    home = str(ROOT / room / "__init__.py")
    assert spec is not None
    assert spec.origin == home, f"{room} is some other package, or has no __init__.py"


def test_no_folder_of_tests_poses_as_a_room() -> None:
    """With tests/core/__init__.py, pytest would take tests/core to be `core`."""
    assert stray_packages(ROOT / "tests") == []


def test_an_init_file_among_the_tests_is_found(tmp_path: Path) -> None:
    planted = tmp_path / "core" / "__init__.py"
    planted.parent.mkdir()
    planted.touch()
    assert stray_packages(tmp_path) == [planted]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.subject)
def test_a_planted_breach_of_every_rule_is_found(rule: Rule) -> None:
    for path, source in BREACHES[rule.subject]:
        assert rule in [broken for broken, _ in breaches(path, source)], (path, source)


@pytest.mark.parametrize(("path", "source"), HONEST)
def test_honest_source_breaks_no_rule(path: str, source: str) -> None:
    assert breaches(path, source) == []
