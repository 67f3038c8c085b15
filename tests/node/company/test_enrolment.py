"""What a node that may invite refuses to enrol, and whom it lets connect; no process is started."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.company.certificate import issue as sign_certificate
from core.company.certificate import read_chain
from core.company.enrolment import Enrolment
from core.ed25519 import Ed25519Signer
from core.errors import RefusedError
from node.company.commands import Issue
from node.company.direct import found
from node.company.inviting import issue
from node.company.reception import Reception
from node.company.token import Token
from node.config import NodeConfig
from node.data_directory import DataDirectory
from node.opening import open_till
from node.till import Till
from node.verbs import perform
from node.wording import to_json
from replication.joining import encode_joining, make_join
from tests.node.every_verb import OF_A_COMPANY
from tests.node.tills import one_sentence


@pytest.fixture
def founder(tmp_path: Path) -> Iterator[Till]:
    """A company's first node, open and not running."""
    directory = DataDirectory(tmp_path)
    found(directory, NodeConfig(name="A", branch="B1", company="acme"))
    opened = open_till(directory.lock(), directory.config())
    yield opened.till
    opened.close()
    directory.release()


def enrol(till: Till, name: str, *, seed: bytes | None = None, curve: bytes | None = None) -> bytes:
    """Enrol a node of a name, with its own keys or with others; returns its certificate."""
    signer = Ed25519Signer(seed or name.encode().ljust(32))
    answer = issue(
        till,
        Issue(
            name=name,
            branch="B2",
            signing_key=signer.public_key.hex(),
            curve_key=(curve or name.lower().encode().ljust(32)).hex(),
        ),
    )
    return bytes.fromhex(answer.certificate)


def refused(till: Till, name: str, *, seed: bytes | None = None, curve: bytes | None = None) -> str:
    with pytest.raises(RefusedError) as error:
        enrol(till, name, seed=seed, curve=curve)
    return one_sentence(str(error.value))


def names(till: Till) -> dict[bytes, str]:
    """Return whom a running node would let connect."""
    assert till.office is not None
    return Reception(till.log, till.office.directory, partial(perform, till)).names()


def test_every_answer_is_one_line_of_json(founder: Till) -> None:
    invited = perform(founder, "invite", {"branch": "B2", "open_ms": 60_000})
    token = Token.parse(invited["token"])
    join = make_join(Ed25519Signer(bytes(32)), token.invite_id, "B", b"b" * 32, "tcp://h:5700")
    asked: dict[str, dict[str, Any]] = {
        "invites": {},
        "admit": {"invite": invited["id"], "join": encode_joining(join).hex()},
        "issue": {"name": "C", "branch": "B2", "signing_key": "0" * 64, "curve_key": "1" * 64},
        "members": {},
        "revoke": {"name": "B", "reason": "stolen"},
        "withdraw": {"id": invited["id"]},
    }
    answers = {verb: perform(founder, verb, arguments) for verb, arguments in asked.items()}
    assert {*answers, "invite", "import"} == OF_A_COMPANY.keys()
    for answer in (invited, *answers.values()):
        assert json.loads(to_json(answer)) == json.loads(json.dumps(answer))
        assert "\n" not in to_json(answer)
    states = {one["name"]: one["state"] for one in answers["members"]["members"]}
    assert states == {"A": "member", "B": "member", "C": "member"}


def test_a_connecting_key_is_one_node_s_only(founder: Till) -> None:
    """Whoever joins only says which key it will prove: it may say another's."""
    certificate = read_chain(enrol(founder, "B")).certificate
    assert "'s key" in refused(founder, "C", curve=certificate.curve_key)
    assert founder.office is not None
    assert "'s key" in refused(founder, "C", curve=founder.office.curve_key)
    assert names(founder)[certificate.curve_key] == "B"


def test_a_key_that_two_inviters_gave_two_names_goes_by_the_first(founder: Till) -> None:
    """The second was enrolled where the first was not heard of yet."""
    first = read_chain(enrol(founder, "B")).certificate
    second = read_chain(enrol(founder, "Z")).certificate
    assert founder.office is not None
    office = founder.office
    again = second._replace(curve_key=first.curve_key, issued_ms=second.issued_ms + 1)
    forged = sign_certificate(office.signer, again, office.company.certificate)
    founder.application.record(
        Enrolment.enrol(id=founder.log.mint_id(), timestamp=founder.now(), certificate=forged)
    )
    assert names(founder)[first.curve_key] == "B"


def test_a_member_is_renewed_under_its_own_name_only(founder: Till) -> None:
    seed = b"B".ljust(32)
    before = read_chain(enrol(founder, "B", seed=seed)).certificate
    after = read_chain(enrol(founder, "B", seed=seed)).certificate
    assert after.issued_ms > before.issued_ms
    assert "called B" in refused(founder, "C", seed=seed, curve=before.curve_key)
