"""Revocation: that a node belongs to the company no more, and where its streams end.

Two kinds of nodes write it. One that may invite *decides*, with a reason. Any other that holds
more of the node's streams than the decision knew of *extends*: it swears to what it held
before it heard, so that what was sold and had reached anybody stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from core.errors import RefusedError
from core.identity import AUTHOR_BYTES, StreamId
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.limits import WORD_LENGTH_MAX, check_word

HEADS_MAX = 4_096
"""Most heads in one revocation: a company and a branch stream for two thousand restores."""

ClosingHeads = Mapping[tuple[int, str], int]
"""Of each (epoch, scope) of one author, the last sequence that counts."""


class Revocation(ShopAggregate):
    """One node's word on where another's streams end."""

    TOPIC = "revocation"

    class Created(ShopAggregate.Created):
        """A node was revoked, or its closing heads were extended."""

        TOPIC = kinds.NODE_REVOKED
        author: bytes
        name: str
        reason: str
        heads: tuple[tuple[int, str, int], ...]

    author: bytes
    name: str
    reason: str
    heads: tuple[tuple[int, str, int], ...]

    @classmethod
    def decide(
        cls,
        *,
        id: UUID,
        timestamp: datetime,
        author: bytes,
        name: str,
        reason: str,
        heads: ClosingHeads,
    ) -> Self:
        """Revoke a node for a ``reason``; ``heads`` are those held of it.

        It counts when the node that writes it may invite. Raises :class:`RefusedError`.
        """
        check_word("A reason", reason, WORD_LENGTH_MAX)
        return cls._write(id, timestamp, author, name, reason, heads)

    @classmethod
    def extend(
        cls, *, id: UUID, timestamp: datetime, author: bytes, name: str, heads: ClosingHeads
    ) -> Self:
        """Swear that these heads were held before the revocation was heard of."""
        return cls._write(id, timestamp, author, name, "", heads)

    @classmethod
    def _write(
        cls,
        id: UUID,
        timestamp: datetime,
        author: bytes,
        name: str,
        reason: str,
        heads: ClosingHeads,
    ) -> Self:
        assert len(author) == AUTHOR_BYTES, "an author id has sixteen bytes"
        if len(heads) > HEADS_MAX:
            raise RefusedError(f"{name} has more streams than one revocation can close.")
        return cls._create(
            cls.Created,
            id=id,
            timestamp=timestamp,
            author=author,
            name=name,
            reason=reason,
            heads=tuple((epoch, scope, last) for (epoch, scope), last in sorted(heads.items())),
        )


def heads_of(author: bytes, heads: Iterable[tuple[StreamId, int]]) -> dict[tuple[int, str], int]:
    """Return, of everything held, the (epoch, scope) and last sequence of one author.

    Of a stream that forked that is the longest history's: it bounds every lane.
    """
    found: dict[tuple[int, str], int] = {}
    for stream, sequence in heads:
        if stream.author == author:
            place = (stream.epoch, stream.base_scope)
            found[place] = max(sequence, found.get(place, 0))
    return found
