"""Witnessing by itself: a hub publishes its checkpoints as events, and nodes cosign them so.

The head keeper (:mod:`node.processes.head_keeper`) signs in the worker and leaves here what is to
be published; the till's process, which alone writes events, does. A node whose lot a checkpoint
draws looks whether it goes on from what that hub published last, and says so by an event.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from core.audit.checkpoint import name_of
from core.audit.head_claims import (
    Grown,
    checkpoint_in,
    company_streams,
    drawn,
    publication_fault,
)
from core.audit.signed_note import cosign, signed_bytes
from core.company.certificate import Certificate, read_chain
from core.company.membership import Membership
from core.ed25519 import verify_ed25519
from core.errors import MalformedError
from core.identity import StreamId
from core.log.entry import entry_of
from core.log.log_view import LogView
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.heads import HEADS_READERS, HeadsCosignature, HeadsPublication, HeadsPublishedFact
from node.auditing.heads import FOLDER
from node.till import Office, Till
from node.till_config import HUB
from node.whole_file import write_whole

GROWTH_FILE = "growth.json"
"""Beside a log of heads, what is to be published of it."""

WITNESSED_FILE = "witnessed.json"
"""Where a witness keeps how far each hub's publications went when it looked last."""

LATE_MS = 2 * 3_600_000
"""Two hours: an older checkpoint has been followed by another, and whoever joins cosigns none of
those."""

KEEP_RECORDS = 256
"""Records after which a witness notes where it is although nothing was published: so many are
looked at again whenever a peer's events come in, in a third of a millisecond."""

_MS_PER_S = 1_000


class Growth(NamedTuple):
    """A checkpoint that was signed and not yet published, and its proof."""

    size: int
    root: bytes
    before: int
    proof: tuple[bytes, ...]
    signature: bytes


class Witnessed(NamedTuple):
    """What a witness saw of one hub."""

    after: Mapping[str, int]
    """Of each stream, by its canonical bytes in hexadecimal, the last record that was looked at."""
    grown: Grown | None
    trouble: str = ""
    """Why a publication was not believed; it stands until a person has looked."""


def leave_growth(folder: Path, growth: Growth) -> None:
    """Leave a checkpoint to be published; raises :class:`StorageError`."""
    said = growth._asdict() | {"proof": [one.hex() for one in growth.proof]}
    said |= {"root": growth.root.hex(), "signature": growth.signature.hex()}
    write_whole(folder / GROWTH_FILE, json.dumps(said) + "\n")


def publish_heads(till: Till) -> None:
    """Publish the checkpoint that was left, once."""
    if till.office is None or till.config.role != HUB:
        return
    file = till.office.directory / FOLDER / GROWTH_FILE
    try:
        said = json.loads(file.read_bytes())
        proof = tuple(bytes.fromhex(one) for one in said["proof"])
        root, signature = bytes.fromhex(said["root"]), bytes.fromhex(said["signature"])
        growth = Growth(int(said["size"]), root, int(said["before"]), proof, signature)
    except (OSError, ValueError, KeyError, TypeError):
        return
    # Of the same checkpoint the same id: a crash before the file is gone publishes nothing twice.
    name = till.log.author + growth.size.to_bytes(8, "big") + growth.root
    identifier = UUID(bytes=sha256(name).digest()[:16])
    with till.log.read() as view:
        known = next(iter(view.aggregate(0, identifier.bytes)), None) is not None
    if not known:
        made = HeadsPublication.publish(id=identifier, timestamp=till.now(), **growth._asdict())
        till.application.record(made)
    file.unlink(missing_ok=True)


def published_last(view: LogView, author: bytes) -> Grown | None:
    """Return the last checkpoint a node published, as far as this log holds it."""
    for stream in reversed(company_streams(view, author)):
        for record in view.records_back(stream, view.head(stream).sequence):
            entry = entry_of(record)
            if entry.kind == kinds.HEADS_PUBLISHED:
                fact = HEADS_READERS[entry.kind](entry.body)
                return Grown(fact.size, fact.root)
    return None


def cosign_heads(till: Till) -> None:
    """Look at what hubs published since, and cosign the latest of each that drew this node."""
    office = till.office
    if office is None:
        return
    seen = _read(office.directory)
    with till.log.read() as view:
        members = office.admission.membership(view)
        for hub in _hubs(members):
            before = seen.get(hub.author, Witnessed({}, None))
            if hub.author == till.log.author:
                continue
            now, latest = _looked(view, hub, before)
            if now[1:] == before[1:] and not _is_far(before, now):
                continue
            # First what we saw: a witness that forgets could be shown another history.
            seen[hub.author] = now
            _write(office.directory, seen)
            if latest is None or now.trouble:
                continue
            late = abs(till.log.now_ms() - latest.at_ms) > LATE_MS
            if not late and till.log.author in drawn(latest.root, hub.author, members):
                till.application.record(_cosigned(till, office, hub, latest))


@lru_cache(maxsize=2)
def _hubs(members: Membership) -> tuple[Certificate, ...]:
    """Return the hubs of a company; looked for once while nobody comes or goes."""
    standing = (one.certificate for one in members.members.values() if not one.revoked)
    return tuple(one for one in standing if one.role == HUB)


def _looked(
    view: LogView, hub: Certificate, before: Witnessed
) -> tuple[Witnessed, HeadsPublishedFact | None]:
    """Return what is seen of a hub after a further look, and the last publication that holds."""
    after, grown, trouble, latest = dict(before.after), before.grown, before.trouble, None
    for stream in company_streams(view, hub.author):
        key = stream.to_bytes().hex()
        for record in _records_after(view, stream, after.get(key, 0)):
            entry = entry_of(record)
            after[key] = entry.sequence
            if entry.kind != kinds.HEADS_PUBLISHED:
                continue
            try:
                fact: HeadsPublishedFact = HEADS_READERS[entry.kind](entry.body)
                fault = publication_fault(grown, fact, hub, verify_ed25519)
            except MalformedError as error:
                fault = str(error)
            if fault is not None:
                trouble = f"The log of heads of {hub.node} is not cosigned: {fault}"
            else:
                grown, latest = Grown(fact.size, fact.root), fact
    return Witnessed(after, grown, trouble), latest


def _records_after(view: LogView, stream: StreamId, after: int) -> Iterator[bytes]:
    while records := view.records(stream, after, count=KEEP_RECORDS):
        yield from records
        after += len(records)


def _is_far(before: Witnessed, now: Witnessed) -> bool:
    return any(at - before.after.get(key, 0) >= KEEP_RECORDS for key, at in now.after.items())


def _cosigned(
    till: Till, office: Office, hub: Certificate, fact: HeadsPublishedFact
) -> HeadsCosignature:
    now_ms = till.log.now_ms()
    at_s = now_ms // _MS_PER_S
    name = name_of(read_chain(office.company.certificate).certificate)
    signature = cosign(checkpoint_in(fact, hub).to_text(), name, office.signer, at_s)
    return HeadsCosignature.cosign(
        id=till.log.mint_id(),
        timestamp=moment(now_ms),
        publisher=hub.author,
        size=fact.size,
        root=fact.root,
        at_s=at_s,
        signature=signed_bytes(signature),
    )


def troubles(directory: Path) -> list[str]:
    """Return what a witness did not believe, for a person."""
    return [one.trouble for one in _read(directory).values() if one.trouble]


def _read(directory: Path) -> dict[bytes, Witnessed]:
    """Return what was seen before; nothing where that cannot be read."""
    try:
        said = json.loads((directory / WITNESSED_FILE).read_bytes())
        return {
            bytes.fromhex(author): Witnessed(
                one["after"],
                Grown(one["size"], bytes.fromhex(one["root"])) if one["size"] else None,
                one["trouble"],
            )
            for author, one in said.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(directory: Path, seen: Mapping[bytes, Witnessed]) -> None:
    said = {
        author.hex(): {
            "after": dict(one.after),
            "size": one.grown.size if one.grown else 0,
            "root": one.grown.root.hex() if one.grown else "",
            "trouble": one.trouble,
        }
        for author, one in seen.items()
    }
    write_whole(directory / WITNESSED_FILE, json.dumps(said) + "\n")
