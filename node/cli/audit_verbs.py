"""The auditor's verbs. They open evidence for reading only and need no node of their own."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.audit.papers import FORM, read_paper
from core.errors import RefusedError
from core.log.attestation import Witnessed
from node.auditing.evidence import gather
from node.auditing.heads import check
from node.auditing.verifying import verify
from node.cli import (
    anomaly_verbs,
    archive_verbs,
    audit_report_verbs,
    checkpoint_verbs,
    proof_verbs,
    replay_verbs,
)
from node.cli.options import CompanyOption, JsonOption, company_key
from node.cli.speech import Speech, spoken
from node.cli.verdicts import tell
from node.company.files import Company

audit = typer.Typer(
    help="Check logs and bundles without trusting the shop: nothing is changed.",
    no_args_is_help=True,
)


@audit.command("verify")
def verify_evidence(
    paths: Annotated[
        list[Path], typer.Argument(help="Data directories and bundles, judged together.")
    ],
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes to judge with; as many as cores.")
    ] = os.cpu_count() or 1,
    company: CompanyOption = "",
    records_only: Annotated[
        bool, typer.Option("--records-only", help="Leave out the books and figures: much faster.")
    ] = False,
    seen_head: Annotated[
        list[str] | None,
        typer.Option(help=f"A hash somebody saw printed: {FORM}; several."),
    ] = None,
    seen_heads: Annotated[
        Path | None, typer.Option(help="A file of such lines.", dir_okay=False)
    ] = None,
    heads: Annotated[
        list[Path] | None,
        typer.Option(help="A hub's folder 'heads': what it logged must be here; several."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every record, chain, seal and tree, and that every figure follows from them."""
    if records_only and (seen_head or seen_heads):
        raise RefusedError("Papers are looked up in the books; leave --records-only out.")
    key = company_key(company) if company else b""
    papers = [read_paper(text) for text in [*(seen_head or ()), *_lines(seen_heads)]]
    logged = [seen_in(folder, key, paths) for folder in heads or ()]
    console = Console(stderr=True)
    quiet = as_json or not console.is_terminal
    judged = Speech(spoken()).say("judged")
    bar = Progress(
        TextColumn(judged),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    with tempfile.TemporaryDirectory(prefix="tillmesh-audit-") as scratch:
        evidence = [gather(path, Path(scratch) / str(number)) for number, path in enumerate(paths)]
        with nullcontext() if quiet else bar:
            task = bar.add_task(judged, total=None)
            verdict = verify(
                evidence,
                workers=workers,
                company=key,
                papers=papers,
                records_only=records_only,
                heads=logged,
                progress=lambda done, whole: bar.update(task, completed=done, total=whole),
            )
    tell(verdict, as_json=as_json)


def _plain_key(key: bytes, paths: list[Path]) -> bytes:
    """Return the company's key as it was typed or, without that, as it lies beside a log."""
    found = [company.root_key for path in paths if (company := Company.read(path)) is not None]
    if not key and not found:
        raise RefusedError("To check a log of heads, name the company's key with --company KEY.")
    return key or found[0]


def seen_in(folder: Path, key: bytes, paths: list[Path]) -> tuple[str, tuple[Witnessed, ...]]:
    """Return by what name a log of heads is told of, and the heads; it must hold itself."""
    directories = [path for path in paths if path.is_dir()]
    checked = check(folder, _plain_key(key, directories))
    return f"The checkpoint of {checked.hub.node}", checked.heads


def _lines(file: Path | None) -> list[str]:
    """Return the lines of a file that say something; ``#`` begins a remark."""
    if file is None:
        return []
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"Cannot read {file}: {error}.") from None
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    proof_verbs.register(audit)
    replay_verbs.register(audit)
    anomaly_verbs.register(audit)
    archive_verbs.register(audit)
    checkpoint_verbs.register(audit)
    audit_report_verbs.register(audit)
    app.add_typer(audit, name="audit")
