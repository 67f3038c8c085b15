"""Leave from another till: asked for here, answered there, used here."""

from __future__ import annotations

from core.errors import RefusedError
from core.log.log_view import LogView
from core.shop.approval import ApprovalAnswer, ApprovalRequest
from core.shop.roles import Permission, allows
from core.views import approvals, users
from core.views.approvals import Request
from core.views.users import User
from node.shop import pins
from node.shop.answers.people import ApprovalsAnswer, ApprovedLine, RequestLine
from node.shop.authority import REQUEST_MS, limit_of
from node.shop.commands.people import AnswerApproval, Approvals, AskApproval
from node.shop.presence import person_at
from node.till import Till
from node.verb import Verb

LINES_MAX = 100
"""Most acts that are listed: the latest. All of them are in the log."""


def ask_approval(till: Till, command: AskApproval) -> RequestLine:
    """Ask for leave; a till of the branch hears of it as of any other event."""
    if (done := till.done_before(ApprovalRequest, command.id)) is not None:
        return _line_of(till, done)
    person = person_at(till.log)
    if person is None:
        raise RefusedError("Nobody is signed in at this till to ask for anything.")
    request = ApprovalRequest.ask(
        id=command.id or till.log.mint_id(),
        timestamp=till.now(),
        location=till.config.branch,
        till=till.config.name,
        user=person.id.bytes,
        permission=command.permission,
        about=command.about,
        measure=command.measure,
    )
    till.application.record(request)
    return _line_of(till, request)


def answer_approval(till: Till, command: AnswerApproval) -> RequestLine:
    """Answer a request of this branch, as somebody whose role allows what is asked.

    Raises :class:`RefusedError` when it does not, or it was answered already.
    """
    approver = _approver(till, command)
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, "approvals")
        request = approvals.request_of(table, command.request)
        if request is None:
            raise RefusedError(f"Request {command.request} is not known here.")
        said = request.said
        if said.location != till.config.branch:
            raise RefusedError(f"That was asked in {said.location}; answer it at a node there.")
        if approvals.answers(table, request.id):
            raise RefusedError(f"Request {command.request} was answered already.")
        if approver.id.bytes == said.user:
            raise RefusedError(f"{approver.login} asked for it; somebody else must answer.")
        _must_be_allowed(till, approver, request)
        till.application.record(
            ApprovalAnswer.give(
                id=till.log.mint_id(),
                timestamp=till.now(),
                till=till.config.name,
                request=request.id,
                user=approver.id.bytes,
                granted=command.granted,
            )
        )
    with till.log.read() as view:
        return _line(till, view, request)


def _approver(till: Till, command: AnswerApproval) -> User:
    if (command.login is None) != (command.pin is None):
        raise RefusedError("Answer with a login and a PIN, or as whoever is signed in here.")
    if command.login is not None and command.pin is not None:
        return pins.identify(till, command.login, command.pin.get_secret_value())
    person = person_at(till.log)
    if person is None or not person.active:
        raise RefusedError("Nobody is signed in at this till; give a login and a PIN.")
    return person


def _must_be_allowed(till: Till, approver: User, request: Request) -> None:
    permission = request.said.permission
    known = permission in tuple(Permission)
    if not known or not allows(
        limit_of(till, Permission(permission), approver.role), request.said.measure
    ):
        raise RefusedError(f"{approver.login}'s role does not allow it either.")


def list_approvals(till: Till, command: Approvals) -> ApprovalsAnswer:
    """Return the branch's requests and the latest acts that were done on somebody's word."""
    with till.log.read() as view:
        table, people = view.table("approvals"), view.table("users")
        if command.waiting:
            return ApprovalsAnswer(_waiting(till, view), ())
        lines = tuple(
            _line(till, view, request)
            for request in approvals.requests(table)
            if request.said.location == till.config.branch
        )
        acts = sorted(approvals.done(table), key=lambda done: (done.said.at_ms, done))
        return ApprovalsAnswer(
            lines[-LINES_MAX:],
            tuple(
                ApprovedLine(
                    act.said.till,
                    users.user_of(people, act.said.user).login,
                    users.user_of(people, act.said.approver).login,
                    act.said.permission,
                    act.said.about,
                    act.said.measure,
                    act.said.at_ms,
                    act.said.act.hex(),
                )
                for act in acts[-LINES_MAX:]
            ),
        )


def _waiting(till: Till, view: LogView) -> tuple[RequestLine, ...]:
    """Return the branch's requests that may still be answered, the oldest first."""
    since_ms = till.log.now_ms() - REQUEST_MS
    here = [
        _line(till, view, request)
        for request in approvals.waiting(view.table("approvals"))
        if request.said.location == till.config.branch and request.said.at_ms >= since_ms
    ]
    return tuple(sorted((one for one in here if one.state == "waiting"), key=_asked_at))


def _asked_at(line: RequestLine) -> tuple[int, str]:
    return line.at_ms, line.id


def _line_of(till: Till, asked: ApprovalRequest) -> RequestLine:
    with till.log.read() as view:
        request = approvals.request_of(view.table("approvals"), asked.id)
        assert request is not None, "what was recorded is projected in the same commit"
        return _line(till, view, request)


def _line(till: Till, view: LogView, request: Request) -> RequestLine:
    table, people = view.table("approvals"), view.table("users")
    answered = approvals.answers(table, request.id)
    said = request.said
    if approvals.is_used(table, request):
        state = "used"
    elif any(not answer.granted for answer in answered):
        state = "denied"
    elif till.log.now_ms() - said.at_ms > REQUEST_MS:
        state = "stale"
    else:
        state = "granted" if answered else "waiting"
    return RequestLine(
        str(request.id),
        said.till,
        users.user_of(people, said.user).login,
        said.permission,
        said.about,
        said.measure,
        said.at_ms,
        state,
        users.user_of(people, answered[0].user).login if answered else "",
    )


VERBS: dict[str, Verb] = {
    "approval-ask": Verb(AskApproval, ask_approval),
    "approve": Verb(AnswerApproval, answer_approval),
    "approvals": Verb(Approvals, list_approvals),
}
"""The verbs of asking for leave."""
