"""The people of the company: added, changed and deactivated at any node, with no network."""

from __future__ import annotations

from uuid import UUID

from core.errors import RefusedError
from core.log.store import Transaction
from core.pin_hash import PinVerifier
from core.shop.roles import Permission, Role
from core.shop.session import Unlock
from core.shop.user import Field, UserChange, Value, check_pin
from core.views import users
from core.views.users import User
from node.shop import pins, sessions
from node.shop.answers.people import UserAnswer, UserLine, UsersAnswer
from node.shop.authority import Authority, authority_at
from node.shop.commands.people import AddUser, EditUser, UnlockUser, Users
from node.shop.presence import stay_of
from node.till import Till
from node.verb import Verb


def add_user(till: Till, command: AddUser) -> UserAnswer:
    """Add a person, in one commit.

    Raises :class:`RefusedError` when the login is taken, and when the first person of the
    company would be nobody who could add another.
    """
    if (done := till.done_before(UserChange, command.id)) is not None:
        return _answer(till, done.user, repeated=True)
    check_pin(command.pin.get_secret_value())
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, "users")
        authority.require(Permission.USERS, about=command.login)
        if users.by_login(table, command.login):
            raise RefusedError(f"{command.login} signs in already; give another login.")
        if command.role is not Role.MANAGER and not users.is_led(table):
            raise RefusedError("Add a manager first: somebody must be able to add the others.")
        identifier = command.id or till.log.mint_id()
        _record(
            till,
            authority,
            identifier,
            identifier,
            {
                Field.LOGIN: (1, command.login),
                Field.NAME: (1, command.name),
                Field.ROLE: (1, str(command.role)),
                Field.PIN: (1, _verifier(till, command.pin.get_secret_value())),
                Field.ACTIVE: (1, 1),
            },
        )
    return _answer(till, identifier.bytes)


def edit_user(till: Till, command: EditUser) -> UserAnswer:
    """Change the fields that were given, in one commit; deactivating ends a stay here.

    Raises :class:`RefusedError` when nobody would be left who may look after users.
    """
    if (done := till.done_before(UserChange, command.id)) is not None:
        return _answer(till, done.user, repeated=True)
    if command.pin is not None:
        check_pin(command.pin.get_secret_value())
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        user = _the_one(till, transaction, command.login, command.user)
        table = till.log.table(transaction, "users")
        fields = _changes(till, command)
        if not (set(fields) == {Field.PIN} and authority.user == user.id.bytes):
            authority.require(Permission.USERS, about=command.login)
        leaves = command.active is False or command.role not in (None, Role.MANAGER)
        if leaves and users.managers(table) == [user.id]:
            raise RefusedError(f"{command.login} is the last manager; make another one first.")
        revised = {
            field: (1 + users.revision_of(table, user.id.bytes, field), value)
            for field, value in fields.items()
        }
        _record(till, authority, command.id or till.log.mint_id(), user.id, revised)
        stay = stay_of(transaction)
        if command.active is False and stay is not None and stay.user == user.id.bytes:
            sessions.end(till, by=authority.user)
    return _answer(till, user.id.bytes)


def _changes(till: Till, command: EditUser) -> dict[Field, Value]:
    fields: dict[Field, Value] = {}
    if command.name is not None:
        fields[Field.NAME] = command.name
    if command.role is not None:
        fields[Field.ROLE] = str(command.role)
    if command.pin is not None:
        fields[Field.PIN] = _verifier(till, command.pin.get_secret_value())
    if command.active is not None:
        fields[Field.ACTIVE] = int(command.active)
    return fields


def _verifier(till: Till, pin: str) -> bytes:
    # An id is minted once ever: all that a salt must be.
    return PinVerifier.make(pin, till.log.mint_id().bytes, till.config.pin_cost).to_bytes()


def _record(
    till: Till,
    authority: Authority,
    identifier: UUID,
    user: UUID,
    fields: dict[Field, tuple[int, Value]],
) -> None:
    change = UserChange.change(
        id=identifier, timestamp=till.now(), user=user, fields=fields, by=authority.user
    )
    till.application.record(change, *authority.approved(change.id))


def unlock_user(till: Till, command: UnlockUser) -> UserAnswer:
    """Forget a person's wrong PINs at this till."""
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.USERS, about=command.login)
        user = _the_one(till, transaction, command.login, None, any_of_them=True)
        pins.forget(transaction, command.login)
        sessions.note(till, Unlock, user.id.bytes, by=authority.user)
        till.application.record(*authority.approved(user.id))
    return _answer(till, user.id.bytes)


def list_users(till: Till, command: Users) -> UsersAnswer:
    """Return everybody this node knows of."""
    with till.log.read() as view:
        everybody = list(users.all_users(view.table("users")))
        lines = tuple(_line(view.transaction, user, everybody) for user in everybody)
    return UsersAnswer(lines)


def _the_one(
    till: Till,
    transaction: Transaction,
    login: str,
    identifier: UUID | None,
    *,
    any_of_them: bool = False,
) -> User:
    found = users.by_login(till.log.table(transaction, "users"), login)
    chosen = [user for user in found if identifier in (None, user.id)]
    if not chosen:
        raise RefusedError(f"Nobody known here signs in as {login}.")
    if len(chosen) > 1 and not any_of_them:
        which = ", ".join(f"{user.name} ({user.id})" for user in chosen)
        raise RefusedError(f"Several people sign in as {login}; say which by id: {which}.")
    return chosen[0]


def _line(transaction: Transaction, user: User, everybody: list[User]) -> UserLine:
    stay = stay_of(transaction)
    return UserLine(
        str(user.id),
        user.login,
        user.name,
        user.role,
        user.active,
        signed_in=stay is not None and stay.user == user.id.bytes,
        locked=pins.throttle_of(transaction, user.login).locked,
        shared_login=sum(other.login == user.login for other in everybody) > 1,
    )


def _answer(till: Till, user: bytes, *, repeated: bool = False) -> UserAnswer:
    with till.log.read() as view:
        table = view.table("users")
        person = users.user_of(table, user)
        line = _line(view.transaction, person, users.by_login(table, person.login))
    return UserAnswer(line, repeated)


VERBS: dict[str, Verb] = {
    "user-add": Verb(AddUser, add_user),
    "user-edit": Verb(EditUser, edit_user),
    "user-unlock": Verb(UnlockUser, unlock_user),
    "users": Verb(Users, list_users),
}
"""The verbs about people."""
