"""The ``tillmesh`` command: its verbs, and the exit status every one of them ends with.

0: done. 1: refused, with one sentence on standard error and nothing changed. 2: typed wrong.
3: no answer came or it could not be printed, so that it may have been done.
Rooms that ``node`` does not know add verbs of their own through entry points.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from core.errors import TillmeshError
from node.cli import verb_modules
from node.control import UnknownOutcomeError
from node.tuning import tune_interpreter
from node.wording import one_line

REFUSED_STATUS = 1
"""Exit status when something was refused, and nothing was changed."""

UNKNOWN_STATUS = 3
"""Exit status when it is not known, or could not be told, whether something was done."""


HELP = "A point of sale for many branches: tills that always sell, a network that replicates."


def app_for(words: Sequence[str]) -> typer.Typer:
    """Return the command line as far as ``words`` need it; without any, all of it."""
    app = typer.Typer(
        name="tillmesh",
        help=HELP,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        # With a callback, one verb alone is still a verb and has to be named.
        callback=lambda: None,
    )
    verb_modules.register(app, words)
    return app


def main() -> None:
    """Run one verb and exit."""
    tune_interpreter()
    try:
        app_for(sys.argv[1:])()
    except UnknownOutcomeError as error:
        typer.echo(f"tillmesh: {one_line(str(error))}", err=True)
        sys.exit(UNKNOWN_STATUS)
    except TillmeshError as error:
        typer.echo(f"tillmesh: {one_line(str(error))}", err=True)
        sys.exit(REFUSED_STATUS)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(UNKNOWN_STATUS)
    except OSError as error:
        typer.echo(f"tillmesh: The answer could not be told: {error.strerror}.", err=True)
        sys.exit(UNKNOWN_STATUS)
