"""Users: of each person and field the latest value, by whoever changed it last.

Keys: ``f`` + user id, field -> a last-writer register; ``l`` + login, NUL, user id -> nothing;
``m`` + user id -> nothing: an active manager.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast
from uuid import UUID

import msgpack

from core.identity import StreamId
from core.log.projection import Fact, Table
from core.pin_hash import PinVerifier
from core.shop import kinds
from core.shop.reading import ID_BYTES
from core.shop.roles import Role
from core.shop.user import Field, Value
from core.views import registers


class User(NamedTuple):
    """A person as this node knows them; a field nobody has told yet is empty."""

    id: UUID
    login: str
    name: str
    role: str
    pin: bytes
    active: bool

    @property
    def verifier(self) -> PinVerifier | None:
        """What knows the PIN again; None when there is none yet."""
        return PinVerifier.from_bytes(self.pin) if self.pin else None


class Users:
    """Everybody of the company."""

    name = "users"
    version = 1
    kinds = frozenset({kinds.USER_CHANGED})

    def fold(self, table: Table, stream: StreamId, facts: Sequence[Fact]) -> None:
        """Merge each changed field into its register."""
        for entry, fact in facts:
            if entry.kind not in self.kinds:
                continue
            before = user_of(table, fact.user)
            for field, revision, value in fact.changes:
                tag = registers.tag_of(stream, entry, revision)
                registers.write(table, _key(fact.user, field), tag, msgpack.packb(value))
            after = user_of(table, fact.user)
            if before.login != after.login:
                table.delete(_login_key(before))
                table.put(_login_key(after), b"")
            if _leads(after):
                table.put(b"m" + fact.user, b"")
            elif _leads(before):
                table.delete(b"m" + fact.user)

    def flush(self, table: Table, stream: StreamId) -> None:
        """Nothing is pending: every fact was written."""


def _leads(user: User) -> bool:
    return user.role == Role.MANAGER and user.active and bool(user.login and user.pin)


def _key(user: bytes, field: str) -> bytes:
    return b"f" + user + field.encode()


def _login_key(user: User) -> bytes:
    return b"l" + user.login.encode() + b"\0" + user.id.bytes


def _value(table: Table, user: bytes, field: Field) -> Value | None:
    found = registers.read(table, _key(user, field))
    return None if found is None else cast(Value, msgpack.unpackb(found[1]))


def user_of(table: Table, user: bytes) -> User:
    """Return the person of an id, with empty fields when nothing was told of them."""
    login, name, role, pin, active = (_value(table, user, field) for field in Field)
    return User(
        UUID(bytes=user),
        str(login or ""),
        str(name or ""),
        str(role or ""),
        cast(bytes, pin or b""),
        bool(active),
    )


def revision_of(table: Table, user: bytes, field: Field) -> int:
    """Return how often a field was set, as far as this node knows."""
    found = registers.read(table, _key(user, field))
    return 0 if found is None else found[0]


def by_login(table: Table, login: str) -> list[User]:
    """Return everybody with a login: one, unless branches apart gave it twice."""
    found = table.scan(b"l" + login.encode() + b"\0")
    return [user_of(table, key[-ID_BYTES:]) for key, _ in found]


def all_users(table: Table) -> Iterator[User]:
    """Yield everybody, by login."""
    for key, _ in table.scan(b"l"):
        yield user_of(table, key[-ID_BYTES:])


def managers(table: Table) -> list[UUID]:
    """Return the ids of the active managers."""
    return [UUID(bytes=key[1:]) for key, _ in table.scan(b"m")]


def is_led(table: Table) -> bool:
    """Return whether there is an active manager, who could let anybody do anything."""
    return next(iter(table.scan(b"m")), None) is not None
