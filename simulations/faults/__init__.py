"""Faults: one file each, and this list of all of them.

The order is the order in which packets meet the faults' rules, and swarms draw them: what cuts
comes first, what loses next, what delays last, so that no delay hides a cut.
"""

from __future__ import annotations

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
from simulations.faults.fault import Fault, Stage
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

__all__ = ["FAULTS", "NAMED_FAULTS", "Fault", "Stage"]

FAULTS: tuple[type[Fault], ...] = (
    Partition,
    KWay,
    Region,
    Bridge,
    OneWay,
    Flapping,
    Corruption,
    Loss,
    Bursts,
    Duplication,
    Slowness,
    Reordering,
    Clogged,
    SlowPeer,
    Latency,
    Crash,
    HubAway,
    Skew,
    ClockStep,
    ClockDrift,
    Clock1970,
    Clock2099,
    SummerTime,
    ImageRestore,
    Clone,
    Pause,
    PowerCut,
    FlushError,
    DiskFull,
    TornWrite,
    LostWrite,
    MisdirectedWrite,
    BitFlip,
    TotalLoss,
    MixedVersions,
    MaliciousTill,
)
"""Every kind of fault that a swarm's world may have."""

NAMED_FAULTS: tuple[type[Fault], ...] = (Revocation, Resubscription)
"""Those that only a scenario brings which names them: they change who is to hold what."""
