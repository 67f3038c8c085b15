"""Readers: what projections take from events about people, settings and approvals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.log.projection import Reader
from core.pin_hash import PinVerifier
from core.shop import kinds
from core.shop.approval import MEASURE_MAX
from core.shop.limits import LOCATION_LENGTH_MAX, REVISION_MAX
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields
from core.shop.settings import SETTING_LENGTH_MAX, SETTING_MAX
from core.shop.user import Field, FieldChange


class UserFact(NamedTuple):
    """Fields of a person that somebody set."""

    at_ms: int
    user: bytes
    changes: tuple[FieldChange, ...]
    by: bytes


class SettingFact(NamedTuple):
    """A setting that somebody set."""

    at_ms: int
    name: str
    value: int
    revision: int
    by: bytes


class RequestFact(NamedTuple):
    """Leave asked for."""

    at_ms: int
    location: str
    till: str
    user: bytes
    permission: str
    about: str
    measure: int


class AnswerFact(NamedTuple):
    """Leave given, or not."""

    at_ms: int
    till: str
    request: bytes
    user: bytes
    granted: int


class ApprovedFact(NamedTuple):
    """An act done on somebody's word."""

    at_ms: int
    location: str
    till: str
    permission: str
    about: str
    measure: int
    user: bytes
    approver: bytes
    request: bytes
    act: bytes


def _must_be_id_or_nothing(value: Any) -> None:
    if value != b"":
        must_be_id(value)


def _read_user(body: bytes) -> UserFact:
    at_ms, user, changes, by = read_fields(body, 3)
    must_be_id(user)
    _must_be_id_or_nothing(by)
    if type(changes) is not tuple or not 0 < len(changes) <= len(Field):
        raise MalformedError("A user's changes are none, or too many.")
    for field, revision, value in changes:
        must_be_whole(revision, 1, REVISION_MAX)
        _check_value(field, value)
    if len({field for field, _, _ in changes}) < len(changes):
        raise MalformedError("A user's field is changed twice at once.")
    return UserFact(at_ms, user, tuple(FieldChange(*change) for change in changes), by)


def _check_value(field: Any, value: Any) -> None:
    if field in (Field.LOGIN, Field.NAME, Field.ROLE):
        must_be_word(value)
    elif field == Field.ACTIVE:
        must_be_whole(value, 0, 1)
    elif field == Field.PIN and type(value) is bytes:
        PinVerifier.from_bytes(value)
    else:
        raise MalformedError("A user has no such field.")


def _read_setting(body: bytes) -> SettingFact:
    fact = SettingFact._make(read_fields(body, 4))
    must_be_word(fact.name, length_max=SETTING_LENGTH_MAX)
    must_be_whole(fact.value, -SETTING_MAX, SETTING_MAX)
    must_be_whole(fact.revision, 1, REVISION_MAX)
    _must_be_id_or_nothing(fact.by)
    return fact


def _must_say_what(fact: RequestFact | ApprovedFact) -> None:
    must_be_word(fact.location, length_max=LOCATION_LENGTH_MAX)
    must_be_word(fact.till)
    must_be_word(fact.permission)
    must_be_word(fact.about, empty=True)
    must_be_whole(fact.measure, 1, MEASURE_MAX)
    must_be_id(fact.user)


def _read_request(body: bytes) -> RequestFact:
    fact = RequestFact._make(read_fields(body, 6))
    _must_say_what(fact)
    return fact


def _read_answer(body: bytes) -> AnswerFact:
    fact = AnswerFact._make(read_fields(body, 4))
    must_be_word(fact.till)
    must_be_id(fact.request)
    must_be_id(fact.user)
    must_be_whole(fact.granted, 0, 1)
    return fact


def _read_approved(body: bytes) -> ApprovedFact:
    fact = ApprovedFact._make(read_fields(body, 9))
    _must_say_what(fact)
    must_be_id(fact.approver)
    _must_be_id_or_nothing(fact.request)
    must_be_id(fact.act)
    return fact


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.USER_CHANGED: _read_user,
        kinds.SETTING_CHANGED: _read_setting,
        kinds.APPROVAL_REQUESTED: _read_request,
        kinds.APPROVAL_ANSWERED: _read_answer,
        kinds.ACT_APPROVED: _read_approved,
    }.items()
}
"""The reader of every kind of theirs that a projection folds."""
