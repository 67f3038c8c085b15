"""The invitations a node has given out, ``invites.json``; whoever reads the file cannot join.

Of each only the public half is kept. Whether one was used is not written here: the certificate
it led to carries its id, so the log says it, in the very commit that enrols the node.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import RefusedError
from node.config import HexKey, Name, PeerConfig
from node.whole_file import write_private
from replication.joining import PEERS_MAX

INVITES_FILE = "invites.json"
"""The name of the file."""

OPEN_MAX = 1_000
"""Most invitations open at once: a chain's whole opening day."""

KEPT_MS = 24 * 3_600_000
"""How long an invitation is remembered after its end, so that who comes late hears why not."""

HexId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Invite(BaseModel):
    """One invitation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: HexId
    key: HexKey
    """The CURVE public key its bearer connects with."""
    name: str = ""
    """How the new node is to be called; empty when it chooses."""
    branch: Name
    role: Literal["till", "hub"] = "till"
    may_invite: bool = False
    expires_ms: int
    certificate_expires_ms: int = 0
    """Until when the certificate opens connections; 0: for ever."""
    withdrawn: bool = False

    @property
    def link_name(self) -> str:
        """The name its bearer's link goes by, which no node can have."""
        return f"join:{self.id}"


class Invites(BaseModel):
    """All of them, and where nodes that joined through us can be dialed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    invites: tuple[Invite, ...] = ()
    joined: Annotated[tuple[PeerConfig, ...], Field(max_length=PEERS_MAX)] = ()

    def find(self, invite_id: bytes) -> Invite | None:
        """Return an invitation by its id."""
        found = (one for one in self.invites if one.id == invite_id.hex())
        return next(found, None)

    def heard(self, now_ms: int) -> Iterator[Invite]:
        """Yield those whose bearers get an answer, be it a refusal."""
        return (one for one in self.invites if now_ms < one.expires_ms + KEPT_MS)

    def adding(self, invite: Invite, now_ms: int) -> Invites:
        """Return the same with another one; raises :class:`RefusedError` when there are many."""
        kept = tuple(self.heard(now_ms))
        if len(kept) >= OPEN_MAX:
            raise RefusedError(f"There are {len(kept)} invitations; withdraw some first.")
        return self.model_copy(update={"invites": (*kept, invite)})

    def withdrawing(self, invite: Invite) -> Invites:
        """Return the same with one withdrawn."""
        gone = invite.model_copy(update={"withdrawn": True})
        kept = tuple(gone if one.id == invite.id else one for one in self.invites)
        return self.model_copy(update={"invites": kept})

    def with_joined(self, peer: PeerConfig) -> Invites:
        """Return the same with a place where a node that joined can be dialed."""
        others = [one for one in self.joined if peer.name != one.name and peer.key != one.key]
        return self.model_copy(update={"joined": (*others, peer)[-PEERS_MAX:]})

    def write(self, directory: Path) -> None:
        """Write the file, whole or not at all; raises :class:`core.errors.StorageError`."""
        write_private(directory / INVITES_FILE, self.model_dump_json(indent=1) + "\n")

    @classmethod
    def read(cls, directory: Path) -> Invites:
        """Read the file; without one there are none. Raises :class:`RefusedError`."""
        file = directory / INVITES_FILE
        try:
            return cls.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return cls()
        except (OSError, ValidationError) as error:
            what = str(error).partition("\n")[0]
            raise RefusedError(f"{file} cannot be read: {what}.") from None
