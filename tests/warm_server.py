"""The warm process: reads all of the command's code once, and forks for each request.

``python -m tests.warm_server PATH`` listens at PATH until its standard input ends, which it does
when whoever started it is gone.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from runpy import run_path

from node.cli import __main__ as command
from node.cli.main import app_for, main
from tests.warm import NUMBER, REQUEST_BYTES_MAX, unpack

WRONG_CLOCK = Path(__file__).parent / "node" / "other_clock" / "sitecustomize.py"
"""What a cold process with another clock runs before anything else."""

FILES = 3
"""Standard input, output and complaints."""


def serve(path: str) -> None:
    """Answer requests at a path; returns in every child, as what was asked for."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen()
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asking: dict[int, socket.socket] = {}
    print("listens", flush=True)
    while True:
        lines = {line.fileno(): pid for pid, line in asking.items()}
        ready, _, _ = select.select([sys.stdin.fileno(), listener, ended, *lines], [], [])
        if sys.stdin.fileno() in ready:
            os._exit(0)
        for pid in [lines[fd] for fd in ready if fd in lines]:
            os.kill(pid, signal.SIGKILL)  # nobody waits for it any more
            asking.pop(pid).close()
        if ended in ready:
            os.read(ended, 1 << 12)
            tell_ends(asking)
        if listener in ready:
            line, _ = listener.accept()
            request, files, _, _ = socket.recv_fds(line, REQUEST_BYTES_MAX, FILES)
            pid = os.fork()
            if not pid:
                for one in (listener, line, *asking.values()):
                    one.detach()
                become(request, files)
                return
            for fd in files:
                os.close(fd)
            asking[pid] = line
            line.send(NUMBER.pack(pid))


def tell_ends(asking: dict[int, socket.socket]) -> None:
    """Tell whoever asked how each child ended that has."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if line := asking.pop(ended[0], None):
                with suppress(OSError):
                    line.send(NUMBER.pack(os.waitstatus_to_exitcode(ended[1])))
                line.close()


def become(request: bytes, files: list[int]) -> None:
    """Take the files, directory, words and environment of a request, and forget the server."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, fd in enumerate(files):
        os.dup2(fd, number)
    os.closerange(FILES, os.sysconf("SC_OPEN_MAX"))
    directory, words, environment = unpack(request)
    sys.modules["__main__"] = command
    sys.argv = [command.__file__, *words]
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    if "TEST_CLOCK_OFF_MS" in environment:
        run_path(str(WRONG_CLOCK))


if __name__ == "__main__":
    app_for([])  # reads every verb, and with the next line what they read when they are done
    for module in ("node.own_desk", "node.processes.together", "node.verbs"):
        import_module(module)
    serve(sys.argv[1])
    main()
