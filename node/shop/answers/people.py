"""Answers about people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserLine:
    """A person of the company."""

    id: str
    login: str
    name: str
    role: str
    active: bool
    signed_in: bool = False
    """Whether they are at this till."""
    locked: bool = False
    """Whether too many wrong PINs have locked them out of this till."""
    shared_login: bool = False
    """Whether branches apart gave the login to two people."""


@dataclass(frozen=True, slots=True)
class UserAnswer:
    """A person as they are after a change."""

    user: UserLine
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class UsersAnswer:
    """Everybody."""

    users: tuple[UserLine, ...]


@dataclass(frozen=True, slots=True)
class WhoAnswer:
    """Who is at the till; an empty login is nobody."""

    till: str
    login: str
    name: str
    role: str
    since_ms: int
    user: str = ""
    """The person's id."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """Leave that was asked for."""

    id: str
    till: str
    login: str
    permission: str
    about: str
    measure: int
    at_ms: int
    state: str
    """waiting, granted, denied, used or stale."""
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """An act done on somebody's word."""

    till: str
    login: str
    approver: str
    permission: str
    about: str
    measure: int
    at_ms: int
    act: str


@dataclass(frozen=True, slots=True)
class ApprovalsAnswer:
    """What waits and what was done."""

    requests: tuple[RequestLine, ...]
    acts: tuple[ApprovedLine, ...]


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting."""

    name: str
    value: int
    default: int
    meaning: str


@dataclass(frozen=True, slots=True)
class SettingsAnswer:
    """Every setting this program knows."""

    settings: tuple[SettingLine, ...]
