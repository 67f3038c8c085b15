"""The verbs of checkpoints: a hub's word for its heads, and others' word that they saw it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import RefusedError
from node import system_clock
from node.auditing.heads import FOLDER, Checked, check, publish, witness
from node.auditing.replaying import looking_at
from node.auditing.signing import signatory_of
from node.cli import show
from node.cli.options import DEFAULT_DATA, CompanyOption, DataOption, JsonOption, company_key
from node.cli.speech import Speech, speech_of
from node.company.files import Company

checkpoint = typer.Typer(
    help="Log the heads a hub holds, sign and cosign that log, and check what was signed.",
    no_args_is_help=True,
)

FolderArgument = Annotated[
    Path, typer.Argument(help="A hub's folder 'heads', or a copy of it.", file_okay=False)
]
MS_PER_S = 1_000


@checkpoint.command("write")
def write(data: DataOption = DEFAULT_DATA, as_json: JsonOption = False) -> None:
    """Log every head of this node that moved, and sign a checkpoint; a running hub does so hourly.

    Nothing of the log itself is changed.
    """
    hub, _ = signatory_of(data)
    with looking_at(data) as view:
        made = publish(data / FOLDER, view, hub)
    answer = {"path": str(data / FOLDER), "size": made.size, "root": made.root.hex()}
    sentence = speech_of(data).count(
        "Signed {count} head in {path}.",
        "Signed {count} heads in {path}.",
        made.size,
        path=answer["path"],
    )
    show.show(answer, as_json=as_json, sentence=sentence)


@checkpoint.command("cosign")
def cosign(
    folder: FolderArgument, data: DataOption = DEFAULT_DATA, as_json: JsonOption = False
) -> None:
    """Check that a hub's log of heads only grew since this node saw it last, and sign that."""
    by, company = signatory_of(data)
    at_s = system_clock.now_ms() // MS_PER_S
    found = witness(folder, company.root_key, by, data, at_s)
    show.show(_plain(found), as_json=as_json, sentence=_told(speech_of(data), found))


@checkpoint.command("check")
def check_folder(
    folder: FolderArgument,
    company: CompanyOption = "",
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Check a checkpoint and its cosignatures by the company's key alone."""
    if company:
        key = company_key(company)
    else:
        known = Company.read(data)
        if known is None:
            raise RefusedError("Name the company's key with --company KEY.")
        key = known.root_key
    found = check(folder, key)
    show.show(_plain(found), as_json=as_json, sentence=_told(speech_of(data), found))


def _plain(found: Checked) -> dict[str, Any]:
    return {
        "origin": found.checkpoint.origin,
        "hub": found.hub.node,
        "size": found.checkpoint.size,
        "root": found.checkpoint.root.hex(),
        "witnesses": [{"node": one.node, "at_s": at_s} for one, at_s in found.witnesses],
    }


def _told(spoken: Speech, found: Checked) -> str:
    size = found.checkpoint.size
    told = [
        spoken.count(
            "{node} signed {count} head.", "{node} signed {count} heads.", size, node=found.hub.node
        )
    ]
    for one, at_s in found.witnesses:
        at = spoken.second(at_s * MS_PER_S)
        told.append(spoken.say("Cosigned by {node}, {moment}.", node=one.node, moment=at))
    return "\n".join(told)


def register(audit: typer.Typer) -> None:
    """Add the verbs to those of audits."""
    audit.add_typer(checkpoint, name="checkpoint")
