"""Proving: what an auditor takes along from a log, to be checked far from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.audit.proof import (
    ConsistencyProof,
    InclusionProof,
    check_consistency,
    check_inclusion,
    prove_consistency,
    prove_inclusion,
)
from core.audit.proof_file import PROOF_BYTES_MAX, from_json
from core.company.certificate import Certificate, read_chain
from core.ed25519 import verify_ed25519
from core.errors import RefusedError, RemoteError
from core.identity import StreamId
from core.log import layout
from core.log.lmdb_reader import LmdbReader
from core.log.log_view import LogView
from core.log.projection import table_name
from core.views import receipts
from core.views.members import MEMBERS, membership
from core.views.receipts import Receipts
from node.company.files import Company


@contextmanager
def _opened(directory: Path) -> Iterator[tuple[LogView, Company]]:
    company = Company.read(directory)
    if company is None:
        raise RefusedError(f"{directory} belongs to no company, so nobody vouches for its node.")
    with LmdbReader(str(directory)) as reader:
        reader.open_tables((*layout.TABLES, table_name(MEMBERS), table_name(Receipts.name)))
        with reader.read() as transaction:
            yield LogView(transaction), company


def prove_receipt(directory: Path, text: str) -> InclusionProof:
    """Return the proof that a receipt stands in its till's sealed stream.

    Raises :class:`RefusedError` when it is not held here or nobody vouches for its till.
    """
    with _opened(directory) as (view, company):
        found = receipts.find(view.table(Receipts.name), text)
        if not found:
            raise RefusedError(f"No receipt {text} is held in {directory}.")
        if len(found) > 1:
            raise RefusedError(f"Receipt {text} stands in {len(found)} places; audit the log.")
        (receipt,) = found
        certificate = _certificate(view, company, receipt.stream)
        return prove_inclusion(view, receipt.stream, receipt.sequence, certificate)


def prove_continuation(directory: Path, stream_text: str, old: int, new: int) -> ConsistencyProof:
    """Return the proof that what was sealed at ``new`` begins with what was sealed at ``old``.

    The stream is named as findings name it; raises :class:`RefusedError` when none is so.
    """
    if not 0 < old <= new:
        raise RefusedError("Give two records of one stream, the earlier first, from 1 on.")
    with _opened(directory) as (view, company):
        named = [stream for stream in view.heads() if str(stream) == stream_text]
        if len(named) != 1:
            known = ", ".join(str(stream) for stream in view.heads())
            raise RefusedError(f"{directory} holds no stream '{stream_text}'; it holds {known}.")
        certificate = _certificate(view, company, named[0])
        return prove_consistency(view, named[0], old, new, certificate)


def _certificate(view: LogView, company: Company, stream: StreamId) -> bytes:
    """Return the certificate of a stream's author, with its chain."""
    seeds = [read_chain(data) for data in (company.certificate, *company.certificates)]
    member = membership(view.table(MEMBERS), seeds).member(stream.author)
    if member is None:
        raise RefusedError(f"No certificate held here speaks for stream {stream}.")
    return member.issued.data


def check_file(path: Path, company_key: bytes) -> tuple[Certificate, str]:
    """Check a proof by the company's key alone; returns whose it is, and what it proves.

    Raises :class:`RefusedError` saying what does not hold.
    """
    try:
        with path.open("rb") as file:
            proof = from_json(file.read(PROOF_BYTES_MAX + 1))
        if isinstance(proof, InclusionProof):
            certificate = check_inclusion(proof, company_key, verify_ed25519)
            return certificate, f"The record was sealed by {certificate.node} at its place."
        certificate = check_consistency(proof, company_key, verify_ed25519)
        said = f"What {certificate.node} sealed at {proof.new.sequence} begins with what it had"
        return certificate, f"{said} sealed at {proof.old.sequence}."
    except OSError as error:
        raise RefusedError(f"Cannot read {path}: {error.strerror}.") from None
    except RemoteError as error:
        raise RefusedError(f"{path} proves nothing: {error}") from None
