"""A node's data directory: configuration, keys, the lock, and the log.

One node's processes at a time: whoever holds the lock file opens the log, and processes that a
holder starts inherit its hold, so that it lasts until the last of them is gone. Another process
that wants something asks over the control socket.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from core.ed25519 import SEED_BYTES, Ed25519Signer
from core.errors import RefusedError, StorageError, StorageInUseError
from node import system_clock, system_dice
from node.company.files import Company
from node.config import CONFIG_FILE, NodeConfig, PeerConfig, read_toml
from node.whole_file import write_private, write_whole

if TYPE_CHECKING:
    from core.log.event_log import EventLog

KEYS_FILE, LOCK_FILE, SOCKET_FILE = "keys.toml", "lock", "control.sock"
"""The other files beside the data file."""

REPLICATOR_SOCKET, TILL_BELL, REPLICATOR_BELL = "replicator.sock", "till.bell", "replicator.bell"
"""Sockets by which the processes of a running node reach one another."""

SCREEN_FILE = "screen.address"
"""Where the running node's screen is, in a line of text."""

KEY_NAMES = ("seed", "curve_public_key", "curve_secret_key")
"""The keys in their file, in the order of :class:`NodeKeys`."""

PID_DIGITS_MAX = 20
"""Most of the lock file that is read: a process number of 64 bits."""

_KEY_BYTES = 32


def _key(fields: dict[str, Any], name: str) -> bytes:
    """Return a key of the file; raises ValueError."""
    text = fields.get(name)
    if not isinstance(text, str) or len(key := bytes.fromhex(text)) != _KEY_BYTES:
        raise ValueError(f"{name} is not {2 * _KEY_BYTES} hexadecimal digits")
    return key


@dataclass(frozen=True)
class NodeKeys:
    """A node's secrets: the signing seed and the CURVE pair."""

    seed: bytes
    curve_public_key: bytes
    curve_secret_key: bytes

    @property
    def signer(self) -> Ed25519Signer:
        """The key that signs this node's seals."""
        return Ed25519Signer(self.seed)


class DataDirectory:
    """Everything one node keeps on its disk."""

    def __init__(self, path: Path) -> None:
        """Name the directory; nothing is opened yet."""
        self.path = path
        self._lock_fd: int | None = None

    @property
    def socket_path(self) -> Path:
        """Where the running node's control socket is."""
        return self.path / SOCKET_FILE

    def holds_node(self) -> bool:
        """Return whether there is a node, whatever state it is in."""
        return os.path.lexists(self.path / CONFIG_FILE)

    def create(self, config: NodeConfig) -> PeerConfig:
        """Make the directory with new keys; returns the node as its peers may dial it.

        Keys without a node, which a kill may leave, are used. Raises :class:`RefusedError`
        when there is a node already.
        """
        if self.holds_node():
            raise RefusedError(f"{self.path} holds a node already; nothing was changed.")
        made = not os.path.lexists(self.path / KEYS_FILE)
        keys = self.make_keys()
        try:
            self.write_config(config)
        except BaseException:
            if made:
                (self.path / KEYS_FILE).unlink()
            raise
        # Not checked: a node may listen where nobody can dial, like "*".
        key = keys.curve_public_key.hex()
        return PeerConfig.model_construct(name=config.name, address=config.listen, key=key)

    def make_keys(self) -> NodeKeys:
        """Make the directory and its keys, unless they are there; returns the keys.

        Raises :class:`StorageError` when the disk refuses, as :meth:`keys` does otherwise.
        """
        file = self.path / KEYS_FILE
        if not os.path.lexists(file):
            from replication.zmq_transport import curve_keypair

            public, secret = curve_keypair()
            seed = system_dice.secret_bytes(SEED_BYTES)
            values = (seed, public, secret)
            lines = [f'{name} = "{key.hex()}"' for name, key in zip(KEY_NAMES, values, strict=True)]
            try:
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise StorageError(f"Cannot make {self.path}: {error.strerror}.") from error
            write_private(file, "\n".join(lines) + "\n")
        return self.keys()

    def write_config(self, config: NodeConfig) -> None:
        """Write the configuration, whole or not at all; raises :class:`StorageError`."""
        write_whole(self.path / CONFIG_FILE, config.to_toml())

    def config(self) -> NodeConfig:
        """Read the configuration; raises :class:`RefusedError` where there is no node."""
        file = self.path / CONFIG_FILE
        if not os.path.isfile(file):
            raise RefusedError(f"{self.path} holds no node; make one with 'tillmesh init'.")
        return NodeConfig.read(file)

    def keys(self) -> NodeKeys:
        """Read the keys; raises :class:`RefusedError` when they are missing or damaged."""
        file = self.path / KEYS_FILE
        try:
            fields = read_toml(file)
            return NodeKeys(*(_key(fields, name) for name in KEY_NAMES))
        except OSError as error:
            raise RefusedError(f"The keys in {file} cannot be read: {error.strerror}.") from None
        except ValueError as error:
            raise RefusedError(f"The keys in {file} cannot be read: {error}.") from None

    def lock(self) -> Self:
        """Take the directory for this process.

        Raises :class:`StorageInUseError`, with the holder's process number, when another has it.
        """
        assert self._lock_fd is None, "a process takes its directory once"
        self.config()
        file = self.path / LOCK_FILE
        try:
            descriptor = os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(f"Cannot lock {self.path}: {error.strerror}.") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, PID_DIGITS_MAX).decode(errors="replace").strip()
            os.close(descriptor)
            raise StorageInUseError(
                f"{self.path} is in use by process {holder or 'unknown'}; "
                "stop that one first, or give another directory."
            ) from None
        # Who holds it is told to people only: a full disk may keep that to itself.
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._lock_fd = descriptor
        return self

    @property
    def lock_fd(self) -> int:
        """The descriptor that holds the lock, for a process we start to inherit."""
        assert self._lock_fd is not None, "only the holder of the lock passes it on"
        return self._lock_fd

    def inherit(self, lock_fd: int) -> Self:
        """Hold the directory by a descriptor that whoever started this process passed on.

        Raises :class:`RefusedError` when the descriptor is not this directory's lock.
        """
        try:
            ours = os.path.samestat(os.fstat(lock_fd), (self.path / LOCK_FILE).stat())
        except OSError:
            ours = False
        if not ours:
            raise RefusedError(f"Descriptor {lock_fd} is not the lock of {self.path}.")
        os.set_inheritable(lock_fd, False)
        self._lock_fd = lock_fd
        return self

    def holder_lives(self) -> bool:
        """Return whether the process that took the lock is there; those it started may be left."""
        try:
            os.kill(int((self.path / LOCK_FILE).read_text()), 0)
        except PermissionError:
            return True
        except (OSError, ValueError, OverflowError):
            return False
        return True

    def open_log(
        self,
        config: NodeConfig,
        *,
        clock_ms: Callable[[], int] = system_clock.now_ms,
    ) -> EventLog:
        """Open the log for writing; the directory must be locked by us.

        In the directory of a company's node only its members' records are taken in.
        Raises :class:`core.errors.StorageDamagedError` when the data file cannot be trusted,
        :class:`RefusedError` when the company's file cannot.
        """
        assert self._lock_fd is not None, "only the holder of the lock opens the log"
        company = Company.read(self.path)
        admission = None if company is None else company.admission()
        # Read only here: whoever asks a running node needs neither a log nor the shop.
        from node.log_opening import open_log

        return open_log(self.path, self.keys().signer, admission, clock_ms)

    def release(self) -> None:
        """Give the directory up."""
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None
