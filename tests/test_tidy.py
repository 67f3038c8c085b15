"""A test about the text of the project: how long things get, and which words never appear."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 69
FILE_LINES_MAX = 300
LONGER_FILES = {"docs/verifier/verify.py": 500}  # one file by promise: it is read and run alone
SILENT_ROOMS = ("core", "replication")  # they return values; only node and simulations speak

GENERATED = {"__pycache__", "build", "dist", "htmlcov", "node_modules", "static"}
DOT_NAMES_KEPT = {".ci", ".gitignore"}
TEXT_SUFFIXES = {"", ".cfg", ".css", ".html", ".ini", ".js", ".json", ".md", ".py", ".pyi"}
TEXT_SUFFIXES |= {".rst", ".sh", ".sql", ".svg", ".toml", ".ts", ".txt", ".yaml", ".yml"}

# (letters that must not appear, what to write instead). The odd classes such as [K] keep this
# table from finding itself.
BANNED = (
    (r"\bTOD[O]\b", "do it, or write down the limit where a reader needs to know it"),
    (r"\bFIXM[E]\b", "fix it, or write a failing test marked xfail with the reason"),
    (r"(?<![\w./])/wor[k]/", "a path relative to the project"),
    (r"(?<![\w./])/roo[t]/", "a path relative to the project"),
    (r"(?<![\w./])/hom[e]/\w", "~, or a path relative to the project"),
    (r"(?i)\bpyp[i]\.org\b", "the package's name; which index serves it is the reader's choice"),
    (r"(?i)\bfiles\.pythonhoste[d]\.org\b", "the package's name"),
    (r"(?i)\bregistry\.npmj[s]\.org\b", "the package's name"),
    (r"(?i)\bdebia[n]\.org\b", "the package's name"),
)

Offence = tuple[int, str]


def project_files(root: Path) -> Iterator[Path]:
    """Walk what a reader sees, in a fixed order: no tool's folders, nothing generated."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(
            name
            for name in names
            if name not in GENERATED and (not name.startswith(".") or name in DOT_NAMES_KEPT)
        )
        for name in sorted(files):
            if not name.startswith(".") or name in DOT_NAMES_KEPT:
                yield Path(folder, name)


def wide_lines(source: str) -> Iterator[Offence]:
    for number, line in enumerate(source.splitlines(), 1):
        if len(line) > COLUMNS_MAX:
            yield number, f"{len(line)} columns, at most {COLUMNS_MAX}"


def long_file(source: str, lines_max: int = FILE_LINES_MAX) -> Iterator[Offence]:
    if (lines := len(source.splitlines())) > lines_max:
        yield lines, f"{lines} lines in one file, at most {lines_max}"


def long_functions(source: str) -> Iterator[Offence]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield node.lineno, f"{node.name} has {lines} lines, at most {FUNCTION_LINES_MAX}"


def spoken_lines(source: str) -> Iterator[Offence]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="print" | "input" as name)):
                yield node.lineno, f"{name}() in a room that has no screen"


def banned_words(text: str) -> Iterator[Offence]:
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, instead in BANNED:
            if match := re.search(pattern, line):
                yield number, f"{match.group()!r}: write {instead}"


PYTHON_RULES = (wide_lines, long_functions)


def offences_in(path: Path, root: Path) -> list[str]:
    """Every offence of one file, each as `path:line: what`."""
    if path.suffix not in TEXT_SUFFIXES:
        return []
    text = path.read_text("utf-8", errors="replace")
    found = list(banned_words(text))
    if path.suffix == ".py":
        for rule in PYTHON_RULES:
            found += rule(text)
        name = path.relative_to(root).as_posix()
        found += long_file(text, LONGER_FILES.get(name, FILE_LINES_MAX))
        if path.relative_to(root).parts[0] in SILENT_ROOMS:
            found += spoken_lines(text)
    return [f"{path.relative_to(root)}:{line}: {what}" for line, what in sorted(found)]


def test_every_file_is_tidy() -> None:
    found = [said for path in project_files(ROOT) for said in offences_in(path, ROOT)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("core/a.py", "x = '" + "a" * 96 + "'\n", "core/a.py:1: 102 columns"),
        ("tests/a.py", "\n" * 301, "tests/a.py:301: 301 lines in one file"),
        ("node/a.py", "x = 1\ndef f():\n" + "    x\n" * 69, "node/a.py:2: f has 70 lines"),
        ("node/a.py", "async def f():\n" + "    x\n" * 69, "node/a.py:1: f has 70 lines"),
        ("core/log/a.py", "def f():\n    print(1)\n", "core/log/a.py:2: print()"),
        ("replication/a.py", "input()\n", "replication/a.py:1: input()"),
        ("docs/a.md", "\nTO" + "DO: explain", "docs/a.md:2: 'TO" + "DO'"),
        ("node/a.py", "# FIX" + "ME later", "node/a.py:1: 'FIX" + "ME'"),
        ("docs/a.md", "cd /wo" + "rk/tillmesh", "docs/a.md:1: '/wo" + "rk/'"),
        ("Makefile", "X = /ro" + "ot/x", "Makefile:1: '/ro" + "ot/'"),
        (".ci/run", "/ho" + "me/ada/till", ".ci/run:1: '/ho" + "me/a'"),
        ("requirements.txt", "-i https://pypi" + ".org/simple", "requirements.txt:1: 'pypi"),
        ("docs/a.md", "files.pythonhosted" + ".org", "docs/a.md:1: 'files"),
        ("docs/a.md", "registry.npmjs" + ".org", "docs/a.md:1: 'registry"),
        ("docs/a.md", "deb http://deb.debian" + ".org/debian", "docs/a.md:1: 'debian"),
    ],
)
def test_a_planted_offence_is_found(tmp_path: Path, path: str, text: str, said: str) -> None:
    planted = tmp_path / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(text, "utf-8")
    assert list(project_files(tmp_path)) == [planted]
    assert any(offence.startswith(said) for offence in offences_in(planted, tmp_path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("core/a.py", "x = '" + "a" * 94 + "'\n"),
        ("core/a.py", "def f():\n" + "    x\n" * 68),
        ("core/a.py", "\n" * 300),
        ("core/a.py", "self.print(1)\n"),
        ("node/a.py", "print(1)\n"),
        ("docs/a.md", "| " + "wide table " * 20 + " |\n"),
        ("docs/a.md", "docs/wo" + "rk/a.md and ./ro" + "ot/b and https://x.example/ho" + "me/c"),
        ("core/a.bin", "TO" + "DO"),
    ],
)
def test_tidy_text_is_left_in_peace(tmp_path: Path, path: str, text: str) -> None:
    kept = tmp_path / path
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(text, "utf-8")
    assert offences_in(kept, tmp_path) == []


def test_generated_and_hidden_folders_are_not_read(tmp_path: Path) -> None:
    for name in (".venv/a.py", "build/a.py", "core/__pycache__/a.py", ".git/config", "core/a.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert list(project_files(tmp_path)) == [tmp_path / "core" / "a.py"]
