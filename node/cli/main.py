"""The ``tillmesh`` command: its verbs, and the exit status every one of them ends with.

0: done. 1: refused, with one sentence on standard error and nothing changed. 2: typed wrong.
3: no answer came or it could not be printed, so that it may have been done.
Rooms that ``node`` does not know add verbs of their own through entry points.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from core.errors import TillmeshError
from node.cli import verb_modules
from node.cli.options import DEFAULT_DATA
from node.cli.speech import LANGUAGE_VARIABLE, speech_of
from node.control import UnknownOutcomeError
from node.language.languages import LANGUAGES, SOURCE, Language
from node.tuning import tune_interpreter
from node.wording import one_line

REFUSED_STATUS = 1
"""Exit status when something was refused, and nothing was changed."""

UNKNOWN_STATUS = 3
"""Exit status when it is not known, or could not be told, whether something was done."""


def app_for(words: Sequence[str]) -> typer.Typer:
    """Return the command line as far as ``words`` need it; without any, all of it."""
    app = typer.Typer(
        name="tillmesh",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        # With a callback, one verb alone is still a verb and has to be named.
        callback=_before_the_verb,
    )
    verb_modules.register(app, words)
    return app


def _before_the_verb(
    language: Annotated[
        Language | None, typer.Option(help="What it speaks. Default: what the node does.")
    ] = None,
) -> None:
    """A point of sale for many branches: tills that always sell, a network that replicates."""
    if language is not None:
        os.environ[LANGUAGE_VARIABLE] = language


def _verb_and_on(words: Sequence[str]) -> Sequence[str]:
    """Return the words from the verb on: only its module is read."""
    return words[2:] if words[:1] == ["--language"] else words


def _language() -> str:
    """Return the language that is spoken to whoever typed what was typed."""
    said = [sys.argv[at + 1] for at, word in enumerate(sys.argv[:-1]) if word in ("--data", "-d")]
    data = Path(said[-1] if said else os.environ.get("TILLMESH_DATA", DEFAULT_DATA))
    return speech_of(data).language


def _refused(error: TillmeshError) -> str:
    """Return a refusal in the language that is spoken here."""
    language = _language()
    if language == SOURCE:
        return one_line(str(error))
    from node.language.refusals import refusal_in

    return one_line(refusal_in(language, str(error)))


def _run(words: Sequence[str]) -> None:
    """Do the verb that words begin with; asked for help or typed wrong, say so."""
    if words[:1] == ["--language"] and words[1:2] and words[1] in LANGUAGES:
        os.environ[LANGUAGE_VARIABLE] = words[1]
    app, language = app_for(_verb_and_on(words)), _language()
    if language == SOURCE:
        app()
        return
    # What is asked without a node at hand, as for a PIN, is asked in its language too.
    os.environ[LANGUAGE_VARIABLE] = language
    from node.cli import help_words

    sys.exit(help_words.run(app, language))


def main() -> None:
    """Run one verb and exit."""
    tune_interpreter()
    try:
        _run(sys.argv[1:])
    except UnknownOutcomeError as error:
        typer.echo(f"tillmesh: {_refused(error)}", err=True)
        sys.exit(UNKNOWN_STATUS)
    except TillmeshError as error:
        typer.echo(f"tillmesh: {_refused(error)}", err=True)
        sys.exit(REFUSED_STATUS)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(UNKNOWN_STATUS)
    except OSError as error:
        typer.echo(f"tillmesh: The answer could not be told: {error.strerror}.", err=True)
        sys.exit(UNKNOWN_STATUS)
