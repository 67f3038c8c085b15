"""What of a scenario real processes can play, and for each fault they cannot, why not."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from simulations.faults import Fault
from simulations.faults.bad_writes import BitFlip, LostWrite, MisdirectedWrite, TornWrite
from simulations.faults.bridge import Bridge
from simulations.faults.bursts import Bursts
from simulations.faults.clock_drift import ClockDrift
from simulations.faults.clock_lost import Clock1970, Clock2099, SummerTime
from simulations.faults.clock_step import ClockStep
from simulations.faults.clogged import Clogged
from simulations.faults.clone import Clone
from simulations.faults.corruption import Corruption
from simulations.faults.crash import Crash
from simulations.faults.disk_full import DiskFull
from simulations.faults.duplication import Duplication
from simulations.faults.flapping import Flapping
from simulations.faults.flush_error import FlushError
from simulations.faults.hub_away import HubAway
from simulations.faults.image_restore import ImageRestore
from simulations.faults.k_way import KWay
from simulations.faults.latency import Latency
from simulations.faults.loss import Loss
from simulations.faults.malicious_till import MaliciousTill
from simulations.faults.mixed_versions import MixedVersions
from simulations.faults.one_way import OneWay
from simulations.faults.partition import Partition
from simulations.faults.pause import Pause
from simulations.faults.power_cut import PowerCut
from simulations.faults.region import Region
from simulations.faults.reordering import Reordering
from simulations.faults.resubscription import Resubscription
from simulations.faults.revocation import Revocation
from simulations.faults.skew import Skew
from simulations.faults.slow_peer import SlowPeer
from simulations.faults.slowness import Slowness
from simulations.faults.total_loss import TotalLoss
from simulations.options import ALL_SCOPES, MESH, WorldOptions

WAYS = (Partition, KWay, Region, Bridge, OneWay, Flapping, Clogged, SlowPeer, Latency, Corruption)
"""Done to the way between two processes, whatever carries it."""

PACKETS = (Loss, Bursts, Duplication, Slowness, Reordering)
"""Done to single packets."""

PROCESSES = (Crash, HubAway, Pause)
"""Done by a signal."""

MACHINES = (ImageRestore, Clone, TotalLoss, DiskFull)
"""Done to the directory of a process."""

CLOCKS = (Skew, ClockStep, ClockDrift, Clock1970, Clock2099, SummerTime)
"""Done to the clock that a process is shown."""

PLAYED: tuple[type[Fault], ...] = (*WAYS, *PACKETS, *PROCESSES, *MACHINES, *CLOCKS)

_WRITES = "the disk of this machine keeps what is written to it as it is written"

NOT_PLAYED: dict[type[Fault], str] = {
    PowerCut: "what a killed process wrote stays: only a machine without power loses it",
    FlushError: "the disk of this machine flushes what it is asked to",
    TornWrite: _WRITES,
    LostWrite: _WRITES,
    MisdirectedWrite: _WRITES,
    BitFlip: _WRITES,
    MixedVersions: "there is one program to run, and no newer one",
    MaliciousTill: "the program that is run does not lie",
    Revocation: "who is thrown out can agree with nobody, and here all must",
    Resubscription: "every process takes everything from the start",
}
"""Faults that no real process can be given here, each with why not."""

LIVE_ACTS = ("sell", "refund-own", "refund-foreign", "receive", "adjust", "reprice", "scan")
"""Acts that are done by asking alone: the others look into a till's tables while they are at it."""


class Means(NamedTuple):
    """What this machine has to play with."""

    packets: bool = False
    """Whether the wire carries packets; otherwise it hands on bytes, above TCP."""
    clocks: bool = False
    """Whether libfaketime is here."""


LEAST = Means()
"""What every machine has."""


class Honoured(NamedTuple):
    """A scenario as real processes can play it, and what of it they cannot."""

    options: WorldOptions
    left_out: tuple[str, ...]
    why_not: tuple[str, ...]
    """Why faults are left out, each as ``names: reason``."""


def why_not(fault: Fault, means: Means) -> str | None:
    """Return why a fault cannot be played, or None when it can."""
    if isinstance(fault, PACKETS) and not means.packets:
        return "above TCP no packet is lost, doubled or overtaken; --wire namespaces has packets"
    if isinstance(fault, CLOCKS) and not means.clocks:
        return "libfaketime is not installed (on Debian and Ubuntu: the package libfaketime)"
    return NOT_PLAYED.get(type(fault))


def honoured(options: WorldOptions, means: Means = LEAST) -> Honoured:
    """Return what of a scenario is played; the rest is named."""
    reasons = [(fault, why_not(fault, means)) for fault in options.faults]
    faults = tuple(fault for fault, reason in reasons if reason is None)
    weights = {name: one for name, one in options.work.weights.items() if name in LIVE_ACTS}
    played = replace(
        options,
        shape=MESH,
        subscription=ALL_SCOPES,
        faults=faults,
        work=replace(options.work, office=True, weights=weights or {"sell": 1}),
    )
    left = [f"fault {one.name}" for one in options.faults if one not in faults]
    left += [f"act {name}" for name in options.work.weights if name not in weights]
    left += [f"shape {options.shape}"] * (options.shape != MESH)
    left += [f"subscription {options.subscription}"] * (options.subscription != ALL_SCOPES)
    names: dict[str, list[str]] = {}
    for fault, reason in reasons:
        if reason is not None:
            names.setdefault(reason, []).append(fault.name)
    why = tuple(f"{', '.join(which)}: {reason}" for reason, which in names.items())
    return Honoured(played, tuple(left), why)
