"""The till's process."""

from __future__ import annotations

from contextlib import ExitStack

from node.data_directory import REPLICATOR_BELL, REPLICATOR_SOCKET, TILL_BELL, DataDirectory
from node.opening import open_till
from node.processes.asking import ReplicatorClient
from node.processes.doorbell import Doorbell, Ringer
from node.processes.loop import Loop
from node.processes.poller import DescriptorPoller
from node.processes.running import Running
from node.processes.till_part import TillPart


def start(directory: DataDirectory) -> Running:
    """The till's process: the control socket, every verb, all own events."""
    loop = Loop(DescriptorPoller())
    with ExitStack() as undo:
        undo.callback(loop.close)
        opened = open_till(directory, directory.config())
        undo.callback(opened.close)
        ringer = Ringer(directory.path / REPLICATOR_BELL)
        undo.callback(ringer.close)
        replicator = ReplicatorClient(directory.path / REPLICATOR_SOCKET)
        till = TillPart(opened, replicator.ask, ringer.ring)
        undo.pop_all()
    loop.add(till)
    loop.add(ringer)
    loop.add(Doorbell(directory.path / TILL_BELL, till.rung))
    return Running(loop, "")
