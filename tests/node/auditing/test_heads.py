"""A hub's log of heads: signed, cosigned by who checked it, and held against what is here now."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from core.audit.checkpoint import name_of
from core.audit.finding import CERTIFICATE, WITNESS
from core.company.certificate import issue, read_chain
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import RefusedError
from core.log.event_log import EventLog
from core.log.lmdb_store import LmdbStore
from node.auditing.evidence import gather
from node.auditing.heads import CERTIFICATES, FOLDER, LOG, NOTE, Signatory, check, publish, witness
from node.auditing.verifying import UNJUDGED, Verdict, verify
from node.company.files import Company as Files
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.processes.head_keeper import GATHER_EVERY_S, HeadKeeper
from tests.companies import Company, say_enrolled
from tests.contracts.logs import drafts
from tests.node.auditing.chain import bundle
from tests.node.tills import NOW_MS

VERIFIER = Path(__file__).resolve().parents[3] / "docs" / "verifier" / "verify.py"
AT_S = 1_700_000_000


def signer(name: str) -> Ed25519Signer:
    return Ed25519Signer(name.encode().ljust(32, b"."))


class Chain(NamedTuple):
    """A hub's log and folder, and who may sign."""

    log: EventLog
    path: Path
    folder: Path
    key: bytes
    nodes: Mapping[str, Signatory]

    def publish(self) -> int:
        with self.log.read() as view:
            return publish(self.folder, view, self.nodes["hub"]).size

    def witness(self, name: str = "tom") -> list[tuple[str, int]]:
        memory = self.path.parent / name
        memory.mkdir(exist_ok=True)
        found = witness(self.folder, self.key, self.nodes[name], memory, AT_S)
        return [(one.node, at_s) for one, at_s in found.witnesses]


@pytest.fixture
def chain(tmp_path: Path) -> Chain:
    company = Company(signer)
    company.enrol("hub", may_invite=True)
    for name in ("tom", "ann"):
        company.enrol(name, by="hub")
    path = tmp_path / "hub"
    path.mkdir()
    store = LmdbStore.open(str(path), map_bytes=1 << 26, sync=False)
    log = EventLog(store, clock_ms=lambda: NOW_MS, signer=signer("hub"), verifier=verify_ed25519)
    for certificate in company.certificates.values():
        say_enrolled(log, certificate)
    nodes = {name: Signatory(data, signer(name)) for name, data in company.certificates.items()}
    return Chain(log, path, path / "heads", company.root.public_key, nodes)


def test_a_hub_signs_what_moved_and_nothing_twice(chain: Chain) -> None:
    assert chain.publish() == 1
    assert chain.publish() == 1
    chain.log.append(drafts(3, scope="branch:B1"))
    assert chain.publish() == 2
    found = check(chain.folder, chain.key)
    assert found.hub.node == "hub"
    assert [(one.stream.scope, one.sequence) for one in found.heads] == [
        ("company", 3),
        ("branch:B1", 3),
    ]


def test_witnesses_sign_what_grew_and_a_standalone_program_sees_them(chain: Chain) -> None:
    chain.publish()
    assert chain.witness() == [("tom", AT_S)]
    assert sorted(chain.witness("ann")) == [("ann", AT_S), ("tom", AT_S)]
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(chain.folder), chain.key.hex()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("hub signed 1 heads, cosigned by ")
    assert f"tom at {AT_S}" in said
    chain.log.append(drafts(1))
    assert chain.publish() == 2
    assert check(chain.folder, chain.key).witnesses == ()
    assert chain.witness() == [("tom", AT_S)]
    text = (chain.folder / LOG).read_text()
    (chain.folder / LOG).write_text(text.replace("0", "1", 1))
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "another root than was signed" in refused.stdout


def test_a_witness_signs_no_log_that_forgot_or_changed_what_it_saw(chain: Chain) -> None:
    chain.publish()
    early = shutil.copytree(chain.folder, chain.path.parent / "early")
    chain.log.append(drafts(1))
    chain.publish()
    chain.witness()
    memory = chain.path.parent / "tom"
    with pytest.raises(RefusedError, match="it had 2 when it was seen before"):
        witness(early, chain.key, chain.nodes["tom"], memory, AT_S)
    (chain.folder / LOG).unlink()
    (chain.folder / NOTE).unlink()
    for number in range(3):
        chain.log.append(drafts(1, scope="branch:B1", start=10 + number))
        chain.publish()
    with pytest.raises(RefusedError, match="was changed: The first 2 heads"):
        chain.witness()


def test_a_hub_is_no_witness_of_its_own_log_and_a_stranger_is_none(chain: Chain) -> None:
    chain.publish()
    with pytest.raises(RefusedError, match="does not cosign its own log"):
        chain.witness("hub")
    with pytest.raises(RefusedError, match="of another company"):
        check(chain.folder, signer("other").public_key)


def test_a_note_that_somebody_else_signed_is_refused(chain: Chain) -> None:
    chain.publish()
    note = (chain.folder / NOTE).read_text()
    other = name_of(read_chain(chain.nodes["tom"].chain).certificate)
    hub = name_of(read_chain(chain.nodes["hub"].chain).certificate)
    (chain.folder / NOTE).write_text(note.replace(f"— {hub}", f"— {other}"))
    with pytest.raises(RefusedError, match="is not signed by"):
        check(chain.folder, chain.key)
    (chain.folder / CERTIFICATES).write_text("nonsense")
    with pytest.raises(RefusedError, match="holds no certificates"):
        check(chain.folder, chain.key)


def test_a_torn_line_is_cut_off_and_logged_again(chain: Chain) -> None:
    chain.publish()
    with (chain.folder / LOG).open("a") as file:
        file.write("half a li")
    chain.log.append(drafts(1))
    assert chain.publish() == 2
    assert check(chain.folder, chain.key).checkpoint.size == 2


def judged(chain: Chain, log: Path, scratch: Path) -> Verdict:
    found = check(chain.folder, chain.key)
    heads = [(f"The checkpoint of {found.hub.node}", found.heads)]
    return verify([gather(log, scratch)], workers=0, company=chain.key, heads=heads)


def test_a_log_cut_at_its_end_is_contradicted_by_the_heads_its_hub_had_logged(
    chain: Chain, tmp_path: Path
) -> None:
    chain.log.append(drafts(2, scope="branch:B1"))
    early = Path(shutil.copytree(chain.path, tmp_path / "early"))
    chain.log.append(drafts(2, scope="branch:B1", start=50))
    chain.publish()
    chain.log.store.close()
    assert judged(chain, chain.path, tmp_path / "a").verdict == "sound"
    (found,) = [finding for _, finding in judged(chain, early, tmp_path / "b").findings]
    assert (found.kind, found.field, found.sequence) == (WITNESS, "end", 4)
    assert found.message.startswith("The checkpoint of hub saw record 4 of this stream")


def test_a_bundle_is_judged_by_the_certificates_it_brings(chain: Chain, tmp_path: Path) -> None:
    chain.log.append(drafts(2, scope="branch:B1"))
    chain.log.store.close()
    stick = bundle(chain.path, tmp_path / "stick")
    expected: list[tuple[bytes, set[str]]] = [
        (chain.key, set()),
        (signer("other").public_key, {CERTIFICATE}),
    ]
    for number, (key, kinds) in enumerate(expected):
        evidence = [gather(stick, tmp_path / f"unpacked-{number}")]
        verdict = verify(evidence, workers=0, company=key)
        assert {finding.kind for _, finding in verdict.findings} == kinds
    assert verify([gather(stick, tmp_path / "unpacked")], workers=0).notes == (UNJUDGED,)


def test_a_hub_that_runs_signs_by_itself_and_a_till_does_not(tmp_path: Path) -> None:
    company = Company(signer)
    roles: tuple[Literal["till", "hub"], ...] = ("hub", "till")
    for role in roles:
        directory = DataDirectory(tmp_path / role)
        directory.create(NodeConfig(name=role, branch="B1", role=role))
        own = company.certificate(role)._replace(signing_key=directory.keys().signer.public_key)
        chain = issue(company.root, own)
        Files("acme", company.root.public_key, chain).write(directory.path)
        directory.lock()
        try:
            log = directory.open_log(directory.config())
            log.append(drafts(1))
            keeper = HeadKeeper(log, directory.path)
            assert keeper.step() == GATHER_EVERY_S
            assert keeper.notes() == {"alerts": []}
            log.store.close()
        finally:
            directory.release()
    assert check(tmp_path / "hub" / FOLDER, company.root.public_key).hub.node == "hub"
    assert not (tmp_path / "till" / FOLDER).exists()
