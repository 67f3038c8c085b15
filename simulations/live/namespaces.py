"""Network namespaces joined by a wire of our own: real TCP over packets that get lost.

Each node lives in a network namespace whose only way out is a TUN device; one thread here
carries the packets between them, late or not at all. That needs no module of the kernel but
TUN, and chance comes from a seed. Namespaces of a process that died are removed by the next.
"""

from __future__ import annotations

import fcntl
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Sequence
from heapq import heappop, heappush
from pathlib import Path

from simulations.live.wire import Carried, Way

PREFIX = "tillmesh-live-"
"""How the names of our namespaces begin; the process that made them and the node follow."""

TUN_DEVICE = "/dev/net/tun"
PORT = 5700
PACKET_BYTES_MAX = 65_536
WAIT_S_MAX = 0.5
"""Longest wait for a packet: how late the end may be noticed."""

QUEUE_PACKETS_MAX = 10_000
"""Packets on their way at once; what is more is lost, as in a router."""

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_IPV4 = 4
_RECEIVER = slice(16, 20)


def why_not() -> str | None:
    """Return why namespaces cannot be used here, in plain words, or None when they can."""
    if shutil.which("ip") is None:
        return "the program 'ip' is not installed (on Debian and Ubuntu: the package iproute2)"
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    name = f"{PREFIX}{os.getpid()}-probe"
    try:
        os.close(os.open(TUN_DEVICE, os.O_RDWR))
        _ip("netns", "add", name)
        _ip("netns", "exec", name, "true")
    except OSError as error:
        return f"this machine does not let us: {error}"
    finally:
        _forget(name)
    return None


def remove_leftovers() -> list[str]:
    """Remove the namespaces of processes that are gone, and return their names."""
    removed = []
    for name in _ip("netns", "list").split():
        owner = name.removeprefix(PREFIX).partition("-")[0]
        if name.startswith(PREFIX) and not Path("/proc", owner).exists():
            _forget(name)
            removed.append(name)
    return removed


def _ip(*words: str) -> str:
    """Run ``ip``; raises OSError with what it complained about."""
    done = subprocess.run(("ip", *words), capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _forget(name: str) -> None:
    subprocess.run(("ip", "netns", "delete", name), capture_output=True, check=False)


class PacketWire:
    """One namespace a node, and packets that go from each to each."""

    has_packets = True

    def __init__(self, names: Sequence[str], dice: random.Random) -> None:
        """Make the namespaces; raises OSError where that is not allowed."""
        remove_leftovers()
        self.carried = Carried()
        self._dice = dice
        self._names = tuple(names)
        self._ways: dict[tuple[str, str], Way] = {}
        self._free_at_s: dict[tuple[str, str], float] = {}
        self._devices: dict[str, int] = {}
        self._waiting: list[tuple[float, int, int, bytes]] = []
        self._stop_fd, self._stopped_fd = os.pipe()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        try:
            for number, name in enumerate(self._names):
                self._devices[name] = self._make(name, number)
        except BaseException:
            self._remove()
            raise
        self._thread.start()

    def _host(self, name: str) -> str:
        return f"10.77.0.{1 + self._names.index(name)}"

    def _namespace(self, name: str) -> str:
        return f"{PREFIX}{os.getpid()}-{name}"

    def _make(self, name: str, number: int) -> int:
        """Make a namespace and the device in it; returns the end that is ours."""
        space, device = self._namespace(name), f"tm{os.getpid()}n{number}"
        _forget(space)
        _ip("netns", "add", space)
        fd = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH", device.encode(), _IFF_TUN | _IFF_NO_PI))
        _ip("link", "set", device, "netns", space)
        for words in (
            ("address", "add", f"{self._host(name)}/24", "dev", device),
            ("link", "set", device, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-netns", space, *words)
        return fd

    def listen_address(self, name: str) -> str:
        """Return where a node listens."""
        return f"tcp://{self._host(name)}:{PORT}"

    def dial_address(self, dialer: str, listener: str) -> str:
        """Return where one node finds another."""
        return self.listen_address(listener)

    def command(self, name: str) -> tuple[str, ...]:
        """Return the words that start a program in a node's namespace."""
        return ("ip", "netns", "exec", self._namespace(name))

    def set(self, sender: str, receiver: str, way: Way) -> None:
        """Change the way from one node to another."""
        self._ways[sender, receiver] = way

    def heal(self) -> None:
        """Let everything pass again."""
        self._ways.clear()

    # --- the thread that carries ------------------------------------------------------

    def _carry(self) -> None:
        by_fd = {fd: name for name, fd in self._devices.items()}
        receivers = {bytes(map(int, self._host(name).split("."))): name for name in self._names}
        poll = select.poll()
        for fd in (*by_fd, self._stop_fd):
            poll.register(fd, select.POLLIN)
        order = 0
        while True:
            now = time.monotonic()
            wait_s = self._waiting[0][0] - now if self._waiting else WAIT_S_MAX
            for fd, _ in poll.poll(max(0.0, min(wait_s, WAIT_S_MAX)) * 1000):
                if fd == self._stop_fd:
                    return
                packet = os.read(fd, PACKET_BYTES_MAX)
                receiver = receivers.get(packet[_RECEIVER])
                if packet[0] >> 4 == _IPV4 and receiver is not None:
                    order += 1
                    self._send(by_fd[fd], receiver, packet, order)
            self._deliver(time.monotonic())

    def _send(self, sender: str, receiver: str, packet: bytes, order: int) -> None:
        now = time.monotonic()
        way = self._ways.get((sender, receiver), Way())
        fate = (way.delay_s,) if way.fate is None else way.fate()
        if not fate or way.swallows(now, self._dice) or len(self._waiting) >= QUEUE_PACKETS_MAX:
            self.carried.lost += 1
            return
        for delay_s in fate:
            at = now + delay_s
            if way.bytes_per_s:
                at = max(at, self._free_at_s.get((sender, receiver), 0.0))
                self._free_at_s[sender, receiver] = at + len(packet) / way.bytes_per_s
            self.carried.packets += 1
            self.carried.bytes += len(packet)
            heappush(self._waiting, (at, order, self._devices[receiver], packet))

    def _deliver(self, now: float) -> None:
        while self._waiting and self._waiting[0][0] <= now:
            _, _, fd, packet = heappop(self._waiting)
            try:
                os.write(fd, packet)
            except OSError:
                self.carried.lost += 1

    def close(self) -> None:
        """Stop carrying, and remove the namespaces; what runs in them lives on without a net."""
        os.close(self._stopped_fd)
        self._thread.join()
        self._remove()

    def _remove(self) -> None:
        for fd in self._devices.values():
            os.close(fd)
        os.close(self._stop_fd)
        for name in self._names:
            _forget(self._namespace(name))
