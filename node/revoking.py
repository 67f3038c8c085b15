"""Revoking a node, and swearing to what was held of a revoked one."""

from __future__ import annotations

from core.company.admission import CompanyAdmission
from core.company.revocation import Revocation, heads_of
from core.errors import RefusedError
from node.till import Till
from replication.notices import ExtendRevocation


def revoke_author(till: Till, author: bytes, reason: str) -> None:
    """Revoke a member for ``reason``, closing its streams at what we hold of them.

    Raises :class:`RefusedError` when we may not, or when it is nobody's or done already.
    """
    log = till.log
    admission = log.admission
    assert isinstance(admission, CompanyAdmission), "only a company's node revokes"
    with log.read() as view:
        known = admission.membership(view)
        heads = heads_of(author, [(s, head.sequence) for s, head in view.heads().items()])
    member = known.member(author)
    if member is None:
        raise RefusedError("No member of this company has that key; nothing was changed.")
    name = member.certificate.node
    if member.revoked and member.reason:
        raise RefusedError(f"{name} is revoked already: {member.reason}.")
    if not known.may_revoke(log.author, author):
        raise RefusedError(
            f"This node may not revoke {name}: that takes a node that may invite and stands "
            "nearer to the root key."
        )
    till.application.record(
        Revocation.decide(
            id=log.mint_id(),
            timestamp=till.now(),
            author=author,
            name=name,
            reason=reason,
            heads=heads,
        )
    )


def extend_revocation(till: Till, notice: ExtendRevocation) -> None:
    """Swear that we held what the notice says before we knew of the revocation.

    Raises :class:`core.errors.StorageError` when the disk refuses: the replica asks again
    when it starts anew.
    """
    till.application.record(
        Revocation.extend(
            id=till.log.mint_id(),
            timestamp=till.now(),
            author=notice.author,
            name=notice.name,
            heads=notice.heads,
        )
    )


def extend_revocations(till: Till) -> None:
    """Swear to all we hold of revoked nodes past their closing heads.

    Safe at any time: since a node's revocation was heard of, the log takes no more of it, so
    what is held was held before. Raises as :func:`extend_revocation` does.
    """
    log = till.log
    if not isinstance(log.admission, CompanyAdmission):
        return
    with log.transaction(), log.read() as view:
        known = log.admission.membership(view)
        ours = known.member(log.author)
        if ours is None or ours.revoked:
            return
        held = [(stream, head.sequence) for stream, head in view.heads().items()]
        for author, heads in known.beyond(held).items():
            name = known.members[author].certificate.node
            extend_revocation(till, ExtendRevocation(author, name, heads))
