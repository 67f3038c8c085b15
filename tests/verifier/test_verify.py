"""The verifier that shares no line with us agrees with ours on every proof, good and bad."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.audit.proof import ConsistencyProof, check_consistency, check_inclusion
from core.audit.proof_file import from_json, to_json
from core.company.certificate import Certificate, issue
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import RemoteError
from tests.core.audit.test_proof import ROOT, STRANGER, consistency, inclusion

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "verifier" / "verify.py"
LINES_MAX = 500
"""What a person reads in an evening."""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load()


def theirs(text: str, key: bytes = ROOT.public_key) -> str:
    """Return what the program for anybody says, empty when it refuses."""
    try:
        return str(VERIFY.check(text, key))
    except VERIFY.RefusedError:
        return ""


def ours(text: str, key: bytes = ROOT.public_key) -> bool:
    try:
        proof = from_json(text)
        if isinstance(proof, ConsistencyProof):
            check_consistency(proof, key, verify_ed25519)
        else:
            check_inclusion(proof, key, verify_ed25519)
    except RemoteError:
        return False
    return True


def test_the_program_is_short_and_imports_nothing_of_ours() -> None:
    source = PROGRAM.read_text("utf-8")
    imported = {line.split()[1] for line in source.splitlines() if line.startswith("import ")}
    assert imported == {"base64", "hashlib", "json", "os", "struct", "sys"}
    assert "from " not in {line[:5] for line in source.splitlines()}
    assert len(source.splitlines()) < LINES_MAX


@pytest.mark.parametrize("sequence", [1, 2, 5, 9])
def test_a_record_that_we_prove_is_proved(sequence: int) -> None:
    said = theirs(to_json(inclusion(sequence)))
    assert said.startswith(f"Record {sequence} (goods.counted, ")
    assert "was written by b1t1 of branch b1 and sealed at" in said


@pytest.mark.parametrize(("old", "new"), [(1, 9), (2, 5), (9, 9)])
def test_a_history_that_we_prove_is_proved(old: int, new: int) -> None:
    assert theirs(to_json(consistency(old, new))).startswith("What b1t1 sealed at")


def test_a_chain_of_certificates_is_followed_to_the_company() -> None:
    manager, till = STRANGER, Ed25519Signer(bytes([1]) * 32)

    def named(node: str, key: bytes, *, may_invite: bool) -> Certificate:
        return Certificate(
            ROOT.public_key, node, "b1", "till", key, bytes(32), bytes(16), 5, 6, may_invite
        )

    for may_invite in (True, False):
        founder = issue(ROOT, named("ann", manager.public_key, may_invite=True))
        chain = issue(manager, named("b1t1", till.public_key, may_invite=may_invite), founder)
        assert theirs(to_json(inclusion(3)._replace(certificate=chain)))
    assert not theirs(to_json(inclusion(3)._replace(certificate=founder)))


def test_another_companys_key_proves_nothing() -> None:
    assert not theirs(to_json(inclusion(3)), STRANGER.public_key)


@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.data())
def test_both_verifiers_say_the_same_of_a_changed_proof(
    of_record: bool, data: st.DataObject
) -> None:
    text = to_json(inclusion(3) if of_record else consistency(2, 9))
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from('0123456789abcdef",{}[]: '))
    changed = text[:place] + letter + text[place + 1 :]
    assert bool(theirs(changed)) == ours(changed)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["proof.json", ROOT.public_key.hex()], 0, "Record 3 (goods.counted"),
        (["changed.json", ROOT.public_key.hex()], 1, "NOT PROVED: "),
        (["proof.json", STRANGER.public_key.hex()], 1, "is of another company"),
        (["missing.json", ROOT.public_key.hex()], 2, "verify: "),
        (["proof.json", "no key"], 2, "verify: "),
        ([], 2, "python3 verify.py PROOF.json COMPANY_KEY_HEX"),
    ],
)
def test_it_runs_without_anything_installed(
    arguments: list[str], status: int, said: str, tmp_path: Path
) -> None:
    text = to_json(inclusion(3))
    (tmp_path / "proof.json").write_text(text)
    (tmp_path / "changed.json").write_text(text.replace('"hlc": ', '"hlc": 1'))
    command = [sys.executable, "-I", "-S", str(PROGRAM), *arguments]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, said in ran.stdout + ran.stderr) == (status, True)
