"""All parts of a node in one loop of one process."""

from __future__ import annotations

from contextlib import ExitStack

from node.company.files import Company
from node.company.reception import Reception, replica_config
from node.data_directory import DataDirectory
from node.distance import DistanceKeeper
from node.opening import open_till
from node.processes.loop import Loop
from node.processes.reaching import Reaching, open_transport
from node.processes.replicator import Replicator
from node.processes.till_part import TillPart
from node.processes.worker import Worker


def run_together(directory: DataDirectory, *, parent: int | None = None) -> tuple[Loop, str]:
    """Put all parts of a node into one loop; the directory must be locked by us.

    Returns the loop, and where peers reach the node.

    Raises :class:`RefusedError` when its configuration or address is wrong,
    :class:`StorageError` when its data file or control socket cannot be used.
    """
    config, keys = directory.config(), directory.keys()
    with ExitStack() as undo:
        opened = open_till(directory, config)
        undo.callback(opened.close)
        company = Company.read(directory.path)
        transport = open_transport(config, keys)
        undo.callback(transport.close)
        log = opened.till.log
        reaching = Reaching(log, config, keys.curve_public_key, transport)
        undo.callback(reaching.close)
        replicator = Replicator(
            log,
            replica_config(config, keys.signer.public_key, company),
            Reception(log, directory.path, lambda verb, asked: till.perform(verb, asked)),
            transport,
            reaching,
            lambda word: till.rung(word),
            DistanceKeeper(directory.path),
            alone=False,
        )
        till = TillPart(opened, replicator.perform, replicator.rung)
        undo.pop_all()
    loop = Loop(transport, parent=parent)
    loop.add(till)
    loop.add(Worker(log, directory.path))
    loop.add(replicator)
    return loop, transport.address
