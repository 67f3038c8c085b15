"""The gate: whose records a node takes in, asked inside the transaction that would write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.company.certificate import Issued, read_chain, verify_chain
from core.company.facts import read_enrolled
from core.company.membership import Membership
from core.errors import ClosedStreamError, MalformedError, SealError, UnknownOriginError
from core.identity import COMPANY_SCOPE, StreamId, Verifier
from core.log.entry import Entry
from core.log.log_view import LogView
from core.marks import Mark
from core.shop import kinds
from core.views.members import MEMBERS, Members, membership, rows_digest

_CLOSED = Mark("gate.closed")
_UNKNOWN = Mark("gate.unknown")


class CompanyAdmission:
    """Takes in records of the company's members, and of nobody else."""

    def __init__(
        self, root_key: bytes, verifier: Verifier, certificates: Iterable[bytes] = ()
    ) -> None:
        """Judge by ``root_key``; ``certificates`` are known before any event says them.

        Raises :class:`MalformedError` or :class:`SealError` when one of them is not good.
        """
        self._root_key = root_key
        self._verifier = verifier
        self._seeds = tuple(self.verified(data) for data in certificates)
        self._digest: bytes | None = None
        self._membership = Membership(self._seeds)

    def projection(self) -> Members:
        """Return the projection the gate looks into; the log must keep it."""
        return Members(self._root_key, self._verifier)

    def verified(self, data: bytes) -> Issued:
        """Read a certificate of this company.

        Raises :class:`MalformedError` or :class:`SealError`.
        """
        issued = read_chain(data)
        verify_chain(issued, self._root_key, self._verifier)
        return issued

    def membership(self, view: LogView) -> Membership:
        """Return who belongs to the company, as an open transaction sees it.

        One look into the table while nobody comes or goes.
        """
        table = view.table(MEMBERS)
        digest = rows_digest(table)
        if digest != self._digest:
            self._membership = membership(table, self._seeds)
            self._digest = digest
        return self._membership

    def check(self, view: LogView, stream: StreamId, entries: Sequence[Entry]) -> None:
        """Check that these verified, new entries of a stream may be written.

        Raises :class:`UnknownOriginError` or :class:`ClosedStreamError`.
        """
        members = self.membership(view)
        if members.member(stream.author) is None:
            members = members.including(self._introduction(stream, entries))
        reach = members.reach(stream)
        if entries[-1].sequence > reach:
            _CLOSED.hit()
            raise ClosedStreamError(
                f"Stream {stream} is closed after {reach}: its node was revoked."
            )

    def _introduction(self, stream: StreamId, entries: Sequence[Entry]) -> Issued:
        """Return the certificate with which an unknown author begins its company stream."""
        if stream.base_scope == COMPANY_SCOPE and entries[0].sequence == 1:
            for entry in entries:
                if entry.kind != kinds.NODE_ENROLLED:
                    continue
                try:
                    issued = read_enrolled(entry.body)
                    verify_chain(issued, self._root_key, self._verifier)
                except (MalformedError, SealError):
                    continue
                if issued.certificate.author == stream.author:
                    return issued
        _UNKNOWN.hit()
        raise UnknownOriginError(f"No certificate of this company speaks for stream {stream}.")
