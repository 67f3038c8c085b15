"""Findings: what an audit says is wrong, and exactly where."""

from __future__ import annotations

from typing import NamedTuple

RECORD, SEAL, TREE, HEAD = "record", "seal", "tree", "head"
"""Of one stream: a record's bytes, a seal, an attested root, the stored head."""

WITNESS, FORK = "witness", "fork"
"""Between streams: a seal saw what is not here, or what is here otherwise; two histories."""

INDEX, PROJECTION = "index", "projection"
"""Derived tables that are not what the records make them."""

CERTIFICATE, EPOCH = "certificate", "epoch"
"""Who wrote: somebody the company never vouched for, or no more; an epoch nobody announced."""

CHECKPOINT = "checkpoint"
"""A hub's log of heads that does not go on from what was published of it, or a false signature."""

DISK = "disk"
"""A data file that cannot be opened."""

BUNDLE = "bundle"
"""A bundle that was cut or changed."""

RECEIPT, MONEY, STOCK, Z_REPORT = "receipt", "money", "stock", "z-report"
"""The shop's books: numbers with gaps, sums that do not add up, goods from nowhere, a Z that
does not follow from the records it names."""

CREDIT = "credit"
"""Gift cards, store credit and points: an account or a receipt that the events do not bear out."""

FINDINGS_MAX = 100
"""Most findings told of one stream: the first names the place, and a thousand name it no better."""


class Finding(NamedTuple):
    """One thing that is not as it was sealed, or does not add up."""

    kind: str
    stream: str
    """The stream as people read it; empty when it concerns no single one."""
    sequence: int
    """The record concerned, from 1; 0 when it concerns no single one."""
    field: str
    """Which part of it: a field of the header, ``body``, ``chain``, ``signature`` ..."""
    message: str
    """One sentence: what is there, and what was expected."""
