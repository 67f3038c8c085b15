"""Hubs that publish their logs of heads, and who cosigns: no virtual world has those files.

Two hubs and four tills live in directories of their own and hear one another at once. One hub
publishes checkpoints that go on, one that does not, and one after it; the other hub's is signed by
somebody else. Who must have cosigned what is worked out here anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from core.audit.checkpoint import Checkpoint, name_of
from core.audit.signed_note import sign, signed_bytes
from core.company.certificate import read_chain
from core.ed25519 import verify_ed25519
from core.log.entry import entry_of
from core.log.event_log import EventLog
from core.log.merkle import consistency_proof, root_of
from core.shop import kinds
from core.shop.heads import HEADS_READERS, HeadsCosignedFact, HeadsPublication
from node.auditing.witnessing import cosign_heads
from node.company.direct import enrol_directly, found, introduce
from node.config import NodeConfig, checked
from node.data_directory import DataDirectory
from node.opening import OpenTill, open_till

NAMES = ("hub", "hub2", "t1", "t2", "t3", "t4")
COSIGNED_BY = 3
"""As decision 0089 has it."""

LEAVES = [sha256(bytes([number])).digest() for number in range(6)]
"""Heads that are published."""

FIRST, THEN = 2, 3
"""How many of them come first, and then; at last all. A proof of growth from a power of two shows
nothing of what was before: that would be too easy."""

FORKED = [*reversed(LEAVES[:THEN]), *LEAVES[THEN:]]
"""Others than were published before."""


class _Hub:
    """A hub that publishes whatever it is told to."""

    def __init__(self, opened: OpenTill) -> None:
        self._till = opened.till
        self._signer = opened.directory.keys().signer

    @property
    def author(self) -> bytes:
        return self._till.log.author

    def publish(self, leaves: Sequence[bytes], before: int, *, signer: _Hub | None = None) -> bytes:
        """Publish a checkpoint over ``leaves``, signed by whom; returns what it signs."""
        office = self._till.office
        assert office is not None, "a hub of a company"
        name = name_of(read_chain(office.company.certificate).certificate)
        root = root_of(leaves)
        text = Checkpoint(name, len(leaves), root).to_text()
        proof = consistency_proof(leaves, before, len(leaves)) if before else []
        self._till.application.record(
            HeadsPublication.publish(
                id=self._till.log.mint_id(),
                timestamp=self._till.now(),
                size=len(leaves),
                root=root,
                before=before,
                proof=proof,
                signature=signed_bytes(sign(text, name, (signer or self)._signer)),
            )
        )
        return text.encode()


def cosigning_fault() -> str:
    """Return the kind of the first thing that is wrong, empty when there is none."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        nodes = [_opened(one, stack) for one in _made(Path(folder))]
        _meet(nodes)
        return next(_faults(nodes), "")


def _faults(nodes: Sequence[OpenTill]) -> Iterator[str]:
    hub, other = map(_Hub, nodes[:2])
    members = [one.till.log.author for one in nodes]
    for leaves, before in ((LEAVES[:FIRST], 0), (LEAVES[:THEN], FIRST)):
        text = hub.publish(leaves, before)
        for _ in range(2):  # what was signed is not signed again
            _hear(nodes)
        root = root_of(leaves)
        lot = sorted(set(members) - {hub.author}, key=lambda one: sha256(root + one).digest())
        signed = _cosigned(nodes, hub, root)
        if sorted(author for author, _ in signed) != sorted(lot[:COSIGNED_BY]):
            yield "cosigning.lot"
        keys = {one.till.log.author: one.directory.keys().signer.public_key for one in nodes}
        for author, fact in signed:
            said = b"cosignature/v1\ntime %d\n" % fact.at_s + text
            if not verify_ed25519(keys[author], said, fact.signature):
                yield "cosigning.seal"
    other.publish(LEAVES[:FIRST], 0, signer=hub)
    hub.publish(FORKED, THEN)
    _hear(nodes)
    hub.publish(LEAVES, THEN)
    _hear(nodes)
    if _cosigned(nodes, other, root_of(LEAVES[:FIRST])):
        yield "cosigning.stranger"
    if _cosigned(nodes, hub, root_of(FORKED)):
        yield "cosigning.fork"
    if _cosigned(nodes, hub, root_of(LEAVES)):
        yield "cosigning.trouble"


def _made(root: Path) -> list[DataDirectory]:
    """Make a company's directories; the first founds it."""
    made = [DataDirectory(root / name) for name in NAMES]
    configs = []
    for name in NAMES:
        role = "hub" if name.startswith("hub") else "till"
        fields = {"name": name, "branch": "b1", "role": role, "scopes": ["*"]}
        configs.append(checked(NodeConfig, fields, "the node"))
    found(made[0], configs[0])
    for directory, config in zip(made[1:], configs[1:], strict=True):
        enrol_directly(made[0], directory, config)
    introduce(made)
    return made


def _opened(directory: DataDirectory, stack: ExitStack) -> OpenTill:
    opened = open_till(directory.lock(), directory.config())
    stack.callback(directory.release)
    stack.callback(opened.close)
    return opened


def _hear(nodes: Sequence[OpenTill]) -> None:
    """Let everybody hear everybody, look what there is to cosign, and hear that."""
    _meet(nodes)
    for one in nodes:
        cosign_heads(one.till)
    _meet(nodes)


def _meet(nodes: Sequence[OpenTill]) -> None:
    for one in nodes:
        for other in nodes:
            if one is not other:
                _tell(one.till.log, other.till.log)


def _tell(source: EventLog, target: EventLog) -> None:
    """Bring everything a log holds to another."""
    with source.read() as view:
        streams = [stream for stream in view.heads() if stream.author != target.author]
    for stream in streams:
        with target.read() as view:
            after = view.head(stream).sequence
        while True:
            with source.read() as view:
                segment = view.segment(stream, after)
            if segment is None:
                break
            sealed = segment.seal, segment.public_key
            target.ingest(stream, segment.first, segment.data, *sealed)
            after = segment.last


def _cosigned(
    nodes: Sequence[OpenTill], hub: _Hub, root: bytes
) -> list[tuple[bytes, HeadsCosignedFact]]:
    """Return each cosignature under a checkpoint that the first node's log holds, and whose."""
    found: list[tuple[bytes, HeadsCosignedFact]] = []
    with nodes[0].till.log.read() as view:
        for stream in view.heads():
            for entry in map(entry_of, view.all_records(stream)):
                if entry.kind == kinds.HEADS_COSIGNED:
                    fact = HEADS_READERS[entry.kind](entry.body)
                    if (fact.publisher, fact.root) == (hub.author, root):
                        found.append((stream.author, fact))
    return found
