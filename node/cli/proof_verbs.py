"""The auditor's verbs about proofs: what is taken along from a log, and checked without it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.audit.proof import ConsistencyProof, InclusionProof
from core.audit.proof_file import to_json
from core.company.certificate import read_chain
from core.errors import RefusedError, StorageError
from node.auditing.proving import check_file, prove_continuation, prove_receipt
from node.cli import show
from node.cli.options import DEFAULT_DATA, CompanyOption, DataOption, JsonOption, company_key
from node.cli.speech import Speech, speech_of, spoken

FileOption = Annotated[Path, typer.Option("--out", help="The proof to write; a new name.")]


def prove(
    receipt: Annotated[str, typer.Argument(help="The number on the receipt.")],
    out: FileOption = Path("proof.json"),
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write the proof that a receipt stands in its till's sealed log."""
    _write(prove_receipt(data, receipt), out, speech_of(data), as_json=as_json)


def consistency(
    stream: Annotated[str, typer.Argument(help="The stream, as 'audit verify' names it.")],
    old: Annotated[int, typer.Argument(help="A record of it.")],
    new: Annotated[int, typer.Argument(help="A later one.")],
    out: FileOption = Path("proof.json"),
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Write the proof that a stream was only ever added to between two of its records."""
    _write(prove_continuation(data, stream, old, new), out, speech_of(data), as_json=as_json)


def check_proof(
    file: Annotated[Path, typer.Argument(help="The proof.")],
    company: CompanyOption,
    as_json: JsonOption = False,
) -> None:
    """Check a proof with nothing but itself and the company's public key."""
    certificate, sentence = check_file(file, company_key(company))
    answer = {"holds": True, "node": certificate.node, "branch": certificate.branch}
    said = Speech(spoken()).audited(sentence)
    show.show(answer, as_json=as_json, sentence=said)


def _write(
    proof: InclusionProof | ConsistencyProof, out: Path, speech: Speech, *, as_json: bool
) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(to_json(proof))
    except FileExistsError:
        raise RefusedError(f"{out} exists already; give a new name with --out.") from None
    except OSError as error:
        raise StorageError(f"Cannot write {out}: {error.strerror}.") from error
    key = read_chain(proof.certificate).certificate.root_key.hex()
    command = f"tillmesh audit check-proof {out} --company {key}"
    sentence = speech.say("Wrote {path}. Check it with: {command}", path=out, command=command)
    show.show({"path": str(out), "company": key}, as_json=as_json, sentence=sentence)


def register(audit: typer.Typer) -> None:
    """Add the verbs to those of audits."""
    audit.command()(prove)
    audit.command()(consistency)
    audit.command("check-proof")(check_proof)
