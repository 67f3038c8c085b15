"""Signed notes: text that people read and keys sign, as transparency logs write them.

The format is C2SP's ``signed-note``: a text that ends with a line feed, an empty line, and a line
for each signature. A cosignature (``tlog-cosignature``) covers the text and the time at which
its signer had checked that the log only grew.
"""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from hashlib import sha256
from typing import NamedTuple

from core.errors import MalformedError
from core.identity import Signer, Verifier
from core.log.seal import SIGNATURE_BYTES

ED25519, COSIGNATURE = 1, 4
"""The kinds of a signature, as they are mixed into the id of its key."""

NOTE_BYTES_MAX = 1 << 20
"""Longest note read: thousands of signatures."""

_DASH = "\u2014"
_KEY_ID_BYTES = 4
_TIME = struct.Struct(">Q")
_COSIGNED = "cosignature/v1\ntime {}\n"


class NoteSignature(NamedTuple):
    """One signature under a note."""

    name: str
    """The name of the key: no blank and no plus sign."""
    key_id: bytes
    data: bytes
    """64 bytes, or of a cosignature the time before them."""


class Note(NamedTuple):
    """A text and who signed it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_text(self) -> str:
        """Return the note as it is written down."""
        return f"{self.text}\n" + "".join(
            f"{_DASH} {one.name} {b64encode(one.key_id + one.data).decode()}\n"
            for one in self.signatures
        )

    def adding(self, signature: NoteSignature) -> Note:
        """Return the note with one more signature, in the place of an older one by its key."""
        kept = [one for one in self.signatures if one[:2] != signature[:2]]
        return Note(self.text, (*kept, signature))


def read_note(text: str) -> Note:
    """Read a note, whoever signed it; raises :class:`MalformedError` when it is none."""
    body, gap, signed = text.rpartition("\n\n")
    if not gap or not body or not signed.endswith("\n") or len(text) > NOTE_BYTES_MAX:
        raise MalformedError("This is no signed note: a text, an empty line, and signatures.")
    return Note(f"{body}\n", tuple(_signature(line) for line in signed[:-1].split("\n")))


def _signature(line: str) -> NoteSignature:
    words = line.split(" ")
    if len(words) != 3 or words[0] != _DASH:
        raise MalformedError("A signature of a note is a dash, a name and base64.")
    try:
        data = b64decode(words[2], validate=True)
    except (NoBase64, ValueError):
        raise MalformedError("A signature of a note is no base64.") from None
    return NoteSignature(words[1], data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """Return by which four bytes a key is told from others of its name."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:_KEY_ID_BYTES]


def sign(text: str, name: str, signer: Signer) -> NoteSignature:
    """Return the signature of whoever wrote a text."""
    assert text.endswith("\n"), "the text of a note ends with a line feed"
    return signature_of(name, signer.public_key, signer.sign(text.encode()))


def signature_of(name: str, public_key: bytes, signature: bytes) -> NoteSignature:
    """Return an author's signature as it stands under a note."""
    return NoteSignature(name, key_id(name, ED25519, public_key), signature)


def cosign(text: str, name: str, signer: Signer, at_s: int) -> NoteSignature:
    """Return the signature of somebody who checked the text at a time in seconds since 1970."""
    signature = signer.sign((_COSIGNED.format(at_s) + text).encode())
    return cosignature_of(name, signer.public_key, at_s, signature)


def cosignature_of(name: str, public_key: bytes, at_s: int, signature: bytes) -> NoteSignature:
    """Return a witness's signature as it stands under a note."""
    return NoteSignature(name, key_id(name, COSIGNATURE, public_key), _TIME.pack(at_s) + signature)


def signed_bytes(signature: NoteSignature) -> bytes:
    """Return the Ed25519 signature itself, without the time of a cosignature."""
    return signature.data[-SIGNATURE_BYTES:]


def is_signed(note: Note, name: str, public_key: bytes, verifier: Verifier) -> bool:
    """Return whether a key of a name signed a note's text as its author."""
    wanted = (name, key_id(name, ED25519, public_key))
    return any(
        one[:2] == wanted
        and len(one.data) == SIGNATURE_BYTES
        and verifier(public_key, note.text.encode(), one.data)
        for one in note.signatures
    )


def cosigned_s(note: Note, name: str, public_key: bytes, verifier: Verifier) -> int | None:
    """Return when a key of a name cosigned a note, None when it did not."""
    wanted = (name, key_id(name, COSIGNATURE, public_key))
    for one in note.signatures:
        if one[:2] != wanted or len(one.data) != _TIME.size + SIGNATURE_BYTES:
            continue
        (at_s,) = _TIME.unpack_from(one.data)
        message = (_COSIGNED.format(at_s) + note.text).encode()
        if verifier(public_key, message, one.data[_TIME.size :]):
            return int(at_s)
    return None
