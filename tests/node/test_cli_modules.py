"""One verb reads one module: the table of modules says which."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import typer

from node.cli import verb_modules
from node.cli.main import app_for
from tests.node.processes import environment

HERE = Path(verb_modules.__file__).parent


def names_in(app: typer.Typer) -> list[str]:
    """Return the verbs an app knows, as they are typed."""
    commands = [
        one.name or one.callback.__name__.replace("_", "-")
        for one in app.registered_commands
        if one.callback is not None
    ]
    return commands + [str(group.name) for group in app.registered_groups]


@pytest.mark.parametrize("module", verb_modules.MODULES)
def test_a_module_brings_the_verbs_the_table_says(module: str) -> None:
    app = typer.Typer()
    import_module(f"node.cli.{module}").register(app)
    assert sorted(names_in(app)) == sorted(verb_modules.MODULES[module])


def test_every_module_of_verbs_is_in_the_table_or_part_of_one_that_is() -> None:
    whole = set(names_in(app_for([])))
    named = {verb for verbs in verb_modules.MODULES.values() for verb in verbs}
    extensions = {one.name for one in entry_points(group=verb_modules.EXTENSIONS)}
    assert whole == named | extensions
    texts = {path.stem: path.read_text("utf-8") for path in HERE.glob("*_verbs.py")}
    missing = [
        module
        for module in texts.keys() - verb_modules.MODULES.keys()
        if not any(module in text for other, text in texts.items() if other != module)
    ]
    assert missing == []


def test_a_mistyped_verb_is_told_all_of_them() -> None:
    assert len(names_in(app_for(["sel"]))) == len(names_in(app_for([])))


def test_a_verb_reads_neither_other_verbs_nor_the_simulator() -> None:
    code = (
        "import sys; from node.cli.main import app_for; app_for(['sell']); "
        "print(*sorted(name for name in sys.modules if name.startswith(('node.', 'simulations'))))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    ).stdout.split()
    assert "node.cli.shop_verbs" in said
    assert not {"node.cli.audit_verbs", "node.verbs", "simulations"} & set(said)


def test_only_the_screen_reads_a_web_framework_the_languages_and_asyncio() -> None:
    code = (
        "import sys; from node.cli.main import app_for; app_for([]);"
        "import node.processes.till_process, node.processes.replicator_process;"
        "import node.processes.worker_process, node.processes.together;"
        "print(*sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    ).stdout.split()
    assert "node.processes.screen_part" in said
    assert not {"fastapi", "starlette", "uvicorn", "babel", "asyncio"} & set(said)
