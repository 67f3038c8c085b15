"""The documentation is run: its Python, its commands, its links, and its list of verbs.

A fence says what happens to it. ```python runs, all blocks of a file in one namespace, unless it
says `no-run`. ```console and ```sh run when every `$` line is a `tillmesh` command that ends by
itself, or when the fence says `run`; each line must succeed, or end as its `# exit N` says.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.warm import warm_server

if TYPE_CHECKING:
    import typer

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_S = 120

MANUALS = sorted([*ROOT.glob("README.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("docs", "core", "replication", "node", "simulations", "tests")
OWN_PAGES = (p for name in FOLDERS for p in (ROOT / name).rglob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(p for p in OWN_PAGES if "node_modules" not in p.parts)])

PYTHON = {"python", "py"}
CONSOLE = {"console", "sh"}
ENDLESS_VERBS = {"run", "demo"}  # they serve until stopped

FENCE = re.compile(r"^( *)(`{3,}|~{3,})[ ]*([^`\n]*)$")
EXPECTED_EXIT = re.compile(r"#\s*exit\s+(\d+)\s*$")
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
LINKS = (
    re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'(][^)]*)?\s*\)"),  # [text](target "title")
    re.compile(r"^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)"),  # [label]: target
    re.compile(r"\b(?:src|href)=\"([^\"]+)\""),
)


@dataclass(frozen=True)
class Block:
    """One fenced block; `line` is the number of its first line within the page."""

    language: str
    flags: frozenset[str]
    line: int
    lines: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    opening: re.Match[str] | None = None
    body: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if opening is None:
            if opening := FENCE.match(line):
                body = []
        elif re.fullmatch(rf" *{opening[2][0]}{{{len(opening[2])},}}\s*", line):
            language, *flags = opening[3].split() or [""]
            yield Block(language, frozenset(flags), number - len(body), tuple(body))
            opening = None
        else:
            indent = len(line) - len(line.lstrip(" "))
            body.append(line[min(indent, len(opening[1])) :])
    assert opening is None, "a fence is opened and never closed"


def prose(text: str) -> list[str]:
    """Keep the lines outside fences, without code spans; the others become empty."""
    lines = text.splitlines()
    for block in blocks(text):
        first, after = block.line - 2, block.line + len(block.lines)
        lines[first:after] = [""] * (after - first)
    return [CODE_SPAN.sub("", line) for line in lines]


def script(text: str) -> str:
    """Join a page's Python blocks, each on its own lines, so that a traceback names the page's."""
    lines = [""] * len(text.splitlines())
    for block in blocks(text):
        if block.language in PYTHON and "no-run" not in block.flags:
            lines[block.line - 1 : block.line - 1 + len(block.lines)] = block.lines
    return "\n".join(lines)


def commands(block: Block) -> Iterator[tuple[int, str]]:
    """Yield the line number and text after each `$ `, lines that end in a backslash joined."""
    numbered = enumerate(block.lines, block.line)
    for number, line in numbered:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command = command[:-1] + next(numbered, (0, ""))[1].removeprefix("> ")
            yield number, command


def is_run(block: Block) -> bool:
    if block.language not in CONSOLE or "no-run" in block.flags:
        return False
    words = [command.split() for _, command in commands(block)]
    return "run" in block.flags or all(
        word[:1] == ["tillmesh"] and not ENDLESS_VERBS.intersection(word[1:2]) for word in words
    )


def run(arguments: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    environment |= {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    work = home / "here"
    work.mkdir(exist_ok=True)
    return subprocess.run(
        arguments,
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def run_python(page: str, text: str, home: Path) -> None:
    source = script(text)
    if source.strip():
        file = home / f"{Path(page).stem}.py"
        file.write_text(source, "utf-8")
        ran = run([sys.executable, "-P", str(file)], home)
        assert ran.returncode == 0, f"{page} does not run:\n{ran.stdout}"


def run_console(page: str, text: str, home: Path) -> None:
    command = home / "bin" / "tillmesh"
    command.parent.mkdir()
    words = f'"{sys.executable}" -ES "{ROOT / "tests" / "warm.py"}" "{warm_server().address}"'
    command.write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
    command.chmod(0o755)
    for block in filter(is_run, blocks(text)):
        for number, line in commands(block):
            expected = int(found[1]) if (found := EXPECTED_EXIT.search(line)) else 0
            ran = run(["bash", "-euo", "pipefail", "-c", line], home)
            said = f"{page}:{number}: $ {line}\nended with {ran.returncode}:\n{ran.stdout}"
            assert ran.returncode == expected, said


def broken_links(page: Path, text: str) -> list[str]:
    found = []
    for number, line in enumerate(prose(text), 1):
        for target in (match[1] for pattern in LINKS for match in pattern.finditer(line)):
            path = target.partition("#")[0]
            is_relative = path and not re.match(r"[a-z][a-z0-9+.-]*:", path)
            if is_relative and (path.startswith("/") or not (page.parent / path).exists()):
                found.append(f"{page}:{number}: {target}")
    return found


def verbs(app: "typer.Typer", path: str = "tillmesh") -> Iterator[str]:
    """Yield every verb that help shows, groups spelled out: `tillmesh till open`."""
    for command in app.registered_commands:
        if not command.hidden:
            name = command.name or getattr(command.callback, "__name__", "").replace("_", "-")
            yield f"{path} {name}"
    for group in app.registered_groups:
        if group.typer_instance is not None and not group.hidden:
            inner = group.name or group.typer_instance.info.name
            # A group without a name adds its commands to its parent.
            yield from verbs(group.typer_instance, f"{path} {inner}" if inner else path)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", MANUALS, ids=name_of)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    run_python(name_of(page), page.read_text("utf-8"), tmp_path)


@pytest.mark.parametrize("page", MANUALS, ids=name_of)
def test_the_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    run_console(name_of(page), page.read_text("utf-8"), tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text("utf-8")) == []


def test_every_verb_is_documented() -> None:
    try:
        import typer

        from node.cli.main import app_for

        gathered = typer.Typer()
        for entry in entry_points(group="tillmesh.verbs"):
            entry.load()(gathered)
    except ModuleNotFoundError as missing:
        pytest.skip(f"the command line is not complete yet: {missing}")
    text = "\n".join(page.read_text("utf-8") for page in MANUALS)
    expected = sorted({*verbs(app_for([])), *verbs(gathered)})
    assert [verb for verb in expected if not re.search(rf"{verb}(?![\w-])", text)] == []


PAGE = """\
# A page

1. In a list:
   ```python
   if x := 1:
       y = x
   ```

```python no-run
raise SystemExit("never run")
```
~~~~text
```python
not python
```
~~~~
```py
assert y == 1
```
"""


def console(*lines: str, fence: str = "console") -> Block:
    (block,) = blocks("\n".join([f"```{fence}", *lines, "```"]))
    return block


def test_python_blocks_keep_their_lines_and_share_one_namespace() -> None:
    kept = {number: line for number, line in enumerate(script(PAGE).splitlines(), 1) if line}
    assert kept == {5: "if x := 1:", 6: "    y = x", 18: "assert y == 1"}


def test_a_page_whose_python_fails_is_found(tmp_path: Path) -> None:
    run_python("good.md", PAGE, tmp_path)
    with pytest.raises(AssertionError, match=r"bad\.md does not run(.|\n)*line 18"):
        run_python("bad.md", PAGE.replace("y == 1", "y == 2"), tmp_path)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (console("$ tillmesh init", "done", "$ tillmesh sell 3 # exit 2"), True),
        (console("$ tillmesh verify", fence="sh"), True),
        (console("$ tillmesh run"), False),
        (console("$ tillmesh init", "$ make setup"), False),
        (console("$ tillmesh init", "$ ls", fence="console run"), True),
        (console("$ tillmesh init", fence="console no-run"), False),
        (console("$ tillmesh init", fence="text"), False),
    ],
)
def test_only_commands_that_end_by_themselves_are_run(block: Block, expected: bool) -> None:
    assert is_run(block) is expected


def test_a_command_that_ends_otherwise_than_the_page_says_is_found(tmp_path: Path) -> None:
    page = "```console run\n$ touch a && \\\n> test -e a\n$ test -e b  # exit {}\n```"
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    run_console("good.md", page.format(1), tmp_path / "good")
    with pytest.raises(AssertionError, match=r"bad\.md:4: \$ test -e b"):
        run_console("bad.md", page.format(0), tmp_path / "bad")


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "here.md").touch()
    good = "[a](here.md) ![b](here.md#part 'title') [c](https://x.example/y) [d](#e)\n`[f](gone)`"
    bad = '[a](gone.md)\n\n[b]: gone/too.md\n<img src="gone.svg">\n```text\n[c](gone)\n```'
    page = tmp_path / "page.md"
    assert broken_links(page, good) == []
    assert broken_links(page, bad) == [
        f"{page}:1: gone.md",
        f"{page}:3: gone/too.md",
        f"{page}:4: gone.svg",
    ]


def test_verbs_are_spelled_out_with_their_groups() -> None:
    import typer

    def open_shift() -> None: ...

    app, group = typer.Typer(), typer.Typer()
    app.command()(open_shift)
    app.command("hidden", hidden=True)(open_shift)
    group.command("close")(open_shift)
    app.add_typer(group, name="shift")
    assert list(verbs(app)) == ["tillmesh open-shift", "tillmesh shift close"]
