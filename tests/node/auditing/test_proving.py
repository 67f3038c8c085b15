"""The auditor's verbs, typed: what is proved holds, and what is wrong is one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from node.company.files import Company
from tests.node.processes import answer, make_node, refusal, tillmesh
from tests.node.test_two_nodes import GOODS

VERIFIER = Path(__file__).resolve().parents[3] / "docs" / "verifier" / "verify.py"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till that founded a company and sold four times."""
    folder = tmp_path_factory.mktemp("till")
    goods = folder / "goods.csv"
    goods.write_text(GOODS)
    make_node(folder / "till", goods, sales=4, founds=True)
    return folder / "till"


def key_of(data: Path) -> str:
    company = Company.read(data)
    assert company is not None
    return company.root_key.hex()


def test_a_receipt_is_proved_to_anybody_with_the_companys_key(data: Path, tmp_path: Path) -> None:
    proof = tmp_path / "receipt.json"
    wrote = answer("audit", "prove", "B1T1-000003", "--out", proof, "--data", data)
    assert wrote == {"path": str(proof), "company": key_of(data)}
    checked = answer("audit", "check-proof", proof, "--company", key_of(data))
    assert checked == {"holds": True, "node": "B1T1", "branch": "B1"}
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(proof), key_of(data)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("Record 3 (sale.completed, ")


def test_a_stream_is_proved_to_have_only_grown(data: Path, tmp_path: Path) -> None:
    proof = tmp_path / "grown.json"
    verdict = answer("audit", "verify", data)
    assert verdict["verdict"] == "sound"
    listed = refusal("audit", "consistency", "none", "1", "2", "--data", data)
    (stream,) = [word.strip(",.") for word in listed.split() if word.rstrip(",.").endswith("B1")]
    answer("audit", "consistency", stream, "1", "4", "--out", proof, "--data", data)
    assert answer("audit", "check-proof", proof, "--company", key_of(data))["holds"]


def test_what_cannot_be_proved_is_one_sentence(data: Path, tmp_path: Path) -> None:
    proof = tmp_path / "receipt.json"
    assert "No receipt B1T1-000009" in refusal("audit", "prove", "B1T1-000009", "--data", data)
    answer("audit", "prove", "B1T1-000001", "--out", proof, "--data", data)
    again = refusal("audit", "prove", "B1T1-000001", "--out", proof, "--data", data)
    assert "exists already" in again
    other = refusal("audit", "check-proof", proof, "--company", "0" * 64)
    assert "of another company" in other
    fields = json.loads(proof.read_text())
    fields["record"] = fields["record"][:-66] + "00" + fields["record"][-64:]
    proof.write_text(json.dumps(fields))
    changed = refusal("audit", "check-proof", proof, "--company", key_of(data))
    assert "proves nothing" in changed
    assert "64 hexadecimal digits" in refusal("audit", "check-proof", proof, "--company", "short")


def test_a_lone_till_proves_nothing_since_nobody_vouches_for_it(tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text(GOODS)
    make_node(tmp_path / "lone", goods, sales=1)
    said = refusal("audit", "prove", "B1T1-000001", "--data", tmp_path / "lone")
    assert "belongs to no company" in said


def test_an_unsound_log_ends_with_status_one_and_names_the_place(
    data: Path, tmp_path: Path
) -> None:
    bent = tmp_path / "bent"
    bent.mkdir()
    content = bytearray((data / "data.mdb").read_bytes())
    at = content.find(b"sale.completed")
    while at >= 0:
        content[at] ^= 1
        at = content.find(b"sale.completed", at + 1)
    (bent / "data.mdb").write_bytes(bytes(content))
    done = tillmesh("audit", "verify", bent)
    assert done.returncode == 1
    assert "record, chain, stream" in " ".join(done.stdout.split()).replace("[", "")
    assert "unsound: " in done.stdout
