"""What our own seals attest, on both stores: the tree so far, and what was seen before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.ed25519 import verify_ed25519
from core.identity import COMPANY_SCOPE, StreamId
from core.log import layout
from core.log.attestation import Attestation
from core.log.event_log import EventLog
from core.log.index_walk import walk_log
from core.log.layout import U32
from core.log.merkle import EMPTY_FRONTIER, Frontier, root_of
from core.log.record import BODY_BYTES_MAX
from core.log.sealing import leaf_of
from tests.contracts.logs import NewDisk, draft, drafts, open_log, records, replicate


def attestations(log: EventLog, stream: StreamId) -> dict[int, Attestation]:
    """Return what every seal over a stream says, by sequence."""
    found: dict[int, Attestation] = {}
    with log.read() as view:
        for sequence in range(1, view.head(stream).sequence + 1):
            seal = view.seal_at(stream, sequence)
            if seal is not None:
                said = Attestation.from_bytes(seal.extension)
                assert said is not None
                found[sequence] = said
    return found


def test_every_seal_carries_the_root_of_the_tree_so_far(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    for start, count in ((1, 1), (2, 3), (5, 1), (6, 8)):
        log.append(drafts(count, start=start))
    stream = log.stream(COMPANY_SCOPE)
    leaves = [leaf_of(record) for record in records(log, stream)]
    said = attestations(log, stream)
    assert list(said) == [1, 4, 5, 13]
    assert all(said[sequence].root == root_of(leaves[:sequence]) for sequence in said)


def test_each_seal_of_a_long_append_has_its_own_root(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    log.append([draft(number, body=bytes(BODY_BYTES_MAX // 10)) for number in (1, 2, 3)])
    stream = log.stream(COMPANY_SCOPE)
    leaves = [leaf_of(record) for record in records(log, stream)]
    said = attestations(log, stream)
    assert [said[sequence].root for sequence in (1, 2, 3)] == [
        root_of(leaves[:sequence]) for sequence in (1, 2, 3)
    ]


def test_the_tree_goes_on_when_the_log_is_opened_again(new_disk: NewDisk) -> None:
    disk = new_disk()
    open_log(disk.open()).append(drafts(5))
    log = open_log(disk.open())
    log.append(drafts(2, start=6))
    stream = log.stream(COMPANY_SCOPE)
    assert attestations(log, stream)[7].root == root_of(map(leaf_of, records(log, stream)))


def test_a_log_from_before_there_were_trees_gets_its_tree(new_disk: NewDisk) -> None:
    log = open_log(new_disk().open())
    log.append(drafts(5))
    with log.store.write() as transaction:
        for key, _ in list(transaction.scan(layout.TREE, b"")):
            transaction.delete(layout.TREE, key)
    log.append(drafts(1, start=6))
    stream = log.stream(COMPANY_SCOPE)
    assert attestations(log, stream)[6].root == root_of(map(leaf_of, records(log, stream)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: b"",
        lambda kept: kept[:-1],
        lambda kept: kept[:-1] + bytes([kept[-1] ^ 1]),
        lambda kept: Frontier.from_bytes(kept).append([bytes(32)] * 3).to_bytes(),
        lambda kept: EMPTY_FRONTIER.append([bytes(32)] * 2).to_bytes(),
    ],
)
def test_a_spoiled_tree_is_noticed_and_grown_anew_and_never_sealed(
    new_disk: NewDisk, spoil: Callable[[bytes], bytes]
) -> None:
    log = open_log(new_disk().open())
    log.append(drafts(5))
    stream = log.stream(COMPANY_SCOPE)
    with log.store.write() as transaction:
        ((key, kept),) = transaction.scan(layout.TREE, b"")
        transaction.put(layout.TREE, key, spoil(kept))
    with log.read() as view:
        assert "tree" in walk_log(view, verify_ed25519)
    log.append(drafts(1, start=6))
    assert attestations(log, stream)[6].root == root_of(map(leaf_of, records(log, stream)))
    with log.read() as view:
        assert walk_log(view, verify_ed25519) == ""


def test_every_seal_witnesses_what_was_taken_in_last(
    new_disk: NewDisk,
) -> None:
    ours, theirs = open_log(new_disk().open()), open_log(new_disk().open(), seed=2)
    ours.append(drafts(1))
    theirs.append(drafts(3, start=10))
    replicate(theirs, ours)
    ours.append(drafts(1, start=2))
    ours.append(drafts(1, start=3))
    stream = theirs.stream(COMPANY_SCOPE)
    seen = [said.witnessed for said in attestations(ours, ours.stream(COMPANY_SCOPE)).values()]
    with theirs.read() as view:
        head = view.head(stream)
    assert seen == [None, (stream, 3, head.chain), (stream, 3, head.chain)]


def test_a_receiver_keeps_the_extension_as_it_was_sealed(new_disk: NewDisk) -> None:
    ours, theirs = open_log(new_disk().open()), open_log(new_disk().open(), seed=2)
    ours.append(drafts(4))
    replicate(ours, theirs)
    stream = ours.stream(COMPANY_SCOPE)
    assert attestations(theirs, stream) == attestations(ours, stream)


def test_no_tree_is_kept_of_streams_of_others(new_disk: NewDisk) -> None:
    ours, theirs = open_log(new_disk().open()), open_log(new_disk().open(), seed=2)
    theirs.append(drafts(4))
    replicate(theirs, ours)
    with ours.read() as view:
        alias = view.alias(theirs.stream(COMPANY_SCOPE))
        assert alias is not None
        assert view.transaction.get(layout.TREE, U32.pack(alias)) is None
