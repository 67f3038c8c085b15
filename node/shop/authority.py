"""Authority: may whoever is at this till do this? Every verb that not everybody may do asks here.

::

    authority = authority_at(till, command.approval)  # before the transaction
    with till.log.transaction() as transaction:
        ...
        authority.require(Permission.REFUND, about=receipt, measure=amount_minor)
        till.application.record(refund, *authority.approved(refund.id))

A PIN is looked at before the transaction, since a wrong one is counted even when nothing is
done. A company without an active manager has no authority to ask: everything is allowed, to
anybody, as on the first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple
from uuid import UUID

from core.errors import Needs, NotAllowedError, RefusedError, SignedOutError
from core.log.log_view import LogView
from core.money import format_amount
from core.shop.approval import ActApproved
from core.shop.people_facts import ApprovedFact
from core.shop.roles import NEVER, ONCE, RULES, Permission, Role, Unit, allows
from core.shop.settings import limit_name
from core.views import approvals, settings, users
from core.views.approvals import Request
from core.views.users import User
from node.commands import ApprovalGiven
from node.shop import pins
from node.shop.presence import person_at
from node.till import Till

REQUEST_MS = 15 * 60_000
"""How long leave may be used: while the customer still stands there."""


class _Leave(NamedTuple):
    """One thing that was allowed on somebody's word."""

    permission: Permission
    about: str
    measure: int
    approver: bytes
    request: bytes


class Authority:
    """Who is at a till for the length of one verb, and who vouches for them."""

    def __init__(
        self,
        till: Till,
        approver: User | None = None,
        requests: Sequence[UUID] = (),
        standing: Sequence[ApprovedFact] = (),
    ) -> None:
        """Ask :func:`authority_at` for one."""
        self._till = till
        self._approver = approver
        self._requests = requests
        self._standing = standing
        self._leaves: list[_Leave] = []

    @cached_property
    def _person(self) -> User | None:
        return person_at(self._till.log)

    @property
    def cashier(self) -> str:
        """The login of whoever is at the till, as it stands in sales; empty for nobody."""
        return "" if self._person is None else self._person.login

    @property
    def user(self) -> bytes:
        """The id of whoever is at the till; empty for nobody."""
        return b"" if self._person is None else self._person.id.bytes

    @cached_property
    def asks(self) -> bool:
        """Whether the company has anybody to ask: an active manager."""
        with self._till.log.read() as view:
            return users.is_led(view.table("users"))

    def require(self, permission: Permission, *, about: str = "", measure: int = ONCE) -> None:
        """Go on only if this may be done; call it inside the verb's transaction.

        ``measure`` is in the permission's unit; ``about`` says what it is done to, in words
        that a request for leave repeats. Raises :class:`RefusedError`.
        """
        if not self.asks:
            return
        person = self._must_be_somebody(permission)
        if self._may(person, permission, measure) or self._stands(permission, about, measure):
            return
        leave = self._leave(person, permission, about, measure)
        if leave is None:
            raise NotAllowedError(
                self._refusal(person, permission, about, measure),
                needs=Needs(permission, about, measure),
            )
        self._leaves.append(leave)

    def approved(self, act: UUID) -> list[ActApproved]:
        """Return what must be recorded with the act: one event for each leave it needed."""
        return [
            ActApproved.state(
                id=self._till.log.mint_id(),
                timestamp=self._till.now(),
                location=self._till.config.branch,
                till=self._till.config.name,
                permission=leave.permission,
                about=leave.about,
                measure=leave.measure,
                user=self.user,
                approver=leave.approver,
                request=leave.request,
                act=act,
            )
            for leave in self._leaves
        ]

    def _must_be_somebody(self, permission: Permission) -> User:
        person = self._person
        if person is None:
            deed = RULES[permission].deed
            raise SignedOutError(f"Nobody is signed in at this till to {deed}.")
        if not person.active:
            raise SignedOutError(f"{person.login} was deactivated; somebody else must sign in.")
        return person

    def _may(self, person: User, permission: Permission, measure: int) -> bool:
        return allows(limit_of(self._till, permission, person.role), measure)

    def _stands(self, permission: Permission, about: str, measure: int) -> bool:
        """Return whether leave for exactly this was given to an earlier part of the act."""
        return any(
            (leave.permission, leave.about) == (permission, about) and measure <= leave.measure
            for leave in self._standing
        )

    def _leave(
        self, person: User, permission: Permission, about: str, measure: int
    ) -> _Leave | None:
        """Return the leave that whoever vouches gives; raises when theirs is not enough."""
        approver, request = self._approver, b""
        for identifier in self._requests:
            if self._asked_for(identifier, person, permission, about, measure):
                approver, request = self._answered(identifier), identifier.bytes
        if approver is None:
            return None
        if approver.id == person.id:
            raise RefusedError(f"{person.login} cannot approve what {person.login} does.")
        if not self._may(approver, permission, measure):
            raise NotAllowedError(f"{approver.login} may not {_deed(permission, measure)} either.")
        return _Leave(permission, about, measure, approver.id.bytes, request)

    def _asked_for(
        self, identifier: UUID, person: User, permission: Permission, about: str, measure: int
    ) -> bool:
        """Return whether our own request asked for this; raises :class:`RefusedError`."""
        with self._till.log.read() as view:
            said = self._request(view, identifier).said
        asked = (said.user, said.permission, said.about)
        return asked == (person.id.bytes, permission, about) and measure <= said.measure

    def _request(self, view: LogView, identifier: UUID) -> Request:
        request = approvals.request_of(view.table("approvals"), identifier)
        if request is None or request.stream.author != self._till.log.author:
            raise RefusedError(f"This till did not ask {identifier}.")
        return request

    def _answered(self, identifier: UUID) -> User:
        """Return who granted our own request; raises :class:`RefusedError`."""
        log = self._till.log
        with log.read() as view:
            table = view.table("approvals")
            request = self._request(view, identifier)
            if approvals.is_used(table, request):
                raise RefusedError(f"Request {identifier} was used already; ask again.")
            if log.now_ms() - request.said.at_ms > REQUEST_MS:
                raise RefusedError(f"Request {identifier} is too old; ask again.")
            answers = approvals.answers(table, identifier)
            if any(not answer.granted for answer in answers):
                raise RefusedError(f"Request {identifier} was denied.")
            for answer in answers:
                approver = users.user_of(view.table("users"), answer.user)
                if approver.active:
                    return approver
        raise RefusedError(f"Nobody has answered request {identifier} yet.")

    def _refusal(self, person: User, permission: Permission, about: str, measure: int) -> str:
        used = {leave.request for leave in self._leaves}
        for other in (one for one in self._requests if one.bytes not in used):
            return f"Request {other} asked for something else."
        limit = limit_of(self._till, permission, person.role)
        upto = "" if limit == NEVER else f", only up to {_amount(permission, limit)}"
        ask = f"{permission} --measure {measure}" + (f" --about '{about}'" if about else "")
        return (
            f"{person.login} may not {_deed(permission, measure)}{upto}: somebody who may must "
            f"approve it here, or at another till after 'tillmesh approval ask {ask}'."
        )


def limit_of(till: Till, permission: Permission, role: str) -> int:
    """Return a role's limit as the company has set it; a role unknown here may do nothing."""
    if role not in tuple(Role):
        return NEVER
    with till.log.read() as view:
        return settings.value_of(view.table("settings"), limit_name(permission, Role(role)))


def _deed(permission: Permission, measure: int) -> str:
    rule = RULES[permission]
    return rule.deed if rule.unit is Unit.ACT else f"{rule.deed} ({_amount(permission, measure)})"


def _amount(permission: Permission, measure: int) -> str:
    match RULES[permission].unit:
        case Unit.MONEY:
            return format_amount(measure)
        case Unit.SHARE:
            return f"{measure // 10}.{measure % 10} %"
        case Unit.ACT:
            return "now"


def authority_at(
    till: Till, approval: ApprovalGiven | None = None, act: UUID | None = None
) -> Authority:
    """Return the authority at a till; call it before the verb's transaction.

    Leave that stands for an ``act`` of several commits is not asked for again. Raises
    :class:`RefusedError` when the approval names a wrong PIN or is only half given.
    """
    if act is not None and (standing := _standing(till, act)):
        return Authority(till, standing=standing)
    if approval is None:
        return Authority(till)
    if approval.requests:
        if approval.login is not None or approval.pin is not None:
            raise RefusedError("An approval is a login with a PIN, or a request, and not both.")
        return Authority(till, requests=approval.requests)
    if approval.login is None or approval.pin is None:
        raise RefusedError("An approval is a login with a PIN, or a request.")
    return Authority(till, pins.identify(till, approval.login, approval.pin.get_secret_value()))


def _standing(till: Till, act: UUID) -> list[ApprovedFact]:
    """Return what leave whoever is at this till was given for an act, not long ago."""
    if (person := person_at(till.log)) is None:
        return []
    since_ms = till.log.now_ms() - REQUEST_MS
    with till.log.read() as view:
        lately = approvals.done_lately(view.table("approvals"), till.branch_stream)
        facts = [done.said for done in takewhile(lambda done: done.said.at_ms >= since_ms, lately)]
    return [fact for fact in facts if (fact.act, fact.user) == (act.bytes, person.id.bytes)]
