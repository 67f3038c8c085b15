"""A node's configuration, ``node.toml`` in its data directory."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from core.errors import RefusedError, StorageError
from core.identity import COMPANY_SCOPE, branch_scope
from node.paper_config import LanguageTag, MailConfig, PrinterConfig, ReceiptConfig
from node.scale.config import ScaleConfig
from node.till_config import HUB, Stationery, TillConfig
from node.web.addresses import WebAddress
from node.wording import (
    ADDRESS_PATTERN,
    CURRENCY_PATTERN,
    KEY_PATTERN,
    NAME_PATTERN,
    SCOPE_PATTERN,
    SCREEN_OFF,
    SCREEN_PATTERN,
    mistake,
)
from replication.messages import EVERYTHING
from replication.views import Contact

CONFIG_FILE = "node.toml"
"""The name of the file."""

FILE_BYTES_MAX = 1 << 20
"""Largest file of a node's own: a thousand peers take 150 KiB."""

PORT_MAX = 65_535
"""Highest port TCP knows."""


def _check_port(address: str) -> str:
    if address != SCREEN_OFF and int(address.rpartition(":")[2]) > PORT_MAX:
        raise ValueError(f"a port is at most {PORT_MAX}")
    return address


def _check_dialed(address: str) -> str:
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if host == "*" or int(port) == 0:
        raise ValueError("nobody can dial it; give the machine's own address and a port")
    return address


Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
Address = Annotated[str, StringConstraints(pattern=ADDRESS_PATTERN), AfterValidator(_check_port)]
DialAddress = Annotated[Address, AfterValidator(_check_dialed)]
ScreenAddress = Annotated[
    str, StringConstraints(pattern=SCREEN_PATTERN), AfterValidator(_check_port)
]
Scope = Annotated[str, StringConstraints(pattern=SCOPE_PATTERN)]
HexKey = Annotated[str, StringConstraints(pattern=KEY_PATTERN)]

_PEER = re.compile(r"^([^=]+)=(?:([^=]+)=)?([^=]+)$")

ModelT = TypeVar("ModelT", bound=BaseModel)


class PeerConfig(BaseModel):
    """A node to dial."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    address: DialAddress | None = None
    """Where it listens; None: wherever it is found on the local network."""
    key: HexKey
    """The peer's public CURVE key, 64 hexadecimal digits."""

    @property
    def text(self) -> str:
        """The peer as it is typed: NAME=ADDRESS=KEY, or NAME=KEY where the address is open."""
        return "=".join(word for word in (self.name, self.address, self.key) if word is not None)

    @classmethod
    def parse(cls, text: str) -> PeerConfig:
        """Read NAME=ADDRESS=KEY, or NAME=KEY; raises :class:`RefusedError`."""
        found = _PEER.match(text.strip())
        if found is None:
            raise RefusedError(f"'{text}' is not NAME=tcp://HOST:PORT=KEY, nor NAME=KEY.")
        name, address, key = found.groups()
        return checked(cls, {"name": name, "address": address, "key": key}, "the peer")


class NodeConfig(BaseModel):
    """Who a node is, where it listens and whom it dials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    role: Literal["till", "hub"] = "till"
    branch: Name
    company: Name = "company"
    currency: Annotated[str, StringConstraints(pattern=CURRENCY_PATTERN)] = "USD"
    listen: Address = "tcp://127.0.0.1:5700"
    screen: ScreenAddress = "http://127.0.0.1:8700"
    """Where its screen is, or ``off``. Only a hub's may be an address of the network."""
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)] = (EVERYTHING,)
    """What the node holds the events of. A hub's default is everything, a till's what it
    writes to: of other branches it knows the stock, and how old that is."""
    discovery: bool = True
    """Whether to look for its peers' addresses on the local network."""
    language: LanguageTag = "en"
    """What receipts, reports and the command line are written in."""
    receipt: ReceiptConfig = ReceiptConfig()
    printer: PrinterConfig | None = None
    mail: MailConfig | None = None
    scale: ScaleConfig | None = None
    peers: tuple[PeerConfig, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _choose_scopes(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or "scopes" in fields or fields.get("role") == HUB:
            return fields
        return {**fields, "scopes": scopes_written(str(fields.get("branch", "")))}

    @model_validator(mode="after")
    def _check_screen(self) -> Self:
        if self.role != HUB and self.web is not None and not self.web.is_loopback:
            raise ValueError("only a hub's screen is open to the network, a till's at 127.0.0.1")
        return self

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
        return TillConfig(
            self.name,
            self.branch,
            self.role,
            self.company,
            self.currency,
            self.scopes,
            stationery=self.stationery,
            has_scale=self.scale is not None,
        )

    @property
    def stationery(self) -> Stationery:
        """What the shop wants on its papers."""
        return Stationery(
            self.language,
            **self.receipt.model_dump(),
            prints=self.printer is not None,
            mails=self.mail is not None,
        )

    @property
    def web(self) -> WebAddress | None:
        """Where its screen is; None: it has none."""
        return None if self.screen == SCREEN_OFF else WebAddress.parse(self.screen)

    @property
    def own_scopes(self) -> tuple[str, ...]:
        """The scopes this node writes to."""
        return scopes_written(self.branch)

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The peers named here, as the dialer knows them: a link to each is always held."""
        return tuple(
            Contact(peer.name, peer.address or "", bytes.fromhex(peer.key), pinned=True)
            for peer in self.peers
        )

    def own_contact(self, curve_public_key: bytes) -> Contact:
        """Return this node as its peers' dialers know it."""
        return Contact(self.name, self.listen, curve_public_key, self.branch, self.role)

    def to_toml(self) -> str:
        """Return the file's text."""
        sections = ("receipt", "printer", "mail", "scale")
        fields = self.model_dump(exclude={"peers", *sections})
        lines = ["# A Tillmesh node. Stop the node before you change this file."]
        lines += [f"{name} = {_toml(value)}" for name, value in fields.items()]
        for section in sections:
            said = self.model_dump(include={section}, exclude_defaults=True).get(section)
            if said:
                lines += ["", f"[{section}]"]
                lines += [f"{name} = {_toml(value)}" for name, value in said.items()]
        for peer in self.peers:
            lines += ["", "[[peers]]"]
            said = peer.model_dump(exclude_none=True)
            lines += [f"{name} = {_toml(value)}" for name, value in said.items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def read(cls, path: Path) -> NodeConfig:
        """Read the file; raises :class:`RefusedError` saying what is wrong with it."""
        try:
            fields = read_toml(path)
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise RefusedError(f"{path} cannot be read: {error}.") from None
        return checked(cls, fields, str(path))


def scopes_written(branch: str) -> tuple[str, ...]:
    """Return the scopes a node of a branch writes to."""
    return (COMPANY_SCOPE, branch_scope(branch))


def subscription(branch: str, asked: Sequence[str]) -> tuple[str, ...]:
    """Return what a node of a branch subscribes to: what is asked for, and what it writes."""
    if EVERYTHING in asked:
        return (EVERYTHING,)
    return tuple(dict.fromkeys((*scopes_written(branch), *asked)))


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file of a node; raises OSError, or ValueError saying what is wrong in it."""
    with path.open("rb") as file:
        data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise ValueError(f"it is larger than {FILE_BYTES_MAX} bytes")
    try:
        return tomllib.loads(data.decode())
    except RecursionError:
        raise ValueError("it nests too deeply") from None


def checked(model: type[ModelT], fields: dict[str, Any], what: str) -> ModelT:
    """Return a model of these fields; raises :class:`RefusedError` in one sentence."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        where, said = mistake(error)
        raise RefusedError(f"In {what}, {where or 'something'} {said}.") from None


def checked_word(kind: Any, value: str, what: str) -> str:
    """Return a word of one of the kinds above; raises :class:`RefusedError` in one sentence."""
    try:
        word: str = TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise RefusedError(f"In {what}, '{value}' is wrong: {said}.") from None
    return word


def _toml(value: Any) -> str:
    """Return a value as TOML; JSON's strings, integers and lists of strings are TOML's too."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
