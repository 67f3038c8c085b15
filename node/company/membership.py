"""Who belongs to the company: shown, and ended."""

from __future__ import annotations

from collections import Counter

from core.company.membership import Member, Membership
from core.errors import RefusedError
from node.company import commands
from node.company.answers import MemberLine, MembersAnswer, RevokedAnswer
from node.company.enrolment import must_invite, office_of
from node.revoking import revoke_author
from node.till import Till
from node.verb import Verb


def list_members(till: Till, command: commands.Members) -> MembersAnswer:
    """Return every node that a certificate speaks for; raises :class:`RefusedError` alone."""
    office = office_of(till)
    members = _membership(till)
    names = Counter(member.certificate.node for member in members.members.values())
    now_ms = till.log.now_ms()
    lines = [
        _line(member, now_ms, names[member.certificate.node] - 1)
        for member in members.members.values()
    ]
    lines.sort(key=lambda line: (line.name, line.author))
    return MembersAnswer(office.company.name, office.company.root_key.hex(), tuple(lines))


def _membership(till: Till) -> Membership:
    with till.log.read() as view:
        return office_of(till).admission.membership(view)


def _line(member: Member, now_ms: int, namesakes: int) -> MemberLine:
    certificate = member.certificate
    issuer = member.issued.issuer
    state = "expired" if certificate.expired(now_ms) else "member"
    return MemberLine(
        certificate.node,
        certificate.role,
        certificate.branch,
        certificate.issued_ms,
        "" if issuer is None else issuer.certificate.node,
        certificate.may_invite,
        certificate.expires_ms,
        "revoked" if member.revoked else state,
        member.reason,
        _heads(member),
        certificate.author.hex(),
        namesakes,
    )


def _heads(member: Member) -> dict[str, int]:
    return {f"{epoch}/{scope}": last for (epoch, scope), last in sorted(member.heads.items())}


def revoke(till: Till, command: commands.Revoke) -> RevokedAnswer:
    """Revoke a node by its name, or by the first letters of its author id.

    Raises :class:`RefusedError` when we may not, or when it is not one member.
    """
    members = _membership(till)
    must_invite(till, members)
    found = [
        author
        for author, member in members.members.items()
        if member.certificate.node == command.name or author.hex() == command.name
    ]
    standing = [author for author in found if not members.members[author].revoked]
    if not found:
        raise RefusedError(f"There is no {command.name} in the company; see 'tillmesh members'.")
    if len(standing) > 1:
        ids = ", ".join(author.hex() for author in standing)
        raise RefusedError(f"{len(standing)} nodes are called {command.name}: give one of {ids}.")
    author = (standing or found)[0]
    if author == till.log.author:
        raise RefusedError(f"{command.name} cannot revoke itself; do it at another node.")
    revoke_author(till, author, command.reason)
    return RevokedAnswer(command.name, _heads(_membership(till).members[author]))


VERBS: dict[str, Verb] = {
    "members": Verb(commands.Members, list_members),
    "revoke": Verb(commands.Revoke, revoke),
}
