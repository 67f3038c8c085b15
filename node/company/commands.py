"""What is asked of a node about its company, checked at the edge."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.shop.reading import MS_MAX
from node.commands import Command, Word
from node.company.invites import HexId
from node.config import DialAddress, HexKey, Name

INVITE_MS_MAX = 365 * 24 * 3_600_000
"""Longest an invitation stays open: whoever needs a year has forgotten it."""


class Invite(Command):
    """Invite a new node."""

    branch: Name
    role: Literal["till", "hub"] = "till"
    name: Name | None = None
    may_invite: bool = False
    open_ms: Annotated[int, Field(gt=0, le=INVITE_MS_MAX)]
    """How long the invitation is good."""
    valid_ms: Annotated[int, Field(ge=0, lt=MS_MAX)] = 0
    """How long the certificate opens connections; 0: for ever."""
    addresses: Annotated[tuple[DialAddress, ...], Field(max_length=4, strict=False)] = ()
    """Where the new node reaches this one; none: where it listens."""


class Invites(Command):
    """Ask for the invitations given out here."""


class Withdraw(Command):
    """Withdraw an invitation by the first letters of its id."""

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{4,32}$")]


class Admit(Command):
    """Answer a JOIN that came with an invitation's key."""

    invite: HexId
    join: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})+$")]
    """The message's bytes in hexadecimal digits."""


class Issue(Command):
    """Enrol a node whose keys are at hand, without an invitation."""

    name: Name
    branch: Name
    role: Literal["till", "hub"] = "till"
    signing_key: HexKey
    curve_key: HexKey
    may_invite: bool = False
    valid_ms: Annotated[int, Field(ge=0, lt=MS_MAX)] = 0


class Revoke(Command):
    """Revoke a node."""

    name: Word
    reason: Word


class Members(Command):
    """Ask who belongs to the company, or did."""
