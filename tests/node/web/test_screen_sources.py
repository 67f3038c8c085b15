"""The screen's own tests, its types against the OpenAPI document, its words and its money.

What needs the screen's tools is skipped where they are not: `make ui` brings them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import pytest

from node.language.languages import LANGUAGES
from node.language.money import money_format
from node.web.document import document

UI = Path(__file__).resolve().parents[3] / "node" / "web" / "ui"
TOOLS = UI / "node_modules"
AMOUNTS_MINOR = (0, 5, -5, 99, 100, 123_456, -123_456, 100_000_000_000)

needs_tools = pytest.mark.skipif(
    shutil.which("node") is None or not TOOLS.is_dir(),
    reason="the screen's tools are not here; 'make ui' brings them",
)


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        ["node", *command],
        cwd=UI,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_tools
def test_what_the_browser_decides_is_right_and_money_is_written_as_on_receipts(
    tmp_path: Path,
) -> None:
    samples = tmp_path / "samples.json"
    formats = [money_format(language, "EUR") for language in LANGUAGES]
    formats += [money_format("uk", "UAH"), money_format("pt-BR", "BRL")]
    samples.write_text(
        json.dumps(
            [
                {"money": asdict(own), "amount_minor": amount, "text": own.text(amount)}
                for own in formats
                for amount in AMOUNTS_MINOR
            ]
        ),
        encoding="utf-8",
    )
    run(TOOLS / "vitest" / "vitest.mjs", "run", MONEY_SAMPLES=str(samples))


@needs_tools
def test_the_screen_asks_and_reads_what_the_openapi_document_says(tmp_path: Path) -> None:
    said = tmp_path / "openapi.json"
    said.write_text(json.dumps(document()), encoding="utf-8")
    types = UI / "src" / "api" / "schema.d.ts"
    run(TOOLS / "openapi-typescript" / "bin" / "cli.js", said, "--output", types)
    run(TOOLS / "typescript" / "bin" / "tsc", "--noEmit")
