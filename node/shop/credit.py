"""What stands on a card or in a customer's credit, or may be sold, and rights from other tills.

Rights move by two events. A till that needs some asks their holders; whoever is asked answers
when it hears, once, with what it still holds (:mod:`node.duties`). So nobody waits for anybody,
and what was asked for while cut off is answered on the day the tills meet.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.crdt.pn_counter import COUNT_MAX
from core.errors import RefusedError
from core.identity import Origin
from core.log.log_view import LogView
from core.shop.credit import GIFT_CARD, GOODS, RightsGrant, RightsReclaim, RightsRequest, Share
from core.shop.roles import Permission
from core.views import credits, escrows
from core.views.credits import CREDITS, Credit
from core.views.customers import CUSTOMERS
from core.views.escrows import ESCROWS
from node.shop.answers.credit import CreditAnswer, FetchAnswer, HolderLine
from node.shop.authority import authority_at
from node.shop.commands.credit import FetchCredit, ReclaimCredit, ShowCredit
from node.shop.crediting import accounts_of
from node.shop.customers import the_customer
from node.shop.reclaiming import reclaim_stranded
from node.till import Till
from node.verb import Verb


def show(till: Till, command: ShowCredit) -> CreditAnswer:
    """Return what is left in all, and what this till may spend whoever can be heard."""
    with till.log.read() as view:
        account = _account(till, view, command.ledger, command.account)
        held = [credit for _, credit in _credits(till, view, command.ledger, account)]
        names = names_of(till, view)
    rights: dict[Origin, int] = {}
    for credit in held:
        for origin, amount in credit.counter.holders().items():
            rights[origin] = rights.get(origin, 0) + amount
    return CreditAnswer(
        command.ledger,
        account,
        sum(credit.total for credit in held),
        sum(credit.spendable(till.origin) for credit in held),
        sum(credit.owed for credit in held),
        holder_lines(names, rights),
    )


def fetch(till: Till, command: FetchCredit) -> FetchAnswer:
    """Ask the holders of what this till lacks; it answers before they do.

    Raises :class:`RefusedError` when this till can spend as much already, or nobody known here
    holds any.
    """
    if (done := till.done_before(RightsRequest, command.id)) is not None:
        with till.log.read() as view:
            names = names_of(till, view)
        asked = tuple(_line(names, share.origin, share.amount) for share in done.asked)
        return FetchAnswer(str(done.id), asked, repeated=True)
    with till.log.transaction() as transaction:
        view = LogView(transaction)
        account = _account(till, view, command.ledger, command.account)
        held = _credits(till, view, command.ledger, account)
        spendable = sum(credit.spendable(till.origin) for _, credit in held)
        total = sum(max(0, credit.total) for _, credit in held)
        lacking = (total if command.amount is None else command.amount) - spendable
        if lacking <= 0:
            raise RefusedError("This till may spend that already.")
        decided: list[RightsRequest] = []
        for name, credit in held:
            donors = _donors(till, credit, lacking)
            lacking -= sum(amount for _, amount in donors)
            if donors:
                decided.append(
                    RightsRequest.ask(
                        id=(None if decided else command.id) or till.log.mint_id(),
                        timestamp=till.now(),
                        ledger=command.ledger,
                        account=name,
                        asked=[Share(*origin, amount) for origin, amount in donors],
                    )
                )
        if not decided:
            raise RefusedError("Nobody else holds any of it, as far as is known here.")
        till.application.record(*decided)
        reclaim_stranded(till)
        names = names_of(till, view)
    shares = [share for one in decided for share in one.asked]
    asked = tuple(_line(names, share.origin, share.amount) for share in shares)
    return FetchAnswer(str(decided[0].id), asked)


def _donors(till: Till, credit: Credit, amount: int) -> list[tuple[Origin, int]]:
    """Return whom to ask for how much: never ourselves, as we were in an earlier epoch."""
    found: list[tuple[Origin, int]] = []
    for origin, held in credit.counter.donors(till.origin, COUNT_MAX):
        if amount > 0 and origin.author != till.log.author:
            found.append((origin, min(held, amount)))
            amount -= held
    return found


def reclaim(till: Till, command: ReclaimCredit) -> CreditAnswer:
    """Take over the rights this till held in earlier epochs, which it writes in no more.

    A person decides: had the till spent more than it remembers, and somebody who holds the sale
    is heard later, the card ends up below nothing. Raises :class:`RefusedError` without any.
    """
    if till.done_before(RightsReclaim, command.id) is None:
        authority = authority_at(till, command.approval)
        with till.log.transaction() as transaction:
            authority.require(Permission.REVIEWS, about=command.account)
            view = LogView(transaction)
            account = _account(till, view, command.ledger, command.account)
            identifier = command.id or till.log.mint_id()
            left = [
                (name, Share(*origin, rights))
                for name, credit in _credits(till, view, command.ledger, account)
                for origin, rights in credit.counter.holders().items()
                if origin.author == till.log.author and origin != till.origin and rights > 0
            ]
            decided = [
                RightsReclaim.take(
                    id=till.log.mint_id() if at else identifier,
                    timestamp=till.now(),
                    ledger=command.ledger,
                    account=name,
                    of=share,
                    request=identifier.bytes,
                )
                for at, (name, share) in enumerate(left)
            ]
            if not decided:
                raise RefusedError("This till left no rights to it in an earlier epoch.")
            till.application.record(*decided, *authority.approved(identifier))
    return show(till, ShowCredit(ledger=command.ledger, account=command.account))


def answer_requests(till: Till) -> None:
    """Give to everybody who asked this till for rights what it still holds, each once."""
    with till.log.read() as view:
        waits = next(credits.asked_of(view.table(CREDITS), till.origin), None)
    if waits is None:
        return
    with till.log.transaction() as transaction:
        table = till.log.table(transaction, CREDITS)
        for asked in list(credits.asked_of(table, till.origin)):
            rights = credits.credit_of(table, asked.ledger, asked.account).counter.rights(
                till.origin
            )
            given = max(0, min(asked.amount, rights))
            till.application.record(
                RightsGrant.give(
                    id=till.log.mint_id(),
                    timestamp=till.now(),
                    ledger=asked.ledger,
                    account=asked.account,
                    to=Share(*asked.by, given),
                    request=asked.request,
                )
            )


def _account(till: Till, view: LogView, ledger: str, text: str) -> str:
    """Return the account that is meant; raises :class:`RefusedError` when there is none."""
    if ledger == GOODS:
        sku = till.product(view.transaction, text).sku
        account = escrows.account_of(view.table(ESCROWS), till.config.branch, sku)
        if account is None:
            raise RefusedError(f"{sku} is not under escrow in {till.config.branch}.")
        return account
    if ledger != GIFT_CARD:
        return the_customer(view.table(CUSTOMERS), text).id.hex
    if not credits.is_known(view.table(CREDITS), ledger, text):
        raise RefusedError(f"No gift card {text} is known here.")
    return text


def _credits(till: Till, view: LogView, ledger: str, account: str) -> list[tuple[str, Credit]]:
    names = accounts_of(till, view.transaction, ledger, account)
    table = view.table(CREDITS)
    return [(name, credits.credit_of(table, ledger, name)) for name in names]


def names_of(till: Till, view: LogView) -> dict[bytes, str]:
    """Return what the company calls each author; a lone node knows itself."""
    if till.office is None:
        return {till.log.author: till.config.name}
    members = till.office.admission.membership(view).members
    return {author: member.certificate.node for author, member in members.items()}


def holder_lines(
    names: Mapping[bytes, str], rights: Mapping[Origin, int]
) -> tuple[HolderLine, ...]:
    """Return who holds how much, where it is something."""
    return tuple(_line(names, origin, amount) for origin, amount in rights.items() if amount)


def _line(names: Mapping[bytes, str], origin: Origin, amount: int) -> HolderLine:
    return HolderLine(names.get(origin.author, origin.author.hex()), amount)


VERBS: dict[str, Verb] = {
    "credit-show": Verb(ShowCredit, show),
    "credit-fetch": Verb(FetchCredit, fetch),
    "credit-reclaim": Verb(ReclaimCredit, reclaim),
}
"""The verbs of gift cards, store credit and points."""
