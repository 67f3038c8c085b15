"""A node's configuration, ``node.toml`` in its data directory."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from core.errors import RefusedError, StorageError
from core.identity import COMPANY_SCOPE, branch_scope
from node.till import TillConfig
from replication.messages import EVERYTHING
from replication.views import Contact

CONFIG_FILE = "node.toml"
"""The name of the file."""

PORT_MAX = 65_535
"""Highest port TCP knows."""


def _check_port(address: str) -> str:
    if int(address.rpartition(":")[2]) > PORT_MAX:
        raise ValueError(f"a port is at most {PORT_MAX}")
    return address


def _check_dialed(address: str) -> str:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if host == "*" or int(port) == 0:
        raise ValueError("nobody can dial it; give the machine's own address and a port")
    return address


NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,23}"
"""What a name of a node, a branch or a company looks like."""

Name = Annotated[str, StringConstraints(pattern=f"^{NAME_PATTERN}$")]
Address = Annotated[
    str,
    # What ZeroMQ takes for a host or an interface; "*" listens on every one.
    StringConstraints(pattern=r"^tcp://(\*|[A-Za-z0-9][A-Za-z0-9._-]{0,252}):[0-9]{1,5}$"),
    AfterValidator(_check_port),
]
DialAddress = Annotated[Address, AfterValidator(_check_dialed)]
Scope = Annotated[str, StringConstraints(pattern=rf"^(\*|company|branch:{NAME_PATTERN})$")]
HexKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_PEER = re.compile(r"^([^=]+)=([^=]+)=([^=]+)$")

ModelT = TypeVar("ModelT", bound=BaseModel)


class PeerConfig(BaseModel):
    """A node to dial."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    address: DialAddress
    key: HexKey
    """The peer's public CURVE key, 64 hexadecimal digits."""

    @property
    def text(self) -> str:
        """The peer as it is typed: NAME=ADDRESS=KEY."""
        return f"{self.name}={self.address}={self.key}"

    @classmethod
    def parse(cls, text: str) -> PeerConfig:
        """Read NAME=ADDRESS=KEY; raises :class:`RefusedError`."""
        found = _PEER.match(text.strip())
        if found is None:
            raise RefusedError(f"'{text}' is not NAME=tcp://HOST:PORT=KEY.")
        name, address, key = found.groups()
        return checked(cls, {"name": name, "address": address, "key": key}, "the peer")


class NodeConfig(BaseModel):
    """Who a node is, where it listens and whom it dials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    role: Literal["till", "hub"] = "till"
    branch: Name
    company: Name = "company"
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    listen: Address = "tcp://127.0.0.1:5700"
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)] = (EVERYTHING,)
    lan: bool = True
    """Whether to look for its peers' addresses on the local network."""
    peers: tuple[PeerConfig, ...] = ()

    @model_validator(mode="after")
    def _check_peers(self) -> Self:
        names = [peer.name for peer in self.peers]
        if self.name in names:
            raise ValueError("a node is not its own peer")
        if len(set(names)) < len(names):
            raise ValueError("two peers have one name")
        return self

    @property
    def till(self) -> TillConfig:
        """The names the node's events are signed with."""
        return TillConfig(self.name, self.branch, self.role, self.company, self.currency)

    @property
    def own_scopes(self) -> tuple[str, ...]:
        """The scopes this node writes to."""
        return (COMPANY_SCOPE, branch_scope(self.branch))

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The peers named here, as the dialer knows them: a link to each is always held."""
        return tuple(
            Contact(peer.name, peer.address, bytes.fromhex(peer.key), pinned=True)
            for peer in self.peers
        )

    def own_contact(self, curve_public_key: bytes) -> Contact:
        """Return this node as its peers' dialers know it."""
        return Contact(self.name, self.listen, curve_public_key, self.branch, self.role)

    def to_toml(self) -> str:
        """Return the file's text."""
        fields = self.model_dump(exclude={"peers"})
        lines = ["# A Tillmesh node. Stop the node before you change this file."]
        lines += [f"{name} = {_toml(value)}" for name, value in fields.items()]
        for peer in self.peers:
            lines += ["", "[[peers]]"]
            lines += [f"{name} = {_toml(value)}" for name, value in peer.model_dump().items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, path: Path) -> NodeConfig:
        """Read the file; raises :class:`RefusedError` saying what is wrong with it."""
        try:
            fields = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RefusedError(f"{path} cannot be read: {error}.") from None
        return checked(cls, fields, str(path))


def checked(model: type[ModelT], fields: dict[str, Any], what: str) -> ModelT:
    """Return a model of these fields; raises :class:`RefusedError` in one sentence."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = first["msg"].removeprefix("Value error, ")
        where = ".".join(str(part) for part in first["loc"])
        raise RefusedError(f"In {what}, {where or 'something'} is wrong: {said}.") from None


def _toml(value: Any) -> str:
    """Return a value as TOML; JSON's strings, integers and lists of strings are TOML's too."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
