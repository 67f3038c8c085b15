"""Readers of credit and of the rights to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.errors import MalformedError
from core.identity import AUTHOR_BYTES
from core.log.projection import Reader
from core.money import AMOUNT_MINOR_MAX
from core.shop import kinds
from core.shop.credit import ALL_LEDGERS, ASKED_MAX, Share, account_length_max
from core.shop.reading import guarded, must_be_id, must_be_whole, must_be_word, read_fields

_EPOCH_MAX = 2**32 - 1


class CreditCreatedFact(NamedTuple):
    """Credit that was given in a sale or refund."""

    at_ms: int
    ledger: str
    account: str
    amount: int
    cause: bytes


class CreditSpentFact(NamedTuple):
    """Credit that was spent in a sale or taken back by a refund."""

    at_ms: int
    ledger: str
    account: str
    amount: int
    owed: int
    cause: bytes


class RightsRequestFact(NamedTuple):
    """Who was asked for how many rights."""

    at_ms: int
    ledger: str
    account: str
    asked: tuple[Share, ...]


class RightsGrantFact(NamedTuple):
    """Rights that went to another origin, and the request they answer."""

    at_ms: int
    ledger: str
    account: str
    to: Share
    request: bytes


class RightsReclaimFact(NamedTuple):
    """Rights that were taken over of a closed origin, and the request it could not answer."""

    at_ms: int
    ledger: str
    account: str
    of: Share
    request: bytes


def _must_be_account(ledger: Any, account: Any) -> None:
    if ledger not in ALL_LEDGERS:
        raise MalformedError("Credit stands in a ledger nobody keeps.")
    must_be_word(account, length_max=account_length_max(ledger))


def _share(value: Any) -> Share:
    share = Share._make(value)
    if type(share.author) is not bytes or len(share.author) != AUTHOR_BYTES:
        raise MalformedError("Rights are of no author.")
    must_be_whole(share.epoch, 0, _EPOCH_MAX)
    must_be_whole(share.amount, 0, AMOUNT_MINOR_MAX)
    return share


def _read_created(body: bytes) -> CreditCreatedFact:
    fact = CreditCreatedFact._make(read_fields(body, 4))
    _must_be_account(fact.ledger, fact.account)
    must_be_whole(fact.amount, 1, AMOUNT_MINOR_MAX)
    must_be_id(fact.cause)
    return fact


def _read_spent(body: bytes) -> CreditSpentFact:
    fact = CreditSpentFact._make(read_fields(body, 5))
    _must_be_account(fact.ledger, fact.account)
    must_be_whole(fact.amount, 0, AMOUNT_MINOR_MAX)
    must_be_whole(fact.owed, 0, AMOUNT_MINOR_MAX)
    must_be_id(fact.cause)
    return fact


def _read_request(body: bytes) -> RightsRequestFact:
    fact = RightsRequestFact._make(read_fields(body, 3))
    _must_be_account(fact.ledger, fact.account)
    if type(fact.asked) is not tuple or not 0 < len(fact.asked) <= ASKED_MAX:
        raise MalformedError(f"A request asks 1 to {ASKED_MAX} holders.")
    return fact._replace(asked=tuple(_share(one) for one in fact.asked))


def _read_grant(body: bytes) -> RightsGrantFact:
    fact = RightsGrantFact._make(read_fields(body, 4))
    _must_be_account(fact.ledger, fact.account)
    must_be_id(fact.request)
    return fact._replace(to=_share(fact.to))


def _read_reclaim(body: bytes) -> RightsReclaimFact:
    fact = RightsReclaimFact._make(read_fields(body, 4))
    _must_be_account(fact.ledger, fact.account)
    must_be_id(fact.request)
    return fact._replace(of=_share(fact.of))


READERS: Mapping[str, Reader] = {
    kind: guarded(read)
    for kind, read in {
        kinds.CREDIT_CREATED: _read_created,
        kinds.CREDIT_SPENT: _read_spent,
        kinds.RIGHTS_REQUESTED: _read_request,
        kinds.RIGHTS_GRANTED: _read_grant,
        kinds.RIGHTS_RECLAIMED: _read_reclaim,
    }.items()
}
"""The reader of every kind of event of credit."""
