"""Members are contacts: found they are dialed, revoked they are not, and the operator decides."""

from __future__ import annotations

import random
from typing import Any

from core.company.admission import CompanyAdmission
from core.company.facts import COMPANY_READERS
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from node.config import NodeConfig, PeerConfig
from node.member_contacts import MemberContacts
from replication.dialing import Dialer
from replication.views import Contact
from tests.companies import Company, say_enrolled, say_revoked
from tests.replication.wire_node import START_MS, CheapSigner, cheap_verify


class Shop:
    """The log of the founder's node, whom it enrolled, and its dialer."""

    def __init__(self, **fields: Any) -> None:
        self.company = Company(CheapSigner)
        gate = CompanyAdmission(self.company.root.public_key, cheap_verify)
        self.log = EventLog(
            MemoryStore(),
            clock_ms=lambda: START_MS,
            signer=CheapSigner("ADA"),
            verifier=cheap_verify,
            projections=[gate.projection()],
            readers=COMPANY_READERS,
            admission=gate,
        )
        config = NodeConfig(name="ADA", branch="b", **fields)
        self.dialer = Dialer(Contact("ADA", "", bytes(32), "b", "till"), random.Random(1))
        self.dialer.know(config.contacts, 0.0)
        self.members = MemberContacts(self.log, config, self.dialer)
        self.enrol("ADA", may_invite=True)

    def enrol(self, name: str, **fields: Any) -> None:
        say_enrolled(self.log, self.company.enrol(name, **fields))
        self.members.refresh(1.0)

    def revoke(self, name: str) -> None:
        say_revoked(self.log, self.author(name), {})
        self.members.refresh(2.0)

    def author(self, name: str) -> bytes:
        return self.company.certificate(name).author

    def curve_key(self, name: str) -> bytes:
        return self.company.certificate(name).curve_key


def test_who_is_enrolled_is_dialed_where_it_is_heard_until_it_is_revoked() -> None:
    shop = Shop()
    shop.enrol("BOB", serial=1)
    assert shop.dialer.key_of("BOB") == shop.curve_key("BOB")
    assert shop.dialer.held == frozenset()
    shop.dialer.heard("BOB", "tcp://10.0.0.2:5700", 1.5)
    assert shop.dialer.held == {"BOB"}
    shop.revoke("BOB")
    assert shop.dialer.key_of("BOB") is None
    assert shop.dialer.held == frozenset()


def test_a_node_is_no_contact_of_its_own() -> None:
    assert Shop().dialer.key_of("ADA") is None


def test_a_name_the_operator_gave_another_key_keeps_it() -> None:
    key = "0f" * 32
    shop = Shop(peers=(PeerConfig(name="BOB", address="tcp://10.0.0.9:1", key=key),))
    shop.enrol("BOB", serial=1)
    assert shop.dialer.key_of("BOB") == bytes.fromhex(key)
    shop.revoke("BOB")
    assert shop.dialer.key_of("BOB") == bytes.fromhex(key)


def test_a_named_member_keeps_its_address_and_is_dialed_no_more_once_it_is_revoked() -> None:
    key = Company(CheapSigner).certificate("BOB").curve_key
    shop = Shop(peers=(PeerConfig(name="BOB", address="tcp://10.0.0.9:1", key=key.hex()),))
    shop.enrol("BOB", serial=1)
    assert shop.dialer.held == {"BOB"}
    shop.revoke("BOB")
    assert shop.dialer.held == frozenset()


def test_without_a_company_nobody_is_learned_of() -> None:
    log = EventLog(
        MemoryStore(), clock_ms=lambda: 0, signer=CheapSigner("ADA"), verifier=cheap_verify
    )
    dialer = Dialer(Contact("ADA", "", bytes(32)), random.Random(1))
    MemberContacts(log, NodeConfig(name="ADA", branch="b"), dialer).refresh(1.0)
    assert dialer.held == frozenset()
