"""What nodes say in their answers is said in every language, and found again by what it says."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest

from core.audit.anomalies import RULES
from core.shop.settings import SETTINGS
from core.views.reviews import REVIEW_KINDS
from node import continuity, links
from node.cli.speech import Speech
from node.clock_words import EARLIEST_MS, judge
from node.language.languages import LANGUAGES, SOURCE
from node.language.sentences import sentence_in
from node.language.subjects import FINDINGS
from node.language.words import catalogue
from node.shop.commands.customers import AddCustomer
from node.shop.commands.products import AddProduct
from tests.node.language.test_refusals import ROOT, filled_in

TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
SAYING = (
    *(
        path
        for room in ("views/reviews", "audit/anomalies")
        for path in (ROOT / "core" / room).glob("*.py")
    ),
    *(ROOT / f"node/{name}.py" for name in ("alerts", "clock_words", "doctor", "forking")),
    *(ROOT / f"node/{name}.py" for name in ("company/health", "receipts/printer")),
)
"""Where sentences are put together that people are answered with."""

OTHERS = {
    "There is no fork x: x.",
    "Cannot write x: x.",
    "x is connected.",
    "x has not been heard for a while.",
}
"""What is said there in a log, or in a refusal."""

PIECES = {
    "; paid with x.",
    "It was revokedx. What it sells now stays here.",
    "Our clock is x the others'; set it. Sales go on.",
    "The customers x have one telephone or e-mail and may be one person.",
    "The drawer was opened x without a sale in one shift: x.",
    "The tenders of receipt x are x x its lines.",
    "The time of x is x minutes x what its log had reached.",
    "x Make room: a full disk refuses sales.",
    "x it may grow to.",
    "x it may grow to; a full one refuses sales.",
}
"""What is said there in pieces, and below in the ways they are put together."""

FIELDS = (*AddCustomer.model_fields, *AddProduct.model_fields, "open", "reopened", "resolved")
"""What is changed of customers and products, and how a review stands."""

COMPOSED = (
    "ann refunded 3 times to card 1234: B1T1-000001; paid with cash.",
    "The drawer was opened once without a sale in one shift: change.",
    "The drawer was opened 3 times without a sale in one shift: change.",
    "The time of B1T1 is 9 minutes behind what its log had reached.",
    "The time of B1T1 is 9 minutes ahead of what its log had reached.",
    "The tenders of receipt B1T1-000001 are 0.10 USD more than its lines.",
    "The tenders of receipt B1T1-000001 are 0.10 USD less than its lines.",
    "The customers 0a and 0b have one telephone or e-mail and may be one person.",
    "The data file uses 90% of the 64 GiB it may grow to; a full one refuses sales.",
    "The data file uses 9% of the 64 GiB it may grow to.",
    "0.4 GiB are free. Make room: a full disk refuses sales.",
    "It was revoked: stolen. What it sells now stays here.",
    "It was revoked. What it sells now stays here.",
    "1 paper waits for the printer: It failed. 'tillmesh print status' shows them.",
    "1 paper waits for the mail server: It failed. 'tillmesh mail status' shows them.",
    "2 papers wait for the printer: It failed. 'tillmesh print status' shows them.",
    "2 papers wait for the mail server: It failed. 'tillmesh mail status' shows them.",
)


def said() -> Iterator[str]:
    """All that nodes answer with, a letter in each blank."""
    for path in SAYING:
        found = filled_in(path) - OTHERS - PIECES
        yield from (text for text in found if " " in text and text[-1] in ".!?")
    yield from COMPOSED
    for skew_ms in (-60_000, 60_000):
        for skews in ({"A": skew_ms, "B": 1, "C": 5}, {"A": skew_ms, "B": skew_ms}, {"A": skew_ms}):
            verdict = judge(skews, EARLIEST_MS + abs(skew_ms))
            yield from filter(None, (verdict.ours, *verdict.peers.values()))
    yield judge({}, 0).ours
    yield from (rule.explains for rule in RULES)
    yield from (setting.meaning for setting in SETTINGS.values())
    for kind in REVIEW_KINDS:
        yield from (kind.name, *kind.ways)
    yield from (continuity.NO_PROOF, continuity.OTHER_MACHINE, continuity.OTHER_FILE)
    yield from (continuity.OLDER_FILE, continuity.PEERS_KNOW_MORE, continuity.ANOTHER_WROTE)
    yield from (links.NEVER_HEARD, links.STRANGER, links.FORKED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_finding_is_said_in_every_language(language: str) -> None:
    found = list(said())
    assert len(found) > 150
    assert [text for text in found if sentence_in(language, text, FINDINGS) == text] == []


def test_the_catalogue_has_no_finding_that_nobody_says() -> None:
    rooms = (*SAYING, *(ROOT / "node/receipts").glob("*.py"), *(ROOT / "core/shop").glob("*.py"))
    files = (*rooms, ROOT / "node/syncing.py", ROOT / "node/ports.py", ROOT / "node/cli/speech.py")
    everything = "\n".join(
        (*said(), *FIELDS, *(text for path in files for text in filled_in(path)))
    )
    for message in catalogue("de", FINDINGS):
        for key in [message.id] if isinstance(message.id, str) else message.id:
            assert all(text in everything for text, _, _, _ in Formatter().parse(key)), key


def test_blanks_are_filled_with_words_and_numbers_of_the_language() -> None:
    ukrainian, german = Speech("uk"), Speech("de")
    off = "Our clock is {} ahead of the others'; set it. Sales go on."
    spans = {"1 minute": "1 хвилину", "3 minutes": "3 хвилини", "21 days": "21 день"}
    for span, its in spans.items():
        assert f" на {its};" in ukrainian.heard(off.format(span))
    assert german.heard("1.5 GiB are free.") == "1,5 GiB sind frei."
    sold = "B1 sold 0.25 more of milk than its books have."
    assert german.heard(sold) == "B1 verkaufte 0,25 mehr von milk, als in den Büchern steht."


def test_what_people_have_named_is_never_translated() -> None:
    said_of_it = Speech("es").heard("It belongs to company; its certificate holds.")
    assert said_of_it == "Pertenece a company; su certificado vale."


def test_a_finding_of_a_newer_node_is_said_in_english() -> None:
    assert Speech("uk").heard("The moon is full.") == "The moon is full."
    assert Speech().heard("Every stream has one history.") == "Every stream has one history."
