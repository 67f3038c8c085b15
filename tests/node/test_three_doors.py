"""Every verb of a node has three doors: Python, the command line with ``--json``, and HTTP."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from node.cli import verb_modules
from node.cli.main import app_for
from node.verbs import VERBS
from node.web.verb_routes import HTTP_VERBS, NOT_HERE

CLI = Path(verb_modules.__file__).parent

NOT_TYPED = {
    "admit": "a node that joins asks it of the one that invites",
    "session": "a screen asks it; 'tillmesh who' says who is there",
    "train": "'tillmesh drill' rings training baskets up",
    "trained": "'tillmesh drill' asks whether they arrived",
}
"""What nobody types, and why."""

WITHOUT_JSON = {"run"}
"""What goes on until it is stopped."""

OF_NO_NODE = ("sim ", "maelstrom")
"""What the simulator's commands begin with: they ask no node."""


def words_of(module: Path) -> Iterator[str]:
    """Yield the texts of a module; of a formatted one every text it could become."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[-1], ast.Constant):
            ending = str(node.values[-1].value)
            yield from (verb for verb in VERBS if ending == "-" + verb.rpartition("-")[2])


def typed(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command that can be typed, with the words before it."""
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, below in command.commands.items():
        yield from typed(below, f"{path} {name}".strip())


def test_every_verb_is_typed_or_it_is_said_who_else_asks_for_it() -> None:
    asked = {word for module in CLI.glob("*.py") for word in words_of(module)}
    assert VERBS.keys() - asked == NOT_TYPED.keys()


def test_every_typed_verb_answers_with_json_too() -> None:
    silent = {
        path
        for path, command in typed(typer.main.get_command(app_for([])))
        if not path.startswith(OF_NO_NODE)
        if not any("--json" in option.opts for option in command.params)
    }
    assert silent == WITHOUT_JSON


def test_every_verb_has_a_route_but_those_of_files_and_of_nodes() -> None:
    assert VERBS.keys() - HTTP_VERBS.keys() == NOT_HERE
