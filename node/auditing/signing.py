"""Signing as a node: its certificate and its key, from its data directory."""

from __future__ import annotations

from pathlib import Path

from core.errors import RefusedError
from node.auditing.heads import Signatory
from node.company.files import Company
from node.data_directory import DataDirectory


def signatory_of(directory: Path) -> tuple[Signatory, Company]:
    """Return a node as one that signs, and its company; raises :class:`RefusedError`."""
    keys = DataDirectory(directory).keys()
    company = Company.read(directory)
    if company is None:
        raise RefusedError(f"{directory} belongs to no company, so nobody knows its signature.")
    return Signatory(company.certificate, keys.signer), company
