"""Checkpoints travel as events: nodes cosign them by themselves, but none that does not go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from core.audit.finding import CHECKPOINT
from core.company.certificate import issue
from core.ed25519 import Ed25519Signer
from core.log.event_log import EventLog
from core.shop import kinds
from core.shop.heads import HeadsPublication
from node.auditing.heads import FOLDER, LOG, NOTE, check
from node.auditing.witnessing import cosign_heads, published_last, troubles
from node.company.files import Company as Files
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.duties import do_duties
from node.processes.head_keeper import GATHER_EVERY_S, PUBLISH_EVERY_S, HeadKeeper
from node.till import Office, Till
from node.till_config import TillConfig
from tests.companies import Company, say_enrolled
from tests.contracts.logs import drafts, replicate
from tests.node.auditing.chain import audited

VERIFIER = Path(__file__).resolve().parents[3] / "docs" / "verifier" / "verify.py"


class Node:
    """A node of a company in a directory of its own."""

    def __init__(self, root: Path, company: Company, name: str) -> None:
        role: Literal["hub", "till"] = "hub" if name == "hub" else "till"
        self.directory = DataDirectory(root / name)
        self.directory.create(NodeConfig(name=name, branch="B1", role=role))
        keys = self.directory.keys()
        own = company.certificate(name, may_invite=name == "hub")
        own = own._replace(signing_key=keys.signer.public_key, role=role)
        self.chain = issue(company.root, own)
        files = Files("acme", company.root.public_key, self.chain)
        files.write(self.directory.path)
        self.directory.lock()
        self.log = self.directory.open_log(self.directory.config())
        self.till = Till(self.log, TillConfig(name, "B1", role))
        self.till.office = Office(
            self.directory.path, files, files.admission(), keys.signer, own.curve_key
        )

        self.key = company.root.public_key
        self._starts = count(1)
        self._is_closed = False

    def act(self, scope: str = "branch:B1") -> None:
        """Let a head move."""
        self.log.append(drafts(1, scope=scope, start=next(self._starts)))

    def close(self) -> Path:
        """Let go of the log, once; returns where it is."""
        if not self._is_closed:
            self.log.store.close()
            self.directory.release()
            self._is_closed = True
        return self.path

    @property
    def path(self) -> Path:
        return self.directory.path

    def told(self, kind: str) -> int:
        """Return how many events of a kind this node's log holds."""
        with self.log.read() as view:
            records = [record for one in view.heads() for record in view.all_records(one)]
        return sum(kind.encode() in record for record in records)


Nodes = tuple[Node, Node, Node]


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    company = Company(lambda name: Ed25519Signer(name.encode().ljust(32, b".")))
    hub, tom, ann = (Node(tmp_path, company, name) for name in ("hub", "tom", "ann"))
    for one in (hub, tom, ann):
        say_enrolled(hub.log, one.chain)
    meet(hub, tom, ann)
    yield hub, tom, ann
    for one in (hub, tom, ann):
        one.close()


def meet(*nodes: Node) -> None:
    for one in nodes:
        for other in nodes:
            if one is not other:
                replicate(one.log, other.log)


def an_hour(keeper: HeadKeeper) -> None:
    """Let a keeper work for an hour, and more heads move meanwhile."""
    for _ in range(int(PUBLISH_EVERY_S / GATHER_EVERY_S)):
        assert keeper.step() == GATHER_EVERY_S
    assert keeper.notes() == {"alerts": []}


def published(hub: Node, keeper: HeadKeeper, *others: Node) -> None:
    """Let a hub sign, publish, and everybody hear and do what is to be done."""
    hub.act()
    an_hour(keeper)
    for one in (hub, *others):
        do_duties(one.till)
        meet(hub, *others)
    keeper.step()


def test_what_a_hub_signs_is_cosigned_by_whoever_hears_and_lies_in_its_folder(
    nodes: Nodes, tmp_path: Path
) -> None:
    hub, tom, ann = nodes
    keeper = HeadKeeper(hub.log, hub.path)
    keeper.step()
    do_duties(hub.till)
    assert hub.told(kinds.HEADS_PUBLISHED) == 0, "who was just started tells nobody"
    for times in (1, 2):
        published(hub, keeper, tom, ann)
        assert hub.told(kinds.HEADS_PUBLISHED) == times
        found = check(hub.path / FOLDER, hub.key)
        assert {one.node for one, _ in found.witnesses} == {"tom", "ann"}
        for one in nodes:
            do_duties(one.till)
        assert hub.told(kinds.HEADS_COSIGNED) == 2 * times, "everything is signed once"
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(hub.path / FOLDER), hub.key.hex()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "cosigned by" in said
    for name in ("tom at", "ann at"):
        assert name in said
    assert troubles(tom.path) == []
    assert audited(tom.close(), scratch=tmp_path / "scratch").findings == ()


def test_a_log_of_heads_that_does_not_go_on_is_cosigned_by_nobody_and_named(
    nodes: Nodes, tmp_path: Path
) -> None:
    hub, tom, ann = nodes
    keeper = HeadKeeper(hub.log, hub.path)
    keeper.step()
    published(hub, keeper, tom, ann)
    with hub.log.read() as view:
        before = published_last(view, hub.log.author)
    assert before is not None
    forged(hub.log, hub.till, before.size)
    meet(hub, tom, ann)
    for one in (tom, ann):
        cosign_heads(one.till)
        (trouble,) = troubles(one.path)
        assert trouble.startswith("The log of heads of hub is not cosigned: Its signature")
        assert HeadKeeper(one.log, one.path).notes() == {"alerts": [trouble]}
    assert hub.told(kinds.HEADS_COSIGNED) == 2
    found = [one for _, one in audited(tom.close(), scratch=tmp_path / "scratch").findings]
    assert [(one.kind, one.field) for one in found] == [(CHECKPOINT, "body")]


def forged(log: EventLog, till: Till, before: int) -> None:
    till.application.record(
        HeadsPublication.publish(
            id=log.mint_id(),
            timestamp=till.now(),
            size=before + 1,
            root=bytes(32),
            before=before,
            proof=[bytes(32)],
            signature=bytes(64),
        )
    )


def test_a_folder_that_is_not_what_was_published_is_not_signed_on(nodes: Nodes) -> None:
    hub, tom, ann = nodes
    keeper = HeadKeeper(hub.log, hub.path)
    keeper.step()
    published(hub, keeper, tom, ann)
    for name in (LOG, NOTE):
        (hub.path / FOLDER / name).unlink()
    again = HeadKeeper(hub.log, hub.path)
    again.step()
    for number in range(9):
        hub.act(f"branch:X{number}")
    for _ in range(int(PUBLISH_EVERY_S / GATHER_EVERY_S)):
        again.step()
    (trouble,) = again.notes()["alerts"]
    assert "are not those that were published" in trouble
