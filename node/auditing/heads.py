"""The log of heads as files: a hub's folder, which may be copied anywhere and checked there.

``heads/log`` holds the heads, ``heads/checkpoint`` the signed note over them, and
``heads/certificates`` the certificates of whoever signed, a line each in hexadecimal.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from core.audit.checkpoint import (
    Checkpoint,
    check_growth,
    checkpoint_of,
    name_of,
    new_lines,
    read_line,
)
from core.audit.signed_note import (
    Note,
    NoteSignature,
    cosign,
    cosigned_s,
    is_signed,
    read_note,
    sign,
)
from core.company.certificate import Certificate, read_certificate, read_chain
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import MalformedError, RefusedError, RemoteError, StorageError
from core.log.attestation import Witnessed
from core.log.log_view import LogView
from node.whole_file import write_whole

FOLDER, LOG, NOTE, CERTIFICATES = "heads", "log", "checkpoint", "certificates"
"""The names of the folder and its files."""

SEEN_FILE = "cosigned.json"
"""Where a witness keeps what it saw of each log last."""


class Signatory(NamedTuple):
    """A node that signs: its certificate with its chain, and its key."""

    chain: bytes
    signer: Ed25519Signer

    @property
    def name(self) -> str:
        """The name of its key in notes."""
        return name_of(read_chain(self.chain).certificate)


class Checked(NamedTuple):
    """A checkpoint that holds."""

    checkpoint: Checkpoint
    hub: Certificate
    witnesses: tuple[tuple[Certificate, int], ...]
    """Who cosigned it, and when, in seconds since 1970."""
    heads: tuple[Witnessed, ...]


def publish(folder: Path, view: LogView, hub: Signatory) -> Checkpoint:
    """Log every head that moved, and sign a new checkpoint over all; returns it.

    Where nothing moved the old one stands, with its cosignatures. Raises :class:`StorageError`.
    """
    try:
        folder.mkdir(exist_ok=True)
        with _locked(folder) as lines:
            added = list(new_lines(lines, view.heads()))
            if added:
                _append(folder / LOG, added)
            now = checkpoint_of(hub.name, [*lines, *added])
        if added or not (folder / NOTE).exists():
            text = now.to_text()
            note = Note(text, (sign(text, hub.name, hub.signer),))
            write_whole(folder / CERTIFICATES, f"{hub.chain.hex()}\n")
            write_whole(folder / NOTE, note.to_text())
        return now
    except (OSError, MalformedError) as error:
        raise StorageError(f"The log of heads in {folder} cannot be kept: {error}.") from error


@contextmanager
def _locked(folder: Path) -> Iterator[list[str]]:
    """Read the lines of a log that nobody else adds to meanwhile; a torn last one is cut off."""
    descriptor = os.open(folder / LOG, os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        data = file.read()
        whole = data.rpartition(b"\n")[0]
        if len(whole) + bool(whole) < len(data):
            file.truncate(len(whole) + bool(whole))
        yield whole.decode().split("\n") if whole else []


def _append(file: Path, lines: list[str]) -> None:
    with file.open("ab") as opened:
        opened.write("".join(f"{line}\n" for line in lines).encode())
        opened.flush()
        os.fsync(opened.fileno())


def check(folder: Path, company: bytes) -> Checked:
    """Check a folder by the company's key alone; raises :class:`RefusedError` when it fails."""
    try:
        lines, note = _read(folder)
        now = Checkpoint.from_text(note.text)
        check_growth(lines, None, now)
        signers = {name_of(one): one for one in _certificates(folder, company)}
        hub = signers.get(now.origin)
        if hub is None or not is_signed(note, now.origin, hub.signing_key, verify_ed25519):
            raise RefusedError(f"{folder} is not signed by {now.origin}, whose log it should be.")
        witnesses = []
        for name, one in sorted(signers.items()):
            at_s = cosigned_s(note, name, one.signing_key, verify_ed25519)
            if at_s is not None and name != now.origin:
                witnesses.append((one, at_s))
        heads = tuple(read_line(line) for line in lines[: now.size])
        return Checked(now, hub, tuple(witnesses), heads)
    except RemoteError as error:
        raise RefusedError(f"The checkpoint in {folder} does not hold: {error}") from None


def _note(folder: Path) -> Note:
    try:
        return read_note((folder / NOTE).read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise RefusedError(f"{folder} holds no checkpoint that can be read: {said}.") from None


def _read(folder: Path) -> tuple[list[str], Note]:
    try:
        log = (folder / LOG).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise RefusedError(f"{folder} holds no log of heads that can be read: {said}.") from None
    return log.split("\n")[:-1], _note(folder)


def _certificates(folder: Path, company: bytes) -> Iterator[Certificate]:
    try:
        lines = (folder / CERTIFICATES).read_text(encoding="ascii").split()
        chains = [bytes.fromhex(line) for line in lines]
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise RefusedError(f"{folder} holds no certificates: {said}.") from None
    for chain in chains:
        yield read_certificate(chain, company, verify_ed25519)


def witness(folder: Path, company: bytes, by: Signatory, memory: Path, at_s: int) -> Checked:
    """Cosign a checkpoint that holds and only grew since we saw it last; returns what it says.

    ``memory`` is the witness's own directory. Raises :class:`RefusedError`.
    """
    found = check(folder, company)
    now = found.checkpoint
    if by.name == now.origin:
        raise RefusedError("A hub does not cosign its own log; ask another node.")
    seen = _seen(memory)
    lines, note = _read(folder)
    try:
        check_growth(lines, seen.get(now.origin), now)
    except MalformedError as error:
        raise RefusedError(f"The log of {found.hub.node} was changed: {error}") from None
    # First what we saw: a witness that forgets could be shown another history.
    _remember(memory, {**seen, now.origin: now})
    add_signature(folder, cosign(note.text, by.name, by.signer, at_s), by.chain)
    return check(folder, company)


def add_signature(folder: Path, signature: NoteSignature, chain: bytes) -> None:
    """Put a signature under the note of a folder, and the certificates that judge it beside it."""
    note = _note(folder)
    chains = dict.fromkeys((folder / CERTIFICATES).read_text(encoding="ascii").split())
    chains[chain.hex()] = None
    write_whole(folder / CERTIFICATES, "".join(f"{one}\n" for one in chains))
    write_whole(folder / NOTE, note.adding(signature).to_text())


def noted(folder: Path) -> Checkpoint:
    """Return what the note of a folder says, unchecked; raises :class:`RefusedError`."""
    try:
        return Checkpoint.from_text(_note(folder).text)
    except MalformedError as error:
        raise RefusedError(f"The checkpoint in {folder} cannot be read: {error}") from None


def _seen(memory: Path) -> dict[str, Checkpoint]:
    try:
        texts = json.loads((memory / SEEN_FILE).read_bytes())
        return {origin: Checkpoint.from_text(text) for origin, text in texts.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError, MalformedError) as error:
        raise RefusedError(f"{memory / SEEN_FILE} cannot be read: {error}.") from None


def _remember(memory: Path, seen: dict[str, Checkpoint]) -> None:
    texts = {origin: one.to_text() for origin, one in sorted(seen.items())}
    write_whole(memory / SEEN_FILE, json.dumps(texts, indent=1) + "\n")
