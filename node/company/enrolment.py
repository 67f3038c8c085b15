"""Enrolment: what a node writes and answers about its company.

Every function here takes the open till; the running node and the command line share them. A
node is enrolled by one event in one commit, and the id of the invitation stands in the
certificate: so an invitation is used when its certificate is in the log, and not before.
"""

from __future__ import annotations

from core.company import certificate as certificates
from core.company.certificate import Certificate, Issued, read_chain
from core.company.enrolment import Enrolment
from core.company.membership import Member, Membership
from core.errors import RefusedError
from core.identity import COMPANY_SCOPE
from core.log.log_view import LogView
from core.views.members import MEMBERS, is_kept
from node.till import Office, Till

LONE = (
    "belongs to no company and speaks to no other node; found one with "
    "'tillmesh company create', or join one with 'tillmesh join'."
)
"""What a lone node is told when it is asked for what only a company has; follows its name."""


def office_of(till: Till) -> Office:
    """Return the till's office; raises :class:`RefusedError` for a lone node."""
    office = till.office
    if office is None:
        raise RefusedError(f"{till.config.name} {LONE}")
    return office


def say_certificate(till: Till) -> None:
    """State our own certificate, and those we issued on the disk, unless that was done.

    First of all in a company stream, so that the stream speaks for itself.
    """
    office = till.office
    if office is None:
        return
    log = till.log
    with log.read() as view:
        empty = not view.head(log.stream(COMPANY_SCOPE)).sequence
        members = view.table(MEMBERS)
        issued = [read_chain(data) for data in office.company.certificates]
        due = [one.data for one in issued if one.issuer_key == office.signer.public_key]
        due = [data for data in due if not is_kept(members, read_chain(data))]
        own = office.company.certificate
        if empty or not is_kept(members, read_chain(own)):
            due.insert(0, own)
    if due:
        till.application.record(*(_said(till, data) for data in due))


def say_anew(till: Till) -> None:
    """State our own certificate in a new epoch."""
    if till.office is not None:
        till.application.record(_said(till, till.office.company.certificate))


def _said(till: Till, data: bytes) -> Enrolment:
    return Enrolment.enrol(id=till.log.mint_id(), timestamp=till.now(), certificate=data)


def own_member(till: Till, members: Membership) -> Member:
    """Return who we are to the company."""
    found = members.member(till.log.author)
    assert found is not None, "a node of a company knows its own certificate"
    return found


def must_invite(till: Till, members: Membership) -> Issued:
    """Return the certificate we may invite and revoke by.

    Raises :class:`RefusedError` when we were revoked or may not.
    """
    ours = own_member(till, members)
    name = till.config.name
    if ours.revoked:
        raise RefusedError(f"{name} was revoked and belongs to the company no more.")
    if not ours.certificate.may_invite:
        raise RefusedError(f"{name} may not invite or revoke; ask a node that may.")
    if ours.certificate.expired(till.log.now_ms()):
        raise RefusedError(f"The certificate of {name} has expired; have it invited again.")
    return ours.issued


def must_be_free(members: Membership, name: str, author: bytes) -> None:
    """Check that a name is nobody else's, present or past.

    Names stand on receipts, and a second node of the name would begin their numbers again.
    Raises :class:`RefusedError`.
    """
    for member in members.members.values():
        if member.certificate.node == name and member.certificate.author != author:
            raise RefusedError(f"There is a {name} in the company already; give another name.")


def _must_own_key(members: Membership, wanted: Certificate) -> None:
    """Check that the key a node says it will connect with is not another's.

    Nothing has proved it yet; were it another's, that one would be locked out.
    """
    for member in members.members.values():
        named = member.certificate
        if named.curve_key == wanted.curve_key and named.author != wanted.author:
            raise RefusedError(f"{wanted.node} would connect with {named.node}'s key; refused.")


def enrol(till: Till, view: LogView, wanted: Certificate) -> bytes:
    """Issue a certificate and say so, in the transaction that ``view`` looks into.

    ``wanted`` is complete but for the root key and the time. Raises :class:`RefusedError`.
    """
    office = office_of(till)
    members = office.admission.membership(view)
    ours = must_invite(till, members)
    must_be_free(members, wanted.node, wanted.author)
    _must_own_key(members, wanted)
    known = members.member(wanted.author)
    if known is not None and known.revoked:
        raise RefusedError(f"{wanted.node} was revoked; to come back it joins with new keys.")
    if known is not None and known.certificate.node != wanted.node:
        raise RefusedError(f"This node is called {known.certificate.node} and keeps its name.")
    # Of several certificates the latest counts, so a renewal is later than what it renews.
    least_ms = 0 if known is None else known.certificate.issued_ms + 1
    complete = wanted._replace(
        root_key=office.company.root_key, issued_ms=max(till.log.now_ms(), least_ms)
    )
    data = certificates.issue(office.signer, complete, ours.data)
    till.application.record(_said(till, data))
    return data
