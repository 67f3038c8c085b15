"""Stranded rights: what a revoked till left is taken over by whoever issued its certificate.

Asked like any other holder, a revoked till does not answer; its issuer answers for it, once it
holds the till's company stream up to the closing head. One issuer a certificate, so nobody takes
over twice. When somebody swears later that the till had spent more, the card may end up below
nothing: the review ``overspent``.
"""

from __future__ import annotations

from core.company.admission import CompanyAdmission
from core.identity import COMPANY_SCOPE, Origin, StreamId
from core.log.log_view import LogView
from core.shop.aggregate import ShopAggregate
from core.shop.credit import RightsGrant, RightsReclaim, Share
from core.views import credits
from core.views.credits import CREDITS, Asked
from node.till import Till


def reclaim_stranded(till: Till) -> None:
    """Answer for the revoked tills whose certificates this node issued."""
    with till.log.read() as view:
        waiting = list(credits.all_asked(view.table(CREDITS)))
        if not any(_is_ours(till, view, holder) for holder, _ in waiting):
            return
    with till.log.transaction() as transaction:
        view = LogView(transaction)
        for holder, asked in list(credits.all_asked(view.table(CREDITS))):
            if _is_ours(till, view, holder):
                till.application.record(*_answer(till, view, holder, asked))


def _is_ours(till: Till, view: LogView, holder: Origin) -> bool:
    """Return whether an origin is closed, ours to answer for, and all of it is held here."""
    admission = till.log.admission
    if not isinstance(admission, CompanyAdmission):
        return False
    members = admission.membership(view)
    member = members.member(holder.author)
    if member is None or not member.revoked or member.issued.issuer is None:
        return False
    stream = StreamId(holder.author, holder.epoch, COMPANY_SCOPE)
    held = view.head(stream).sequence >= members.reach(stream)
    return held and member.issued.issuer.certificate.author == till.log.author


def _answer(till: Till, view: LogView, holder: Origin, asked: Asked) -> list[ShopAggregate]:
    """Return what was taken over and, unless we asked ourselves, its going to who asked."""
    counter = credits.credit_of(view.table(CREDITS), asked.ledger, asked.account).counter
    amount = max(0, min(asked.amount, counter.rights(holder)))
    decided: list[ShopAggregate] = [
        RightsReclaim.take(
            id=till.log.mint_id(),
            timestamp=till.now(),
            ledger=asked.ledger,
            account=asked.account,
            of=Share(*holder, amount),
            request=asked.request,
        )
    ]
    if amount and asked.by != till.origin:
        decided.append(
            RightsGrant.give(
                id=till.log.mint_id(),
                timestamp=till.now(),
                ledger=asked.ledger,
                account=asked.account,
                to=Share(*asked.by, amount),
                request=asked.request,
            )
        )
    return decided
