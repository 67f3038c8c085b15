"""The verbs of a node: each a command, the function that does it, and nothing else.

The command line, the control socket and the tests all go through :func:`perform`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from core.errors import RefusedError, StorageDamagedError
from node import (
    bundling,
    commands,
    forking,
    history,
    looking,
    refunding,
    selling,
    stocking,
    syncing,
)
from node.company import inviting, membership
from node.plain import plain
from node.shop import (
    accounts,
    alerting,
    approving,
    counting,
    credit,
    customers,
    escrowing,
    exchanging,
    labelling,
    paper_jobs,
    papers,
    people,
    price_rules,
    products,
    promoting,
    quoting,
    receipt_lookup,
    reporting,
    reviewing,
    setting,
    shifts,
    signing,
    tender_states,
    ticket_dividing,
    ticket_editing,
    ticket_paying,
    ticket_sharing,
    ticketing,
    training,
    transferring,
    weighing,
)
from node.till import Till
from node.verb import Verb
from node.wording import mistake, one_line

VERBS: dict[str, Verb] = {
    "sell": Verb(commands.Sell, selling.sell),
    "refund": Verb(commands.RefundSale, refunding.refund),
    "receive": Verb(commands.ReceiveStock, stocking.receive),
    "adjust": Verb(commands.AdjustStock, stocking.adjust),
    "stock": Verb(commands.Stock, stocking.stock),
    "fork-proof": Verb(commands.WriteForkProof, forking.write_proof),
    "export": Verb(commands.ExportBundle, bundling.export_bundle),
    "import": Verb(commands.ImportBundle, bundling.import_bundle),
    "status": Verb(commands.Status, looking.status),
    "history": Verb(commands.History, history.history),
    "sync": Verb(commands.Sync, syncing.look),
    **ticketing.VERBS,
    **ticket_paying.VERBS,
    **ticket_dividing.VERBS,
    **ticket_editing.VERBS,
    **ticket_sharing.VERBS,
    **quoting.VERBS,
    **receipt_lookup.VERBS,
    **papers.VERBS,
    **paper_jobs.VERBS,
    **escrowing.VERBS,
    **exchanging.VERBS,
    **labelling.VERBS,
    **weighing.VERBS,
    **tender_states.VERBS,
    **price_rules.VERBS,
    **promoting.VERBS,
    **products.VERBS,
    **alerting.VERBS,
    **inviting.VERBS,
    **membership.VERBS,
    **counting.VERBS,
    **customers.VERBS,
    **credit.VERBS,
    **accounts.VERBS,
    **reviewing.VERBS,
    **reporting.VERBS,
    **transferring.VERBS,
    **people.VERBS,
    **signing.VERBS,
    **approving.VERBS,
    **setting.VERBS,
    **shifts.VERBS,
    **training.VERBS,
}
"""Every verb by its name."""


def parse(verb: str, arguments: dict[str, Any]) -> commands.Command:
    """Return the checked command of a verb; raises :class:`RefusedError` in one sentence."""
    found = VERBS.get(verb)
    if found is None:
        raise RefusedError(
            f"There is no verb '{one_line(verb)}'; there are {', '.join(sorted(VERBS))}."
        )
    try:
        return found.command.model_validate(arguments)
    except ValidationError as error:
        where, said = mistake(error)
        raise RefusedError(f"{verb}: {where or 'the command'} {said}.") from None


def perform(till: Till, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Do a verb and return its answer as plain data.

    Raises :class:`RefusedError` when it is refused and nothing was changed, and
    :class:`core.errors.StorageError` when the disk refuses.
    """
    command = parse(verb, arguments)
    with unreadable_is_damaged():
        answer: dict[str, Any] = plain(VERBS[verb].do(till, command))
        return answer


@contextmanager
def unreadable_is_damaged() -> Iterator[None]:
    """Raise :class:`StorageDamagedError` when what is stored cannot be read.

    It was checked before it was written, so the disk has changed it since.
    """
    try:
        yield
    except (ValueError, struct.error) as error:
        raise StorageDamagedError(
            "The data file holds something that cannot be read: the disk is failing. "
            "Keep the file for an auditor and restore it from a copy."
        ) from error
