"""Forks as a node deals with them: stating each that it finds, and saying what there is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from core.ed25519 import verify_ed25519
from core.errors import RefusedError, RemoteError
from core.identity import COMPANY_SCOPE, Origin, StreamId, Verifier
from core.log.entry import entry_of
from core.log.event_log import EventLog
from core.log.fork_proof import check_fork_proof, make_fork_proof
from core.log.log_view import LogView
from core.shop import kinds
from core.shop.fork import Fork
from core.shop.fork_facts import READERS
from core.views import forks
from core.views.forks import Forks, FoundFork
from node.answers import ForkLine, ForkProofAnswer
from node.commands import WriteForkProof
from node.continuity import ANOTHER_WROTE, PEERS_KNOW_MORE
from node.till import Till
from replication.notices import ForkFound, Notice, OwnStreamAhead, Received

FINDINGS_MAX = 64
"""Events of one fork that are looked at for a proof: an honest node states a fork once, and a
proof may take a millisecond to check."""


def reason_to_doubt(
    log: EventLog, notice: Notice, verifier: Verifier = verify_ed25519
) -> str | None:
    """Return why a notice says that our epoch must not be written in any more, None otherwise.

    Every reason rests on seals of our own key that we did not make here, so nobody without
    the key can chase us through epochs.
    """
    ours = Origin(log.author, log.epoch)
    match notice:
        case OwnStreamAhead(stream) if stream.origin == ours:
            return PEERS_KNOW_MORE
        case ForkFound(stream) if stream.origin == ours:
            return ANOTHER_WROTE
        case Received(stream) if stream.base_scope == COMPANY_SCOPE:
            return ANOTHER_WROTE if another_has_written(log, verifier) else None
    return None


def unstated(view: LogView) -> list[StreamId]:
    """Return the lanes held of which no event says anything yet."""
    table = view.table(Forks.name)
    return [
        stream
        for stream in view.heads()
        if stream.is_lane and not forks.is_known(table, stream.base, stream.start)
    ]


def state_forks(till: Till) -> None:
    """State every fork nobody has stated; raises :class:`core.errors.StorageError`."""
    with till.log.read() as view:
        lanes = unstated(view)
    for lane in lanes:
        state_fork(till, lane)


def state_fork(till: Till, lane: StreamId) -> bool:
    """Append, with its proof, that a stream forked, unless somebody has; returns whether.

    Raises :class:`core.errors.StorageError` when the disk refuses.
    """
    with till.log.read() as view:
        if view.alias(lane) is None or forks.is_known(
            view.table(Forks.name), lane.base, lane.start
        ):
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


def another_has_written(log: EventLog, verifier: Verifier = verify_ed25519) -> bool:
    """Return whether anybody has proved a fork of the streams we write now."""
    with log.read() as view:
        said = forks.found(view.table(Forks.name), Origin(log.author, log.epoch))
        return any(_is_proved(view, one, verifier) for one in islice(said, FINDINGS_MAX))


def _is_proved(view: LogView, said: FoundFork, verifier: Verifier) -> bool:
    if not said.has_proof:
        return False
    try:
        (record,) = view.records(said.said_in, said.said_at - 1, count=1)
        fact = READERS[kinds.STREAM_FORKED](entry_of(record).body)
        proof = check_fork_proof(fact.proof, verifier)
    except (ValueError, RemoteError):
        return False
    return (proof.stream, proof.sequence) == (said.stream, said.sequence)


def write_proof(till: Till, command: WriteForkProof) -> ForkProofAnswer:
    """Write the proof of a fork that is held into a new file, for anybody to check.

    Raises :class:`RefusedError` when there is no such fork, or the file cannot be made.
    """
    with till.log.read() as view:
        lanes = [stream for stream in view.heads() if stream.is_lane]
        if not 1 <= command.number <= len(lanes):
            held = f"the forks held are 1 to {len(lanes)}" if lanes else "no stream has forked"
            raise RefusedError(f"There is no fork {command.number}: {held}.")
        lane = lanes[command.number - 1]
        proof = make_fork_proof(view, lane)
    try:
        with Path(command.path).open("xb") as file:
            file.write(proof)
    except OSError as error:
        raise RefusedError(f"Cannot write {command.path}: {error.strerror}.") from None
    return ForkProofAnswer(command.path, str(lane.base), lane.start, len(proof))


def fork_lines(till: Till, view: LogView, names: Mapping[str, str]) -> tuple[ForkLine, ...]:
    """Return what is said of every further history held; ``names`` are those of authors,
    by their ids in hexadecimal digits."""
    table = view.table(Forks.name)
    lines = []
    for stream, head in view.heads().items():
        if not stream.is_lane:
            continue
        base, start = stream.base, stream.start
        other = view.head(view.parent(stream)).sequence - start + 1
        said = [one for one in forks.found(table, base.origin) if one[:2] == (base, start)]
        lines.append(
            ForkLine(
                node=names.get(base.author.hex(), f"the node with the key {base.author.hex()[:8]}"),
                stream=str(base),
                scope=base.scope,
                sequence=start,
                events=other,
                other_events=head.sequence - start + 1,
                ours=base.author == till.log.author,
                proved=any(_is_proved(view, one, verify_ed25519) for one in said[:FINDINGS_MAX]),
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
