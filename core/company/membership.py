"""Membership: who belongs to the company, judged from all that was said of it.

The judgement is a function of three growing sets, so whoever holds the same company streams
judges the same, in whatever order they came:

* A *decision* to revoke counts from any author that may invite and stands above the revoked
  one: nearer to the root or, equally near, enrolled later. So no two revoke one another, and
  a founder's machine that is lost is revoked by the next one the root key enrols. It counts
  for ever, even when its author is revoked itself: in doubt the door is shut.
* What a decision knew of a revoked author bounds what that author may have *decided*: later
  enrolments of its own do not stand, and later revocations extend nobody.
* The *closing head* of each stream is the highest that a decision knew or a member swore to.
* A certificate *stands* while its issuer does; of a revoked issuer's, those stand that it had
  made known before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from core.company.certificate import CHAIN_MAX, Certificate, Issued
from core.company.facts import SEQUENCE_MAX, RevocationFact
from core.identity import COMPANY_SCOPE, StreamId

ID_BYTES = 16
"""Length of a certificate's id."""


class Vouch(NamedTuple):
    """Where an issuer made a certificate known: a place in its own company stream."""

    certificate_id: bytes
    issuer: bytes
    epoch: int
    sequence: int


class Claim(NamedTuple):
    """A revocation, decided or extended, and where in whose company stream it stands."""

    claimant: bytes
    epoch: int
    sequence: int
    said: RevocationFact


class Member(NamedTuple):
    """One node of the company, present or past."""

    issued: Issued
    revoked: bool
    """Whether it belongs to the company no more."""
    reason: str
    """Why it was revoked; empty when only its issuer was."""
    heads: Mapping[tuple[int, str], int]
    """Of a revoked one, by (epoch, scope) the last sequence that counts; 0 where none does."""

    @property
    def certificate(self) -> Certificate:
        """What the company says of it."""
        return self.issued.certificate


def certificate_id(issued: Issued) -> bytes:
    """Return the first bytes of the hash of a certificate and its chain."""
    return sha256(issued.data).digest()[:ID_BYTES]


class Membership:
    """Everybody who belongs to the company or did.

    Nobody is judged before somebody asks: of a thousand members a record names one.
    """

    def __init__(
        self,
        certificates: Iterable[Issued],
        vouches: Iterable[Vouch] = (),
        claims: Iterable[Claim] = (),
    ) -> None:
        """Judge verified ``certificates`` by ``vouches`` and ``claims``."""
        certificates, vouches = list(certificates), list(vouches)
        claims = sorted(claims, key=lambda claim: claim[:3])
        self._all = (certificates, vouches, claims)
        self._certificates: dict[bytes, dict[bytes, Issued]] = {}
        for found in certificates:
            link: Issued | None = found
            while link is not None:
                self._certificates.setdefault(link.certificate.author, {})[link.data] = link
                link = link.issuer
        self._base: dict[bytes, dict[tuple[int, str], int]] = {}
        """Of each author somebody decided to revoke, the heads the decisions knew."""
        self._reasons: dict[bytes, str] = {}
        for claim in claims:
            if claim.said.reason and self._is_above(claim.claimant, claim.said.author):
                self._reasons.setdefault(claim.said.author, claim.said.reason)
                _raise(self._base.setdefault(claim.said.author, {}), claim.said)
        self._standing: dict[bytes, bool] = {}
        self._judged: dict[bytes, Member] = {}

    # --- what is asked ------------------------------------------------------------------

    @cached_property
    def members(self) -> dict[bytes, Member]:
        """Every author a certificate speaks for, in order."""
        return {author: self._member(author) for author in sorted(self._certificates)}

    def member(self, author: bytes) -> Member | None:
        """Return who an author is, or None when no certificate speaks for it."""
        return self._member(author) if author in self._certificates else None

    def reach(self, stream: StreamId) -> int:
        """Return the last sequence of a stream, or a lane of it, that may be taken in; 0: none."""
        member = self.member(stream.author)
        if member is None:
            return 0
        if not member.revoked:
            return SEQUENCE_MAX
        return member.heads.get((stream.epoch, stream.base_scope), 0)

    def including(self, introduced: Issued) -> Membership:
        """Return what would be, were a further verified certificate known."""
        certificates, vouches, claims = self._all
        return Membership([*certificates, introduced], vouches, claims)

    def beyond(
        self, held: Iterable[tuple[StreamId, int]]
    ) -> dict[bytes, dict[tuple[int, str], int]]:
        """Return, by revoked author, what is held past the heads that close its streams."""
        found: dict[bytes, dict[tuple[int, str], int]] = {}
        for stream, sequence in held:
            member = self.member(stream.author)
            if member is not None and member.revoked and sequence > self.reach(stream):
                heads = found.setdefault(stream.author, {})
                place = (stream.epoch, stream.base_scope)
                heads[place] = max(sequence, heads.get(place, 0))
        return dict(sorted(found.items()))

    def may_revoke(self, decider: bytes, other: bytes) -> bool:
        """Return whether a decision of one author against another would count, and be heard."""
        member = self.member(decider)
        return member is not None and not member.revoked and self._is_above(decider, other)

    # --- how it is judged ---------------------------------------------------------------

    def _is_above(self, decider: bytes, other: bytes) -> bool:
        """Return whether one author may revoke another."""
        return self._rank(decider) < self._rank(other)

    def _rank(self, author: bytes) -> tuple[int, int, bytes]:
        """Return where an author stands; the least is the highest, and who may not invite last."""
        ranks = [
            (len(link.chain), -link.certificate.issued_ms, author)
            for link in self._certificates.get(author, {}).values()
            if link.certificate.may_invite
        ]
        return min(ranks, default=_LOWEST)

    def _member(self, author: bytes) -> Member:
        """Judge an author, once; of a revoked one look up what closes its streams."""
        member = self._judged.get(author)
        if member is None:
            member = self._judge(author)
            if member.revoked:
                member = member._replace(heads=self._closing.get(author, {}))
            self._judged[author] = member
        return member

    @cached_property
    def _closing(self) -> dict[bytes, dict[tuple[int, str], int]]:
        """The closing heads, by author."""
        closing: dict[bytes, dict[tuple[int, str], int]] = {}
        for claim in self._all[2]:
            if self._counts(claim):
                _raise(closing.setdefault(claim.said.author, {}), claim.said)
        return closing

    def _judge(self, author: bytes) -> Member:
        """Judge an author, but for what closes its streams."""
        held = self._certificates[author]
        standing = [link for link in held.values() if self._stands(link)]
        best = max(
            standing or held.values(), key=lambda link: (link.certificate.issued_ms, link.data)
        )
        revoked = author in self._base or not standing
        return Member(best, revoked, self._reasons.get(author, ""), {})

    def _stands(self, issued: Issued) -> bool:
        stands = self._standing.get(issued.data)
        if stands is None:
            stands = self._standing[issued.data] = self._issuer_stands(issued)
        return stands

    def _issuer_stands(self, issued: Issued) -> bool:
        if issued.issuer is None:
            return True
        if not self._stands(issued.issuer):
            return False
        issuer = issued.issuer.certificate.author
        return issuer not in self._base or any(
            self._was_known(vouch.issuer, vouch.epoch, vouch.sequence)
            for vouch in self._vouches.get((certificate_id(issued), issuer), ())
        )

    @cached_property
    def _vouches(self) -> dict[tuple[bytes, bytes], list[Vouch]]:
        """Where each issuer made each certificate known."""
        found: dict[tuple[bytes, bytes], list[Vouch]] = {}
        for vouch in self._all[1]:
            found.setdefault((vouch.certificate_id, vouch.issuer), []).append(vouch)
        return found

    def _was_known(self, author: bytes, epoch: int, sequence: int) -> bool:
        """Return whether who decided to revoke an author knew a place of its company stream."""
        return sequence <= self._base.get(author, {}).get((epoch, COMPANY_SCOPE), 0)

    def _counts(self, claim: Claim) -> bool:
        """Return whether a claim raises closing heads: nobody swears for itself."""
        if claim.claimant not in self._certificates or claim.claimant == claim.said.author:
            return False
        return not self._judge(claim.claimant).revoked or self._was_known(*claim[:3])


_LOWEST = (CHAIN_MAX + 1, 0, b"")


def _raise(heads: dict[tuple[int, str], int], said: RevocationFact) -> None:
    for epoch, scope, sequence in said.heads:
        heads[epoch, scope] = max(sequence, heads.get((epoch, scope), 0))
