"""Standing: who was never enrolled, or was revoked, is named; who belongs is left alone."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from core.audit.finding import CERTIFICATE, EPOCH, Finding
from core.audit.standing import (
    epoch_findings,
    expiry_notes,
    membership_of,
    speaks_for_itself,
    standing_findings,
)
from core.audit.witnesses import Source
from core.company.admission import CompanyAdmission
from core.company.certificate import issue
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.identity import COMPANY_SCOPE, author_id
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.shop import kinds
from core.shop.aggregate import moment
from core.shop.epoch import Epoch
from tests.companies import Company, say_enrolled, say_revoked
from tests.contracts.logs import drafts, replicate
from tests.node.tills import NOW_MS
from tests.strategies import body_of

BRANCH = "branch:b"


def signer(name: str) -> Ed25519Signer:
    return Ed25519Signer(name.encode().ljust(32, b"."))


def open_log(name: str) -> EventLog:
    """A log without a gate: it takes in what an auditor is then to find."""
    return EventLog(
        MemoryStore(), clock_ms=lambda: NOW_MS, signer=signer(name), verifier=verify_ed25519
    )


@pytest.fixture
def company() -> Company:
    made = Company(signer)
    made.enrol("ann", may_invite=True)
    made.enrol("tom", by="ann")
    return made


@pytest.fixture
def ann(company: Company) -> EventLog:
    """A founder that holds four sales of tom's."""
    log, tom = open_log("ann"), open_log("tom")
    for certificate in company.certificates.values():
        say_enrolled(log, certificate)
    say_enrolled(tom, company.certificates["tom"])
    tom.append(drafts(4, scope=BRANCH))
    replicate(tom, log)
    return log


def judged(company: Company, *logs: EventLog) -> list[tuple[str, Finding]]:
    gate = CompanyAdmission(company.root.public_key, verify_ed25519)
    with ExitStack() as stack:
        sources = [Source(str(n), stack.enter_context(log.read())) for n, log in enumerate(logs)]
        members = membership_of(sources, gate)
        return [*standing_findings(sources, members), *epoch_findings(sources)]


def test_what_is_written_after_a_certificate_expired_is_noted_and_no_finding(
    company: Company, ann: EventLog
) -> None:
    for expires_ms, noted in ((NOW_MS + 1, 0), (NOW_MS, 2)):
        old = company.certificate("tom")._replace(expires_ms=expires_ms)
        chain = issue(signer("ann"), old, company.certificates["ann"])
        gate = CompanyAdmission(company.root.public_key, verify_ed25519, [chain])
        log = open_log("ann")
        say_enrolled(log, company.certificates["ann"])
        say_enrolled(log, chain)
        tom = open_log("tom")
        say_enrolled(tom, chain)
        tom.append(drafts(4, scope=BRANCH))
        replicate(tom, log)
        with log.read() as view:
            sources = [Source("log", view)]
            members = membership_of(sources, gate)
            said = list(expiry_notes(sources, members))
            assert not list(standing_findings(sources, members))
        assert len(said) == noted
        assert all("certificate of tom expired" in sentence for _, sentence in said)


def test_members_may_write(company: Company, ann: EventLog) -> None:
    assert judged(company, ann) == []
    with ann.read() as view:
        assert speaks_for_itself(view)


def test_an_author_nobody_enrolled_is_named(company: Company, ann: EventLog) -> None:
    eve = open_log("eve")
    eve.append(drafts(2, scope=BRANCH))
    replicate(eve, ann)
    ((name, found),) = judged(company, ann)
    assert (name, found.kind, found.field) == ("0", CERTIFICATE, "author")
    assert found.stream == str(eve.stream(BRANCH))


def test_a_certificate_of_another_company_speaks_for_nobody(
    company: Company, ann: EventLog
) -> None:
    other = Company(signer, "other")
    found = judged(other, ann)
    assert {finding.kind for _, finding in found} == {CERTIFICATE}
    assert len(found) == 3


def test_what_a_revoked_till_wrote_after_its_closing_head_is_named(
    company: Company, ann: EventLog
) -> None:
    say_revoked(ann, author_id(signer("tom").public_key), {(1, COMPANY_SCOPE): 1, (1, BRANCH): 3})
    ((_, found),) = judged(company, ann)
    assert (found.kind, found.sequence, found.field) == (CERTIFICATE, 4, "sequence")
    assert "revoked (stolen) and its stream closes at 3" in found.message


def test_a_log_that_never_heard_of_the_revocation_is_judged_by_one_that_did(
    company: Company, ann: EventLog
) -> None:
    tom = open_log("tom")
    say_enrolled(tom, company.certificates["tom"])
    tom.append(drafts(9, scope=BRANCH))
    heads = {(1, COMPANY_SCOPE): 1, (1, BRANCH): 4}
    say_revoked(ann, author_id(signer("tom").public_key), heads)
    assert judged(company, ann) == []
    ((name, found),) = judged(company, ann, tom)
    assert (name, found.sequence) == ("1", 5)


def opened_epoch(name: str, previous: int) -> EventLog:
    log = open_log(name)
    log.open_epoch(7, "a copy")
    epoch = Epoch.open(
        id=log.mint_id(), timestamp=moment(NOW_MS), node=name, previous=previous, reason="a copy"
    )
    (event,) = epoch.collect_events()
    log.append([Draft(kinds.EPOCH_OPENED, COMPANY_SCOPE, epoch.id, 1, body_of(event))])
    return log


@pytest.mark.parametrize(("previous", "said"), [(1, None), (7, "no earlier"), (9, "no earlier")])
def test_an_epoch_follows_an_earlier_one(company: Company, previous: int, said: str | None) -> None:
    found = [one for _, one in judged(company, opened_epoch("tom", previous)) if one.kind == EPOCH]
    assert [said in one.message for one in found if said] == [True] * (said is not None)
    assert bool(found) == (said is not None)


def test_an_epoch_that_begins_without_a_word_is_named(company: Company) -> None:
    log = open_log("tom")
    log.open_epoch(7, "a copy")
    log.append(drafts(2))
    found = [one for _, one in judged(company, log) if one.kind == EPOCH]
    assert [(one.sequence, one.field) for one in found] == [(1, "epoch")]
    assert "expected node.epoch_opened" in found[0].message
