"""Checkpoints: a hub's word for every head it has ever held, which others sign that they saw.

A hub keeps a log of heads: a line for each head, ever added to. Over its lines stands a Merkle
tree, and a checkpoint is the signed size and root of it (C2SP ``tlog-checkpoint``). Whoever
cosigns one has checked that the log only grew since it looked last, so a hub cannot show one
history to the shop and another to the auditor, and no head in it can be taken back.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from core.company.certificate import Certificate
from core.errors import MalformedError
from core.identity import StreamId
from core.log.attestation import Witnessed
from core.log.entry import Head
from core.log.merkle import EMPTY_FRONTIER, HASH_BYTES, leaf_hash
from core.log.record import GENESIS

SIZE_DIGITS_MAX = 19
"""Most digits of a tree's size."""

NAME_DIGITS = 16
"""Digits of the company's key that stand in a name."""


class Checkpoint(NamedTuple):
    """The size and root of a log of heads."""

    origin: str
    """Whose log it is: the name of the hub's key."""
    size: int
    root: bytes

    def to_text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Read the text of a note; raises :class:`MalformedError` when it is no checkpoint."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0]:
            raise MalformedError("A checkpoint has an origin, a size and a root.")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit() and len(size) <= SIZE_DIGITS_MAX):
            raise MalformedError("The size of a checkpoint is no number.")
        if str(int(size)) != size:
            raise MalformedError("The size of a checkpoint begins with a zero.")
        try:
            data = b64decode(root, validate=True)
        except (NoBase64, ValueError):
            data = b""
        if len(data) != HASH_BYTES:
            raise MalformedError("The root of a checkpoint is no hash.")
        return cls(origin, int(size), data)


def name_of(certificate: Certificate) -> str:
    """Return the name of a node's key in notes: the company, and its author id."""
    return f"tillmesh/{certificate.root_key.hex()[:NAME_DIGITS]}/{certificate.author.hex()}"


def head_line(seen: Witnessed) -> str:
    """Return the line of a head, without its line feed."""
    return f"{seen.stream.to_bytes().hex()} {seen.sequence} {seen.chain.hex()}"


def read_line(line: str) -> Witnessed:
    """Read a line; raises :class:`MalformedError` when it is none."""
    words = line.split(" ")
    try:
        stream, sequence, chain = words
        seen = Witnessed(
            StreamId.from_bytes(bytes.fromhex(stream)), int(sequence), bytes.fromhex(chain)
        )
    except ValueError:
        raise MalformedError("A line of a log of heads is no head.") from None
    if head_line(seen) != line or len(seen.chain) != len(GENESIS) or seen.sequence < 1:
        raise MalformedError("A line of a log of heads is no head.")
    return seen


def new_lines(logged: Iterable[str], heads: Mapping[StreamId, Head]) -> Iterator[str]:
    """Yield a line for each head that is not the last one logged of its stream."""
    last: dict[StreamId, Witnessed] = {}
    for line in logged:
        seen = read_line(line)
        last[seen.stream] = seen
    for stream, head in sorted(heads.items()):
        seen = Witnessed(stream, head.sequence, head.chain)
        if last.get(stream) != seen:
            yield head_line(seen)


def checkpoint_of(origin: str, lines: Sequence[str]) -> Checkpoint:
    """Return the checkpoint of a log of heads."""
    frontier = EMPTY_FRONTIER.append(leaf_hash(line.encode()) for line in lines)
    return Checkpoint(origin, len(lines), frontier.root())


def check_growth(lines: Sequence[str], before: Checkpoint | None, now: Checkpoint) -> None:
    """Check that a log has the root it states, and begins with what was seen of it before.

    Raises :class:`MalformedError` saying what does not hold.
    """
    if now.size > len(lines):
        raise MalformedError(f"The checkpoint is over {now.size} heads; {len(lines)} are here.")
    if checkpoint_of(now.origin, lines[: now.size]) != now:
        raise MalformedError("The heads that are here have another root than was signed.")
    if before is None:
        return
    if now.size < before.size:
        raise MalformedError(
            f"The log has {now.size} heads; it had {before.size} when it was seen before."
        )
    if checkpoint_of(now.origin, lines[: before.size]) != before:
        raise MalformedError(f"The first {before.size} heads are not those that were seen before.")
