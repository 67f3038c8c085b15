"""The help of every verb, and what is said of words typed wrong, in the language that is spoken.

Help is written in English where a verb and its options are. What builds the command line from it
knows no other language, so its frame (headings, hints, mistakes) is translated here too.
"""

from __future__ import annotations

from types import ModuleType

import typer

# Typer has no public name for what it raises of words typed wrong.
from typer._click.core import Command, Context
from typer._click.exceptions import ClickException, NoArgsIsHelpError, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperArgument, TyperOption

from node.language.sentences import sentence_in
from node.language.words import words_of

SUBJECT = "help"
"""The catalogue."""

ABORTED_STATUS = 1
"""Exit status when somebody broke off at a question."""

FRAME = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "ERRORS_PANEL_TITLE": "Error",
    "ABORTED_TEXT": "Aborted.",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
    "DEFAULT_STRING": "[default: {}]",
    "ENVVAR_STRING": "[env var: {}]",
    "REQUIRED_LONG_STRING": "[required]",
}
"""What stands around every help, by the names under which Typer lets it be changed."""

USAGE = "Usage: "
"""What the first line of every help begins with."""

MISTAKES = (
    "Missing argument {name}.",
    "Missing option {name}.",
    "Missing command.",
    "No such command {name}.",
    "No such command {name}. Did you mean {others}?",
    "No such option: {name}",
    "No such option: {name} (Possible options: {others})",
    "Option {name} requires an argument.",
    "Option {name} does not take a value.",
    "Got unexpected extra argument(s) ({words})",
    "Invalid value: {what}",
    "Invalid value for {name}: {what}",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {number}",
    "Input should be less than or equal to {number}",
    "Value error, {value} is not one of {others}.",
    "name at least one thing to sell",
    "'{text}' is no line; write its number, like 3 or 3@B1T2.",
    "Path {value} does not exist.",
    "File {value} does not exist.",
    "Directory {value} does not exist.",
    "File {value} is a directory.",
    "Directory {value} is a file.",
)
"""What is said of words typed wrong."""


def text_of(help_text: str | None) -> str:
    """Return a help as one line, however it is broken in the source."""
    return " ".join((help_text or "").split())


def run(app: typer.Typer, language: str) -> int:
    """Do what was typed, all that is said of how to type it in a language; return the status."""
    command = typer.main.get_command(app)
    _speak(command, _context_in(language))
    try:
        status = command.main(standalone_mode=False)
    except ClickException as error:
        _tell(error, language)
        return error.exit_code
    except typer.Abort:
        _frame(language).rich_abort_error()
        return ABORTED_STATUS
    return status if isinstance(status, int) else 0


def _speak(command: Command, context: type[Context]) -> None:
    """Let a verb and all below it be told of by ``context``."""
    command.context_class = context
    for below in getattr(command, "commands", {}).values():
        _speak(below, context)


def _context_in(language: str) -> type[Context]:
    """Return what carries the words of a verb, and gives help in a language when it is asked."""

    class SpokenFormatter(HelpFormatter):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            first = words_of(language, SUBJECT).say(USAGE) if prefix is None else prefix
            super().write_usage(prog, args, first)

    class SpokenContext(Context):
        formatter_class = SpokenFormatter

        def get_help(self) -> str:
            _frame(language)
            _translate(self, language)
            return super().get_help()

    return SpokenContext


def _translate(context: Context, language: str) -> None:
    """Say the help of a verb, of its options and of what is right below it in a language."""
    command = context.command
    for one in (command, *getattr(command, "commands", {}).values()):
        one.help = sentence_in(language, text_of(one.help), SUBJECT)
        one.short_help = sentence_in(language, text_of(one.short_help), SUBJECT)
    for option in command.get_params(context):
        if isinstance(option, TyperOption | TyperArgument) and option.help:
            option.help = sentence_in(language, text_of(option.help), SUBJECT)


def _frame(language: str) -> ModuleType:
    """Return what prints help, its frame in a language; no other verb is to load it."""
    from typer import rich_utils

    for name, text in FRAME.items():
        setattr(rich_utils, name, words_of(language, SUBJECT).say(text))
    return rich_utils


def _tell(error: ClickException, language: str) -> None:
    """Print what is wrong with the words that were typed."""
    printer = _frame(language)
    said = sentence_in(language, error.format_message(), SUBJECT)
    told = UsageError(said, getattr(error, "ctx", None))
    if not isinstance(error, NoArgsIsHelpError):
        printer.rich_format_error(told)
