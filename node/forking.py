"""Forks as a node deals with them: stating each that it finds, and saying what there is."""

from __future__ import annotations

from collections.abc import Mapping

from core.ed25519 import verify_ed25519
from core.errors import RefusedError, RemoteError
from core.identity import COMPANY_SCOPE, Origin, StreamId, Verifier
from core.log.fork_proof import check_fork_proof, make_fork_proof
from core.log.log_view import LogView
from core.shop.fork import Fork
from core.views import forks
from core.views.forks import FoundFork
from node.answers import ForkLine
from node.continuity import ANOTHER_WROTE, PEERS_KNOW_MORE
from node.till import Till
from replication.notices import ForkFound, ForkKept, Notice, OwnStreamAhead, Received


def heed(till: Till, notice: Notice, verifier: Verifier = verify_ed25519) -> str | None:
    """State a fork that was found; return why a new epoch must be begun, None when it need not.

    Every reason rests on seals of our own key that we did not make here, so nobody without
    the key can chase us through epochs. Raises :class:`core.errors.StorageError`.
    """
    ours = Origin(till.log.author, till.log.epoch)
    match notice:
        case ForkKept(lane=lane, found=True):
            state_fork(till, lane)
        case OwnStreamAhead(stream) if stream.origin == ours:
            return PEERS_KNOW_MORE
        case ForkFound(stream) if stream.origin == ours:
            return ANOTHER_WROTE
        case Received(stream) if stream.base_scope == COMPANY_SCOPE:
            return ANOTHER_WROTE if another_has_written(till, verifier) else None
    return None


def state_fork(till: Till, lane: StreamId) -> bool:
    """Append, with its proof, that a stream forked, unless somebody has; returns whether.

    Raises :class:`core.errors.StorageError` when the disk refuses.
    """
    with till.log.read() as view:
        if view.alias(lane) is None or forks.is_known(view.table("forks"), lane.base, lane.start):
            return False
        try:
            proof = make_fork_proof(view, lane)
        except RefusedError:
            proof = b""
    till.application.record(
        Fork.find(
            id=till.log.mint_id(),
            timestamp=till.now(),
            stream=lane.base,
            sequence=lane.start,
            proof=proof,
        )
    )
    return True


def another_has_written(till: Till, verifier: Verifier = verify_ed25519) -> bool:
    """Return whether anybody has proved a fork of the streams we write now."""
    origin = Origin(till.log.author, till.log.epoch)
    with till.log.read() as view:
        said = list(forks.found(view.table("forks"), origin))
    return any(_is_proved(till, one, verifier) for one in said)


def _is_proved(till: Till, said: FoundFork, verifier: Verifier) -> bool:
    if not said.has_proof:
        return False
    try:
        stated = till.application.load_at(Fork, said.said_in, said.said_at)
        proof = check_fork_proof(stated.proof, verifier)
    except (RefusedError, RemoteError):
        return False
    return (proof.stream, proof.sequence) == (said.stream, said.sequence)


def fork_lines(till: Till, view: LogView, names: Mapping[bytes, str]) -> tuple[ForkLine, ...]:
    """Return what is said of every further history held; ``names`` are those of authors."""
    table = view.table("forks")
    lines = []
    for stream, head in view.heads().items():
        if not stream.is_lane:
            continue
        base, start = stream.base, stream.start
        other = view.head(view.parent(stream)).sequence - start + 1
        said = [one for one in forks.found(table, base.origin) if one[:2] == (base, start)]
        lines.append(
            ForkLine(
                node=names.get(base.author, f"the node with the key {base.author.hex()[:8]}"),
                stream=str(base),
                scope=base.scope,
                sequence=start,
                events=other,
                other_events=head.sequence - start + 1,
                ours=base.author == till.log.author,
                proved=any(_is_proved(till, one, verify_ed25519) for one in said),
            )
        )
    return tuple(lines)


def in_words(line: ForkLine) -> str:
    """Say what happened, what became of it, and what to do."""
    who = "This node" if line.ours else line.node
    return (
        f"{who} wrote two histories of {line.scope} from event {line.sequence} on: {line.events} "
        f"events in one, {line.other_events} in the other. Both are kept and counted. Its disk "
        "was copied or set back: if two copies of it run, stop one. Compare the receipts of "
        "that time, for numbers may stand twice."
    )
