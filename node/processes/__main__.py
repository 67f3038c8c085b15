"""One process of a running node, started by its supervisor and by nobody else.

Opens nothing before it reads one byte. Then prints one line of JSON: ``{"address": ...}`` when
it is ready, ``{"refused": sentence}`` when it cannot start. It ends on SIGTERM, and when whoever
started it is gone: that is when its standard input ends.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import StorageError, TillmeshError
from node.data_directory import DataDirectory
from node.processes.child import GO
from node.processes.compose import PROCESSES, starter
from node.processes.running import SCREEN, Running
from node.processes.telling import log_to_stderr
from node.tuning import tune_interpreter


def main() -> None:
    """Run one part of a node until it is told to stop."""
    parser = argparse.ArgumentParser(prog="node.processes", description=__doc__)
    parser.add_argument("part", choices=sorted((*PROCESSES, SCREEN)))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--lock", type=int, required=True, help="descriptor of the lock")
    parser.add_argument("--socket", type=int, help="descriptor a web server listens on")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    log_to_stderr(verbose=options.verbose)
    tune_interpreter()
    directory = DataDirectory(options.data)
    start = _starter(options.part, options.socket)
    if not os.read(sys.stdin.fileno(), len(GO)):
        sys.exit(0)
    try:
        directory.inherit(options.lock)
        running = _open(start, directory)
    except TillmeshError as error:
        _say({"refused": str(error)})
        sys.exit(1)
    running.loop.stop_on_signals(signal.SIGTERM)
    running.loop.watch(sys.stdin.fileno(), lambda fd: running.loop.stop())
    _say({"address": running.address})
    running.loop.run()


def _starter(part: str, socket_fd: int | None) -> Callable[[DataDirectory], Running]:
    """Read the program of a part, while whoever had the log before may still be ending."""
    if part != SCREEN:
        return starter(part)
    from node.web.serving import run_web  # a framework that no other process is to load

    assert socket_fd is not None, "a web server is handed what it listens on"
    return lambda directory: run_web(directory, socket_fd)


def _open(start: Callable[[DataDirectory], Running], directory: DataDirectory) -> Running:
    try:
        return start(directory)
    except OSError as error:
        raise StorageError(f"{directory.path} cannot be used: {error.strerror}.") from error


def _say(what: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
