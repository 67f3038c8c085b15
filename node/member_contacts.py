"""The company's members as contacts: whoever is enrolled may be dialed, wherever it is found.

A certificate names a node's place and the key it must prove, but no address; that comes from the
configuration, or from what the node calls out on the local network.
"""

from __future__ import annotations

from core.company.admission import CompanyAdmission
from core.company.certificate import Certificate
from core.company.membership import Membership
from core.log.event_log import EventLog
from node.config import NodeConfig
from replication.dialing import Dialer
from replication.views import Contact


class MemberContacts:
    """Keeps a dialer's contacts as the company's log has its members."""

    def __init__(self, log: EventLog, config: NodeConfig, dialer: Dialer) -> None:
        """Read members through the gate of ``log``; without one there are none."""
        admission = log.admission
        self._admission = admission if isinstance(admission, CompanyAdmission) else None
        self._log = log
        self._dialer = dialer
        self._named = {contact.name: contact.curve_public_key for contact in config.contacts}
        self._known: Membership | None = None

    def refresh(self, now: float) -> None:
        """Learn who came and who was revoked; call when a company stream may have grown."""
        if self._admission is None:
            return
        with self._log.read() as view:
            members = self._admission.membership(view)
        if members is self._known:
            return
        self._known = members
        judged = sorted(members.members.values(), key=lambda one: one.certificate.issued_ms)
        gone = [one.certificate for one in judged if one.revoked]
        present = [one.certificate for one in judged if not one.revoked]
        self._dialer.forget(
            [one.node for one in gone if self._dialer.key_of(one.node) == one.curve_key], now
        )
        self._dialer.know(
            # The operator has the last word about a name; of one name the last enrolled counts.
            {one.node: _contact(one) for one in present if self._may_be(one)}.values(),
            now,
        )

    def _may_be(self, certificate: Certificate) -> bool:
        return self._named.get(certificate.node, certificate.curve_key) == certificate.curve_key


def _contact(certificate: Certificate) -> Contact:
    return Contact(
        certificate.node, "", certificate.curve_key, certificate.branch, certificate.role
    )
