"""Goods under escrow: put there, taken out, shown, and rights to them topped up."""

from __future__ import annotations

from core.errors import RefusedError
from core.log.log_view import LogView
from core.quantity import MILLI
from core.shop.aggregate import ShopAggregate
from core.shop.credit import GOODS, CreditCreated, RightsRequest, Share
from core.shop.escrow import Escrow
from core.shop.roles import Permission
from core.views import credits, escrows
from core.views.credits import CREDITS
from core.views.escrows import ESCROWS
from core.views.inventory import Inventory, counter_of
from node.shop.answers.escrow import EscrowLine, EscrowsAnswer, EscrowSetAnswer
from node.shop.authority import authority_at
from node.shop.commands.escrow import LiftEscrow, ListEscrows, SetEscrow
from node.shop.credit import holder_lines, names_of
from node.shop.quoting import name_of
from node.till import Till
from node.till_config import TILL
from node.verb import Verb


def set_escrow(till: Till, command: SetEscrow) -> EscrowSetAnswer:
    """Put a product under escrow, with rights to what there is.

    Raises :class:`RefusedError` when it is already: receive, adjust or count it then.
    """
    return _set(till, command, held=True)


def lift_escrow(till: Till, command: LiftEscrow) -> EscrowSetAnswer:
    """Take a product out of escrow; raises :class:`RefusedError` when it is not under it."""
    return _set(till, command, held=False)


def _set(till: Till, command: SetEscrow | LiftEscrow, *, held: bool) -> EscrowSetAnswer:
    till.must_have_cashier()
    if (done := till.done_before(Escrow, command.id)) is not None:
        return EscrowSetAnswer(str(done.id), done.sku, bool(done.held), repeated=True)
    authority = authority_at(till, command.approval)
    with till.log.transaction() as transaction:
        authority.require(Permission.STOCK_ADJUST, about=command.code)
        table, branch = till.log.table(transaction, ESCROWS), till.config.branch
        sku = till.product(transaction, command.code).sku
        before = escrows.account_of(table, branch, sku)
        if held and before is not None:
            raise RefusedError(f"{sku} is under escrow in {branch}; receive, adjust or count it.")
        if not held and before is None:
            raise RefusedError(f"{sku} is not under escrow in {branch}.")
        setting = Escrow.set(
            id=command.id or till.log.mint_id(),
            timestamp=till.now(),
            location=branch,
            sku=sku,
            held=held,
            revision=escrows.revision_of(table, branch, sku) + 1,
        )
        till.application.record(setting, *authority.approved(setting.id))
        if isinstance(command, SetEscrow):
            till.application.record(*_first_rights(till, LogView(transaction), command, setting))
    return EscrowSetAnswer(str(setting.id), sku, held)


def _first_rights(
    till: Till, view: LogView, command: SetEscrow, setting: Escrow
) -> list[ShopAggregate]:
    """Return the rights to what there is when a product is put under escrow."""
    there = command.quantity_milli
    if there is None:
        there = counter_of(view.table(Inventory.name), setting.sku, setting.location).value
    account = escrows.account_of(view.table(ESCROWS), setting.location, setting.sku)
    assert account is not None, "it was put under escrow just now"
    if there <= 0:
        return []
    return [
        CreditCreated.give(
            id=till.log.mint_id(),
            timestamp=till.now(),
            ledger=GOODS,
            account=account,
            amount=there,
            cause=setting.id,
        )
    ]


def list_escrows(till: Till, command: ListEscrows) -> EscrowsAnswer:
    """Return what this branch has under escrow, and who may sell how much of it."""
    with till.log.read() as view:
        names, lines = names_of(till, view), []
        for sku, account in escrows.escrowed(view.table(ESCROWS), till.config.branch):
            credit = credits.credit_of(view.table(CREDITS), GOODS, account)
            lines.append(
                EscrowLine(
                    sku,
                    name_of(view.table("catalogue"), sku),
                    credit.total,
                    credit.spendable(till.origin),
                    holder_lines(names, credit.counter.holders()),
                )
            )
    return EscrowsAnswer(till.config.branch, tuple(lines))


def top_up(till: Till) -> None:
    """Ask the richest till for half of what it may sell where this one may sell nothing.

    A till is asked only while it has two pieces, so the last one does not wander between tills;
    who needs that asks for it ('tillmesh credit fetch goods').
    """
    if till.config.role != TILL:
        return
    with till.log.read() as view:
        decided = list(_requests(till, view))
    if decided:
        till.application.record(*decided)


def _requests(till: Till, view: LogView) -> list[RightsRequest]:
    held = list(escrows.escrowed(view.table(ESCROWS), till.config.branch))
    if not held:
        return []
    table = view.table(CREDITS)
    waiting = {asked.account for _, asked in credits.all_asked(table) if asked.by == till.origin}
    decided = []
    for _, account in held:
        counter = credits.credit_of(table, GOODS, account).counter
        if account in waiting or counter.rights(till.origin) >= MILLI:
            continue
        for holder, _ in counter.donors(till.origin, 1):  # one at most: the richest
            pieces = counter.rights(holder) // MILLI
            if pieces >= 2 and holder.author != till.log.author:
                share = Share(*holder, pieces // 2 * MILLI)
                decided.append(
                    RightsRequest.ask(
                        id=till.log.mint_id(),
                        timestamp=till.now(),
                        ledger=GOODS,
                        account=account,
                        asked=[share],
                    )
                )
    return decided


VERBS: dict[str, Verb] = {
    "escrow-set": Verb(SetEscrow, set_escrow),
    "escrow-lift": Verb(LiftEscrow, lift_escrow),
    "escrows": Verb(ListEscrows, list_escrows),
}
"""The verbs of goods under escrow."""
