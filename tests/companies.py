"""A company for the tests: its root key, its nodes' certificates, and the drafts that say so."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from core.company.certificate import Certificate, issue
from core.company.enrolment import Enrolment
from core.company.revocation import ClosingHeads, Revocation
from core.identity import COMPANY_SCOPE, Signer
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.shop.aggregate import ShopAggregate, moment
from tests.strategies import body_of, kind_of

Event = Enrolment | Revocation


class Company:
    """A root key and whom it, or those it trusts, enrolled."""

    def __init__(self, signer_of: Callable[[str], Signer], name: str = "acme") -> None:
        self._signer_of = signer_of
        self.root = signer_of(f"root of {name}")
        self.certificates: dict[str, bytes] = {}

    def certificate(self, node: str, *, may_invite: bool = False, serial: int = 0) -> Certificate:
        """Return what would be said of a node."""
        return Certificate(
            root_key=self.root.public_key,
            node=node,
            branch="b",
            role="till",
            signing_key=self._signer_of(node).public_key,
            curve_key=sha256(b"curve" + node.encode()).digest(),
            serial=serial.to_bytes(16, "big"),
            issued_ms=1_700_000_000_000 + serial,
            expires_ms=0,
            may_invite=may_invite,
        )

    def enrol(self, node: str, *, by: str = "", may_invite: bool = False, serial: int = 0) -> bytes:
        """Issue a node's certificate, by the root key or by another node."""
        certificate = self.certificate(node, may_invite=may_invite, serial=serial)
        if by:
            data = issue(self._signer_of(by), certificate, self.certificates[by])
        else:
            data = issue(self.root, certificate)
        self.certificates[node] = data
        return data


def _record(log: EventLog, event: Event) -> None:
    (created,) = event.collect_events()
    assert isinstance(created, ShopAggregate.Event)
    draft = Draft(kind_of(created), COMPANY_SCOPE, event.id, 1, body_of(created))
    log.append([draft])


def say_enrolled(log: EventLog, certificate: bytes) -> None:
    """Let a node state that another, or itself, was enrolled."""
    at = moment(log.now_ms())
    _record(log, Enrolment.enrol(id=log.mint_id(), timestamp=at, certificate=certificate))


def say_revoked(
    log: EventLog, author: bytes, heads: ClosingHeads, reason: str = "stolen", name: str = "x"
) -> None:
    """Let a node decide to revoke another or, without a reason, extend that."""
    minted, at = log.mint_id(), moment(log.now_ms())
    if reason:
        made = Revocation.decide(
            id=minted, timestamp=at, author=author, name=name, reason=reason, heads=heads
        )
    else:
        made = Revocation.extend(id=minted, timestamp=at, author=author, name=name, heads=heads)
    _record(log, made)
