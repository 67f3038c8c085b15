"""The worker's process."""

from __future__ import annotations

import os

from node.data_directory import DataDirectory
from node.processes.loop import Loop
from node.processes.poller import DescriptorPoller
from node.processes.running import Opened, Running
from node.processes.worker import Worker

NICE = 19
"""How far a worker stands back: the least a process can ask for."""


def start(directory: DataDirectory) -> Running:
    """The worker's process: what may take long, and must not be in anybody's way."""
    config = directory.config()
    if config.printer is None:
        # A customer waits for paper; the other jobs rest most of the time by themselves.
        os.nice(NICE)
    log = directory.open_log(config)
    loop = Loop(DescriptorPoller())
    loop.add(Opened(log.store.close))
    loop.add(Worker(log, directory.path))
    return Running(loop, "")
