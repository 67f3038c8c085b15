"""Gathering: what a hub's folder gets from events, and what it gives to be one."""

from __future__ import annotations

from pathlib import Path

from core.audit.checkpoint import Checkpoint
from core.audit.head_claims import Grown, cosignature_in
from core.audit.signed_note import sign, signed_bytes
from core.company.certificate import read_chain
from core.ed25519 import verify_ed25519
from core.errors import MalformedError, RefusedError
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.log.merkle import consistency_proof, leaf_hash, root_of
from core.log.record import decode_header
from core.shop import kinds
from core.shop.heads import HEADS_READERS
from node.auditing.heads import LOG, Signatory, add_signature, noted
from node.auditing.witnessing import Growth
from node.company.files import Company


def growth_since(
    folder: Path, now: Checkpoint, before: Grown | None, hub: Signatory
) -> Growth | None:
    """Return a checkpoint as it is published, with the proof that it grew; None when it did not.

    Raises :class:`RefusedError` when the log of heads is not what was published of it before.
    """
    if before is not None and now.size <= before.size:
        return None
    lines = (folder / LOG).read_bytes().split(b"\n")[: now.size]
    leaves = [leaf_hash(line) for line in lines]
    proof: list[bytes] = []
    if before is not None:
        if root_of(leaves[: before.size]) != before.root:
            raise RefusedError(
                f"The first {before.size} heads in {folder} are not those that were published; "
                "keep the folder for an auditor."
            )
        proof = consistency_proof(leaves, before.size, now.size)
    signature = signed_bytes(sign(now.to_text(), hub.name, hub.signer))
    return Growth(now.size, now.root, before.size if before else 0, tuple(proof), signature)


def gather_cosignatures(
    folder: Path, view: LogView, hub: Signatory, company: Company, after_lsn: int
) -> int:
    """Put what others signed in events after an LSN under the hub's note; returns how many did."""
    added = 0
    certificate = read_chain(hub.chain).certificate
    members, now = company.admission().membership(view), noted(folder)
    for _, record in view.feed(after_lsn, view.last_lsn() - after_lsn):
        header = decode_header(record)
        if header.kind != kinds.HEADS_COSIGNED:
            continue
        try:
            fact = HEADS_READERS[header.kind](entry_of(record).body)
        except MalformedError:
            continue
        member = members.member(header.author)
        if member is None or fact.publisher != certificate.author:
            continue
        if (now.size, now.root) != (fact.size, fact.root):
            continue
        signature = cosignature_in(fact, certificate, member.certificate, verify_ed25519)
        if signature is not None:
            add_signature(folder, signature, member.issued.data)
            added += 1
    return added
