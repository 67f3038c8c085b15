"""The verbs of archives: a log's records as Parquet files, judged here or on many machines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from node.auditing.archive_view import is_archive
from node.auditing.archiving import archive
from node.auditing.evidence import gather
from node.auditing.replaying import looking_at
from node.auditing.verifying import verify
from node.cli import show
from node.cli.options import DEFAULT_DATA, CompanyOption, DataOption, JsonOption, company_key
from node.cli.speech import Speech
from node.cli.verdicts import tell
from node.engine import engine_of

archives = typer.Typer(
    help="Keep the records of a log as Parquet files, and judge them.", no_args_is_help=True
)


@archives.command("write")
def write(
    to: Annotated[Path, typer.Argument(help="The directory to make.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write every record and seal of a log into Parquet files."""
    with looking_at(data) as view:
        records = archive(view, data, to)
    answer = {"path": str(to), "records": records}
    show.tell(answer, data, as_json=as_json, sentence=_archived)


def _archived(spoken: Speech, answer: dict[str, Any]) -> str:
    return spoken.count(
        "Archived {count} record in {path}.",
        "Archived {count} records in {path}.",
        answer["records"],
        path=answer["path"],
    )


@archives.command("verify")
def verify_archives(
    paths: Annotated[list[Path], typer.Argument(help="Archives, judged together.")],
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Processes to judge with; as many as cores.")
    ] = os.cpu_count() or 1,
    engine: Annotated[
        str, typer.Option(help="A dask.distributed scheduler, like tcp://host:8786.")
    ] = "",
    company: CompanyOption = "",
    as_json: JsonOption = False,
) -> None:
    """Judge archives as 'audit verify' judges logs, each stream by itself, here or on a cluster.

    The workers of a cluster must reach the archives by the same names.
    """
    for path in paths:
        if not is_archive(path):
            raise RefusedError(f"{path} is no archive; 'audit verify' judges logs and bundles.")
    evidence = [gather(path.absolute(), path) for path in paths]
    key = company_key(company) if company else b""
    tell(verify(evidence, engine=engine_of(engine, workers), company=key), as_json=as_json)


def register(audit: typer.Typer) -> None:
    """Add the verbs to those of audits."""
    audit.add_typer(archives, name="archive")
