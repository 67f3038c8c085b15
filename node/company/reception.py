"""The reception of a running node: who may connect, and what is said to those who join."""

from __future__ import annotations

from pathlib import Path

from core.company.admission import CompanyAdmission
from core.company.membership import Membership
from core.log.event_log import EventLog
from node.company.files import Company
from node.company.invites import Invites
from node.config import NodeConfig
from node.control import Perform
from replication.replica import ReplicaConfig

REFRESH_S = 1.0
"""How often the lists are looked at though nothing was heard of: certificates expire, and
invitations may be written by another process."""


class Reception:
    """Knows whose keys get in; a lone node lets nobody in."""

    def __init__(self, log: EventLog, directory: Path, ask: Perform) -> None:
        """Look into ``log`` and the files beside it; ``ask`` reaches the till, which writes."""
        self._log = log
        self._directory = directory
        self._ask = ask
        admission = log.admission
        self._admission = admission if isinstance(admission, CompanyAdmission) else None
        self._guests: dict[bytes, str] = {}

    def names(self) -> dict[bytes, str]:
        """Return every key that may connect now, and the name it goes by.

        Members have those of their certificates, bearers of invitations one no node can have.
        """
        if self._admission is None:
            return {}
        now_ms = self._log.now_ms()
        standing = [
            member.certificate
            for member in self._membership(self._admission).members.values()
            if not member.revoked and not member.certificate.expired(now_ms)
        ]
        # Of two nodes that were given one key, it is the first one's: the last is written over.
        standing.sort(key=lambda one: (one.issued_ms, one.author), reverse=True)
        names = {one.curve_key: one.node for one in standing}
        invites = Invites.read(self._directory)
        self._guests = {bytes.fromhex(one.key): one.id for one in invites.heard(now_ms)}
        links = {key: f"join:{invite_id}" for key, invite_id in self._guests.items()}
        return {**links, **names}

    def _membership(self, admission: CompanyAdmission) -> Membership:
        with self._log.read() as view:
            return admission.membership(view)

    def is_guest(self, key: bytes) -> bool:
        """Return whether a key is an invitation's: all it may say is JOIN."""
        return key in self._guests

    def answer(self, key: bytes, data: bytes) -> bytes:
        """Return the answer to what the bearer of an invitation said.

        Raises :class:`core.errors.StorageError` when our disk refuses: it will ask again.
        """
        arguments = {"invite": self._guests[key], "join": data.hex()}
        return bytes.fromhex(self._ask("admit", arguments)["welcome"])

    def trouble(self) -> str | None:
        """Return what is wrong with our own membership, in a sentence, or None."""
        if self._admission is None:
            return None
        ours = self._membership(self._admission).member(self._log.author)
        assert ours is not None, "a node of a company knows its own certificate"
        name = ours.certificate.node
        if ours.revoked:
            why = f" ({ours.reason})" if ours.reason else ""
            return f"{name} was revoked{why}: it still sells, and nobody takes its events any more."
        if ours.certificate.expired(self._log.now_ms()):
            return (
                f"The certificate of {name} has expired: nobody lets it in. Have it invited anew."
            )
        return None


def replica_config(config: NodeConfig, public_key: bytes, company: Company | None) -> ReplicaConfig:
    """Return who a node is to its peers."""
    return ReplicaConfig(
        company=config.company,
        name=config.name,
        role=config.role,
        branch=config.branch,
        public_key=public_key,
        scopes=config.scopes,
        own_scopes=config.own_scopes,
        certificate=b"" if company is None else company.certificate,
    )
