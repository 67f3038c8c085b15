"""A liar: what a till with a hacked program, or a machine with bad memory, says to its peers.

It lies on the wire, in good messages made from true ones; its own log stays honest, so that what
it sold is there when the machine has been exchanged. Of stock rows it tells only what cannot be:
rows carry no seal yet, and who believed a likely one would keep a wrong figure (I6).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.identity import AUTHOR_BYTES, StreamId
from replication.messages import CHAIN_PREFIX_BYTES, Batch, Have, HeadClaim, Hello, Message, Rows
from replication.wire import decode, encode
from simulations.flooding import FLOODS, Flooder
from simulations.forging import Forger
from simulations.second_history import SecondHistory

INVENTED_MAX = 200
"""Most streams a flood tells of in one message."""

FLOOD_COPIES = 10
"""How often a flood repeats a message."""

KEPT_MAX = 64
"""Messages kept on each link, to be said again later."""

FAR = 1_000
"""How much further a liar claims to be."""


class Liar:
    """Mangles what one node says."""

    def __init__(
        self,
        dice: random.Random,
        lies: tuple[str, ...],
        permille: int,
        forger: Forger,
        second: SecondHistory | None = None,
    ) -> None:
        """Tell one of ``lies`` instead of so many of a thousand messages.

        Who has a ``second`` history tells whom it deceives of nothing else.
        """
        self._second = second
        self._forger = forger
        self._flooder = Flooder(dice, forger)
        self._dice = dice
        self._lies = lies
        self._permille = permille
        self._kept: dict[bytes, list[bytes]] = {}

    def say(self, link: bytes, data: bytes) -> list[bytes]:
        """Return what is said instead of a message."""
        kept = self._kept.setdefault(link, [])
        message = decode(data)
        if self._second is not None:
            message = self._second.instead(link, message)
            data = encode(message)
        self._flooder.overhear(link, message)
        if len(kept) < KEPT_MAX:
            kept.append(data)
        if not self._lies or self._dice.randrange(1_000) >= self._permille:
            return [data]
        lie = self._dice.choice(self._lies)
        if lie == REPLAY:
            return [data, *self._dice.sample(kept, min(len(kept), FLOOD_COPIES))]
        if lie == MISDIRECT:
            others = [said for other, kept in self._kept.items() if other != link for said in kept]
            return [data, *self._dice.sample(others, min(len(others), 1))]
        if lie in FLOODS:
            return [data, *self._flooder.flood(link, lie)]
        if lie == FLOOD:
            return [data] * FLOOD_COPIES + [self._invention()]
        if lie == IMPERSONATE:
            if not isinstance(message, Batch):
                return [data]
            return [encode(self._forger.sealed_anew(message))]
        return [encode(LIES[lie](self._dice, message))]

    def _invention(self) -> bytes:
        dice = self._dice
        return encode(
            Have(
                1,
                tuple(
                    HeadClaim(
                        StreamId(dice.randbytes(AUTHOR_BYTES), 1, "company"),
                        dice.randrange(1, FAR),
                        dice.randbytes(CHAIN_PREFIX_BYTES),
                    )
                    for _ in range(dice.randrange(1, INVENTED_MAX + 1))
                ),
                dice.randbytes(16),
            )
        )


def _truncate(dice: random.Random, message: Message) -> Message:
    """Keep back half of what is to be told or brought."""
    match message:
        case Batch():
            return message._replace(data=message.data[: len(message.data) // 2])
        case Have():
            return message._replace(heads=message.heads[: len(message.heads) // 2])
    return message


def _edit(dice: random.Random, message: Message) -> Message:
    """Change a bit of what is brought: somebody's sale."""
    if isinstance(message, Batch) and message.data:
        bit = dice.randrange(8 * len(message.data))
        number = int.from_bytes(message.data, "big") ^ 1 << bit
        return message._replace(data=number.to_bytes(len(message.data), "big"))
    return message


def _fork(dice: random.Random, message: Message) -> Message:
    """Claim another history than the true one, or bring what does not follow."""
    match message:
        case Have():
            heads = tuple(
                claim._replace(chain_prefix=dice.randbytes(CHAIN_PREFIX_BYTES))
                for claim in message.heads
            )
            return message._replace(heads=heads)
        case Batch():
            return message._replace(first=message.first + dice.randrange(1, 4))
    return message


def _boast(dice: random.Random, message: Message) -> Message:
    """Claim to hold more than there is."""
    if isinstance(message, Have):
        heads = tuple(
            claim._replace(sequence=claim.sequence + dice.randrange(1, FAR))
            for claim in message.heads
        )
        return message._replace(heads=heads)
    return message


def _masquerade(dice: random.Random, message: Message) -> Message:
    """Show no papers, false ones, or another's name."""
    if not isinstance(message, Hello):
        return message
    certificate = message.certificate
    match dice.randrange(3):
        case 0:
            return message._replace(certificate=b"")
        case 1:
            return message._replace(certificate=certificate[:-1] + bytes([certificate[-1] ^ 1]))
    return message._replace(name="hub" if message.name != "hub" else "till")


def _miscount(dice: random.Random, message: Message) -> Message:
    """Tell rows of events that come after those it tells of."""
    if not isinstance(message, Rows):
        return message
    later = tuple(
        delta._replace(
            rows=tuple(
                keyed._replace(row=keyed.row._replace(sequence=delta.upto + 1))
                for keyed in delta.rows
            )
        )
        for delta in message.deltas
    )
    return message._replace(deltas=later)


TRUNCATE, EDIT, FORK, BOAST, REPLAY, FLOOD = "truncate", "edit", "fork", "boast", "replay", "flood"

MASQUERADE, MISCOUNT = "masquerade", "miscount"

LIES: Mapping[str, Callable[[random.Random, Message], Message]] = MappingProxyType(
    {
        TRUNCATE: _truncate,
        EDIT: _edit,
        FORK: _fork,
        BOAST: _boast,
        MASQUERADE: _masquerade,
        MISCOUNT: _miscount,
    }
)
"""Lies made of one message."""

IMPERSONATE = "impersonate"
"""Seal what others wrote with one's own key."""

MISDIRECT = "misdirect"
"""Say to one what was meant for another."""

TOLD_LIES = (*LIES, REPLAY, FLOOD, *FLOODS, IMPERSONATE, MISDIRECT)
"""Every lie that is told now and then, instead of one message."""

EQUIVOCATE, BACKDATE = "equivocate", "backdate"
"""Lies that are lived: one history for some peers and another one for the others, and one whose
stamps are years off for all of them; both sealed by the liar's own key."""

ALL_LIES = (*TOLD_LIES, EQUIVOCATE, BACKDATE)
"""Every lie."""
