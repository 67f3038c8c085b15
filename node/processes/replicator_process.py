"""The replicator's process."""

from __future__ import annotations

import os
from contextlib import ExitStack

from node.company.files import Company
from node.company.reception import Reception, replica_config
from node.data_directory import REPLICATOR_BELL, REPLICATOR_SOCKET, TILL_BELL, DataDirectory
from node.distance import DistanceKeeper
from node.processes.asking import till_client
from node.processes.doorbell import Doorbell, Ringer
from node.processes.loop import Loop
from node.processes.reaching import Reaching, open_transport
from node.processes.replicator import Replicator
from node.processes.running import Opened, Running
from node.processes.serving import Served
from node.till_config import TILL

NICE = 5
"""How far the replicator of a till stands back: while a backlog comes in, a sale gets the processor
at once, and the backlog what is left of it."""


def start(directory: DataDirectory) -> Running:
    """The replicator's process: the network, and everything that comes from it."""
    config, keys = directory.config(), directory.keys()
    if config.role == TILL:
        os.nice(NICE)
    company = Company.read(directory.path)
    transport = open_transport(config, keys)
    loop = Loop(transport)
    with ExitStack() as undo:
        undo.callback(transport.close)
        log = directory.open_log(config)
        undo.callback(log.store.close)
        reaching = Reaching(log, config, keys.curve_public_key, transport)
        undo.callback(reaching.close)
        ringer = Ringer(directory.path / TILL_BELL)
        replicator = Replicator(
            log,
            replica_config(config, keys.signer.public_key, company),
            Reception(log, directory.path, till_client(directory.socket_path)),
            transport,
            reaching,
            ringer.ring,
            DistanceKeeper(directory.path),
            alone=True,
        )
        undo.pop_all()
    bell = Doorbell(directory.path / REPLICATOR_BELL, replicator.rung)
    replicator.listen = bell.listen
    loop.add(Opened(log.store.close))
    loop.add(ringer)
    loop.add(bell)
    loop.add(Served(directory.path / REPLICATOR_SOCKET, replicator.perform))
    loop.add(replicator)
    return Running(loop, transport.address)
