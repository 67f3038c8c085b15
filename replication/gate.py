"""The gate as the replica sees it: which peers to speak with, which streams to want.

The log refuses what is not admitted, whatever happens here. This only saves asking for it,
and sees what follows when members come and go.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.company.admission import CompanyAdmission
from core.company.certificate import Issued
from core.company.facts import SEQUENCE_MAX
from core.company.membership import Member, Membership
from core.errors import MalformedError, SealError
from core.identity import COMPANY_SCOPE, StreamId, author_id
from core.log.entry import Head
from core.log.event_log import EventLog
from core.marks import Mark
from replication.limits import PROTOCOL_VERSION
from replication.messages import Hello
from replication.notices import ExtendRevocation, Misbehaved, Notice, Revoked
from replication.peer import Peer

_DISMISSED = Mark("gate.dismissed")
_WELCOMED = Mark("gate.welcomed")
_EXTENDS = Mark("gate.extends")
_REFUSED = Mark("gate.refused-peer")
_REVOKED = Mark("gate.revoked-peer")
_FALSE = Mark("gate.false-certificate")


TO_OURSELVES = "This address leads back to ourselves."


class Gate:
    """What membership means for peers and streams; without a company everybody is welcome."""

    def __init__(self, log: EventLog, company: str) -> None:
        """Look through the gate of ``log``, if any."""
        self._log = log
        self._company = company
        admission = log.admission
        self._admission = admission if isinstance(admission, CompanyAdmission) else None
        self._known: Membership | None = None
        self._stale = self._admission is not None
        self._changed = True  # what a former life left to be done is done at the start

    @property
    def changed(self) -> bool:
        """Whether members came or went since :meth:`judge` was last asked."""
        if self._stale:
            return self._members is not None and self._changed
        return self._changed and self._known is not None

    def grew(self, stream: StreamId) -> None:
        """Take note that a stream grew: in a company's it may stand who comes and goes."""
        self._stale = self._stale or (
            self._admission is not None and stream.base_scope == COMPANY_SCOPE
        )

    @property
    def _members(self) -> Membership | None:
        """Who belongs to the company; None without a company."""
        if self._stale:
            assert self._admission is not None, "only a company's members change"
            self._stale = False
            with self._log.read() as view:
                members = self._admission.membership(view)
            self._changed = self._changed or members is not self._known
            self._known = members
        return self._known

    # --- streams ------------------------------------------------------------------------

    def reach(self, stream: StreamId) -> int:
        """Return the last sequence of a stream worth wanting; 0: none of it.

        The company stream of an unknown author may begin with its certificate.
        """
        if self._members is None:
            return SEQUENCE_MAX
        if stream.base_scope == COMPANY_SCOPE and self._members.member(stream.author) is None:
            return SEQUENCE_MAX
        return self._members.reach(stream)

    # --- peers --------------------------------------------------------------------------

    def judge(self, peers: Iterable[Peer]) -> tuple[list[Peer], list[tuple[Peer, Notice]]]:
        """Judge peers anew; returns whom we refused and welcome now, and whom to refuse now."""
        self._changed = False
        welcomed: list[Peer] = []
        leaving: list[tuple[Peer, Notice]] = []
        for peer in peers:
            if peer.hello is None:
                continue
            refusal = self.refusal(peer)
            if refusal is not None and not peer.refused:
                _DISMISSED.hit()
                leaving.append((peer, refusal))
            elif refusal is None and peer.refused:
                peer.refused = False
                _WELCOMED.hit()
                welcomed.append(peer)
        return welcomed, leaving

    def refusal(self, peer: Peer) -> Notice | None:
        """Return what to tell our node when a peer that said HELLO is to be refused."""
        assert peer.hello is not None, "only who has said HELLO is judged"
        # Who merely has our key and epoch is a copy of us: the streams will show it to both.
        reason = TO_OURSELVES if peer.loops else self._reason_to_refuse(peer.hello, peer.key)
        if reason is None:
            return None
        if self._is_revoked(peer.author):
            _REVOKED.hit()
            return Revoked(peer.link, peer.hello.name)
        _REFUSED.hit()
        return Misbehaved(peer.link, reason)

    def _is_revoked(self, author: bytes) -> bool:
        member = self._member(author)
        return member is not None and member.revoked

    def _reason_to_refuse(self, hello: Hello, key: bytes) -> str | None:
        """Return why not to speak with a peer, in a sentence that says what to do, or None."""
        if (hello.protocol, hello.company) != (PROTOCOL_VERSION, self._company):
            return (
                f"{hello.name} is of company '{hello.company}' and speaks protocol "
                f"{hello.protocol}; we are '{self._company}' and speak {PROTOCOL_VERSION}."
            )
        if self._members is None:
            return None
        member = self._who(self._members, hello)
        if member is None:
            return (
                f"{hello.name} shows no certificate of this company; "
                "let it join by an invitation from a node that may invite."
            )
        certificate = member.certificate
        if member.revoked:
            return f"{hello.name} was revoked; to come back it joins anew, with new keys."
        if certificate.expired(self._log.now_ms()):
            return f"The certificate of {hello.name} has expired; invite it again."
        if hello.name != certificate.node:
            return (
                f"{certificate.node} calls itself {hello.name}, which its certificate does not; "
                "a node keeps the name it was enrolled with."
            )
        if key != certificate.curve_key:
            # Who says HELLO claims a signing key; the key of the link proves that it is theirs.
            return (
                f"{hello.name} connects with a key that its certificate does not name; "
                "have the machine behind its address looked at."
            )
        return None

    def _who(self, members: Membership, hello: Hello) -> Member | None:
        """Return who a peer is: as we know it, or by a later certificate that it shows."""
        author = author_id(hello.public_key)
        member, shown = members.member(author), self._shown(hello)
        if shown is None or shown.certificate.author != author:
            return member
        if member is not None and (shown.certificate.issued_ms <= member.certificate.issued_ms):
            return member
        return members.including(shown).member(author)

    def _shown(self, hello: Hello) -> Issued | None:
        assert self._admission is not None, "who has members has a gate"
        if not hello.certificate:
            return None
        try:
            return self._admission.verified(hello.certificate)
        except (MalformedError, SealError):
            _FALSE.hit()
            return None

    def _member(self, author: bytes) -> Member | None:
        return None if self._members is None else self._members.member(author)

    # --- revocations --------------------------------------------------------------------

    def extensions(self, holdings: Iterable[tuple[StreamId, Head]]) -> list[ExtendRevocation]:
        """Return what we hold of revoked nodes beyond their closing heads.

        We must have held it before we knew, for since then the log takes no more. A node that
        is revoked itself swears to nothing: nobody would count it.
        """
        ours = self._member(self._log.author)
        if ours is None or ours.revoked:
            return []
        assert self._members is not None, "who is a member has a company"
        beyond = self._members.beyond((stream, head.sequence) for stream, head in holdings)
        if beyond:
            _EXTENDS.hit()
        return [
            ExtendRevocation(author, self._members.members[author].certificate.node, heads)
            for author, heads in beyond.items()
        ]
