"""Faults: one file each, and this list of all of them.

The order is the order in which packets meet the faults' rules, and swarms draw them.
"""

from __future__ import annotations

from simulations.faults.crash import Crash
from simulations.faults.duplication import Duplication
from simulations.faults.fault import Fault, Stage
from simulations.faults.image_restore import ImageRestore
from simulations.faults.loss import Loss
from simulations.faults.one_way import OneWay
from simulations.faults.partition import Partition
from simulations.faults.skew import Skew
from simulations.faults.slowness import Slowness

__all__ = ["FAULTS", "Fault", "Stage"]

FAULTS: tuple[type[Fault], ...] = (
    Partition,
    OneWay,
    Loss,
    Duplication,
    Slowness,
    Crash,
    Skew,
    ImageRestore,
)
"""Every kind of fault."""
