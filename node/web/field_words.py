"""What our source says of each field: the text that stands below it, for the OpenAPI document.

Read from the source when somebody asks for the document, since no library keeps such texts and
looking for them when a program starts would cost every verb.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

FOLDERS = ("node.commands", "node.answers", "node.distance_answers", "node.company", "node.shop")
"""Modules, and packages of modules, in which commands and answers stand."""

Words = dict[str, dict[str, str]]
"""Of each class, what is said of each field."""


def field_words() -> Words:
    """Return what is said of the fields of every command and answer that is loaded."""
    found: Words = {}
    for module in _modules():
        for name, words in _classes(module):
            found.setdefault(name, {}).update(words)
    return found


def _modules() -> list[ModuleType]:
    return [
        module
        for name, module in sorted(sys.modules.items())
        if name in FOLDERS or name.startswith(tuple(f"{folder}." for folder in FOLDERS))
    ]


def _classes(module: ModuleType) -> Iterator[tuple[str, dict[str, str]]]:
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.ClassDef):
            yield statement.name, dict(_fields(statement))


def _fields(statement: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield every field that a text stands below."""
    for field, below in zip(statement.body, statement.body[1:], strict=False):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, inspect.cleandoc(text)
