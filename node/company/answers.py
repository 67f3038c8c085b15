"""What a node answers about its company."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvitedAnswer:
    """A new invitation; the token is told this once and kept nowhere."""

    id: str
    token: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class InviteLine:
    """One invitation given out here."""

    id: str
    name: str
    branch: str
    role: str
    may_invite: bool
    expires_ms: int
    state: str
    """open, used, expired or withdrawn."""
    used_by: str


@dataclass(frozen=True, slots=True)
class InvitesAnswer:
    """All of them."""

    invites: tuple[InviteLine, ...]


@dataclass(frozen=True, slots=True)
class AdmitAnswer:
    """The WELCOME to send, in hexadecimal digits."""

    welcome: str


@dataclass(frozen=True, slots=True)
class IssueAnswer:
    """A new certificate, and what its node must know besides; bytes in hexadecimal digits."""

    company: str
    currency: str
    root_key: str
    certificate: str
    certificates: tuple[str, ...]
    peers: tuple[str, ...]
    """NAME=ADDRESS=KEY."""


@dataclass(frozen=True, slots=True)
class RevokedAnswer:
    """A revocation that is in the log."""

    name: str
    heads: dict[str, int]
    """Of each ``epoch/scope``, the last sequence that counts as we know it."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One node of the company, present or past."""

    name: str
    role: str
    branch: str
    since_ms: int
    invited_by: str
    """The node whose key signed; empty for the root key."""
    may_invite: bool
    expires_ms: int
    state: str
    """member, expired or revoked."""
    reason: str
    heads: dict[str, int]
    author: str
    namesakes: int
    """Other nodes that were given the same name: more than none is a mistake."""


@dataclass(frozen=True, slots=True)
class MembersAnswer:
    """Everybody."""

    company: str
    root_key: str
    members: tuple[MemberLine, ...]
