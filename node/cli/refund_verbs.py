"""The verbs of goods that come back: refund, exchange, without a receipt; and a receipt's proof."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from node.cli import options, pin_entry, show
from node.cli.asking import IdOption, ask, do
from node.cli.options import DEFAULT_DATA, AgeOption, DataOption, JsonOption
from node.cli.pin_entry import ApprovalOption, ApproverOption
from node.cli.speech import Speech, speech_of

ProofOption = Annotated[
    str | None, typer.Option(help="What the receipt's QR code says, for a sale unknown here.")
]
ReasonOption = Annotated[str, typer.Option(help="Why it comes back.")]


def refund(
    receipt: Annotated[
        str, typer.Argument(help="The number on the receipt; the QR code says it too.")
    ] = "",
    proof: ProofOption = None,
    line: Annotated[
        list[str] | None,
        typer.Option("--line", "-l", help="CODE:QUANTITY or #ITEM:QUANTITY. Default: all of it."),
    ] = None,
    tender: Annotated[
        str | None,
        typer.Option(
            "--tender",
            "-t",
            help="How it is paid out; gift-card:CODE onto a card, card:1234 to one that ends so. "
            "Default: as it was paid.",
        ),
    ] = None,
    customer: Annotated[str, typer.Option(help="Whose store credit it becomes, by id.")] = "",
    reason: ReasonOption = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take goods of a receipt back, of this branch or another."""
    kind, _, reference = (tender or "").partition(":")
    arguments = {
        "receipt": receipt,
        "proof": proof,
        "lines": [options.refund_line(text) for text in line or ()],
        "tender": kind or None,
        "reference": reference,
        "customer": customer,
        "reason": reason,
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "refund", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer, data))


def exchange(
    receipt: Annotated[str, typer.Argument(help="The number on the receipt.")],
    lines: Annotated[
        list[str],
        typer.Argument(metavar="LINE...", help="What is taken: CODE, CODE:QUANTITY[:AMOUNT]."),
    ],
    back: Annotated[
        list[str], typer.Option("--back", "-b", help="What comes back: CODE:QUANTITY or #ITEM:...")
    ],
    proof: ProofOption = None,
    tender: Annotated[
        list[str] | None,
        typer.Option("--tender", "-t", help="KIND:AMOUNT paid besides. Default: exact cash."),
    ] = None,
    customer: Annotated[str, typer.Option(help="The customer's number.")] = "",
    age_checked: AgeOption = False,
    reason: ReasonOption = "",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take goods back and sell others at once; the difference is paid either way."""
    arguments: dict[str, Any] = {
        "receipt": receipt,
        "proof": proof,
        "back": [options.refund_line(text) for text in back],
        "lines": [options.sell_line(text) for text in lines],
        "tenders": [options.tender(paid) for paid in tender] if tender else None,
        "customer": customer,
        "age_checked": age_checked,
        "reason": reason,
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "exchange", command_id, arguments)
    receipts = (show.receipt_sentence(answer[kind], data) for kind in ("refund", "sale"))
    said = [_exchanged(speech_of(data), answer["to_pay_minor"]), *receipts]
    show.show(answer, as_json=as_json, sentence="\n".join(said))


def _exchanged(spoken: Speech, due_minor: int) -> str:
    amount = spoken.money(abs(due_minor))
    if due_minor > 0:
        return spoken.say("Exchanged, with {amount} to pay.", amount=amount)
    if due_minor < 0:
        return spoken.say("Exchanged, with {amount} to pay out.", amount=amount)
    return spoken.say("Exchanged, with nothing to pay.")


def refund_unproven(
    lines: Annotated[
        list[str], typer.Argument(metavar="LINE...", help="CODE, CODE:QUANTITY[:AMOUNT].")
    ],
    reason: ReasonOption,
    tender: Annotated[str, typer.Option("--tender", "-t", help="How it is paid out.")] = "cash",
    approver: ApproverOption = None,
    approval: ApprovalOption = None,
    command_id: IdOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Take goods back without a receipt; a manager must allow it."""
    arguments = {
        "lines": [options.sell_line(text) for text in lines],
        "tender": tender,
        "reason": reason,
        **pin_entry.approval(approver, approval),
    }
    answer = do(data, "refund-unproven", command_id, arguments)
    show.show(answer, as_json=as_json, sentence=show.receipt_sentence(answer, data))


def receipt_proof(
    receipt: Annotated[str, typer.Argument(help="The number on the receipt.")],
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Print what the QR code of a receipt of this till says."""
    answer = ask(data, "receipt-proof", {"receipt": receipt})
    show.show(answer, as_json=as_json, sentence=answer["proof"])


def register(app: typer.Typer) -> None:
    """Add the verbs of goods that come back."""
    for verb in (refund, exchange, refund_unproven, receipt_proof):
        app.command()(verb)
