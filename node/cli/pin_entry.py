"""How a PIN gets from a person to a verb: never as a word of the command line.

Words of a command line stand in the shell's history and in every list of processes. A PIN is
typed at a prompt that does not show it; scripts hand it over in the environment or through a
file descriptor.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from node.cli.speech import Speech, spoken

PIN_VARIABLE, APPROVAL_PIN_VARIABLE = "TILLMESH_PIN", "TILLMESH_APPROVAL_PIN"
"""Environment variables that hold a PIN: one's own, and that of whoever approves."""

PIN_BYTES_MAX = 64
"""Most that is read of a file descriptor: the longest PIN, its line feed, and room to be wrong."""

PinFdOption = Annotated[
    int | None,
    typer.Option(metavar="FD", help="Read the PIN from this file descriptor; 0 is the input."),
]
ApproverOption = Annotated[
    str | None,
    typer.Option("--approver", metavar="LOGIN", help="Who approves it here, with their PIN."),
]
ApprovalOption = Annotated[
    list[str] | None,
    typer.Option(
        "--approval",
        metavar="ID",
        help="A request that another till has granted; again for each further leave.",
    ),
]


def pin(whose: str, *, fd: int | None = None, variable: str = PIN_VARIABLE) -> str:
    """Return a PIN: from the descriptor, else the environment, else typed at a prompt."""
    if fd is not None:
        try:
            return os.read(fd, PIN_BYTES_MAX).decode(errors="replace").strip()
        except OSError as error:
            raise RefusedError(f"No PIN can be read from {fd}: {error.strerror}.") from None
    if (given := os.environ.get(variable)) is not None:
        return given
    if not sys.stdin.isatty():
        raise RefusedError(f"Type the PIN at a terminal, or hand it over in {variable}.")
    typed: str = typer.prompt(
        Speech(spoken()).say("PIN of {login}", login=whose), hide_input=True, err=True
    )
    return typed


def new_pin(whose: str, *, fd: int | None = None) -> str:
    """Return a PIN that is to be set: typed twice when it is typed."""
    first = pin(whose, fd=fd)
    typed = fd is None and PIN_VARIABLE not in os.environ
    again = Speech(spoken()).say("{login}, again,", login=whose)
    if typed and pin(again) != first:
        raise RefusedError("The PINs differ; nothing was changed.")
    return first


def approval(approver: str | None, requests: list[str] | None) -> dict[str, Any]:
    """Return the argument ``approval`` of a verb, empty when nobody approves."""
    if approver is None and not requests:
        return {}
    said: dict[str, Any] = {"request": requests or None}
    if approver is not None:
        said |= {"login": approver, "pin": pin(approver, variable=APPROVAL_PIN_VARIABLE)}
    return {"approval": said}
