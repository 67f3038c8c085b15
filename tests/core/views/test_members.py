"""The members projection: any order gives the same rows, and what does not verify gives none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.company.admission import CompanyAdmission
from core.company.enrolment import Enrolment
from core.identity import COMPANY_SCOPE, author_id
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from core.shop.aggregate import moment
from core.views.members import MEMBERS, member_of, members
from core.views.shop import ALL_READERS
from tests.companies import Company, say_enrolled, say_revoked
from tests.core.views.mesh import NOW_MS, CheapSigner, Dump, cheap_verifier
from tests.strategies import body_of, kind_of

NUMBERS = {"root of acme": 1, "ann": 2, "ada": 3, "tom": 4, "tim": 5, "eve": 6}


def signer(name: str) -> CheapSigner:
    return CheapSigner(NUMBERS.get(name, 7))


def open_log(name: str, company: Company) -> EventLog:
    gate = CompanyAdmission(company.root.public_key, cheap_verifier)
    return EventLog(
        MemoryStore(),
        clock_ms=lambda: NOW_MS,
        signer=signer(name),
        verifier=cheap_verifier,
        projections=[gate.projection()],
        readers=ALL_READERS,
    )


def history() -> tuple[Company, list[EventLog]]:
    """Return a company in which many said something of many."""
    company = Company(signer)
    logs = {name: open_log(name, company) for name in NUMBERS if name != "root of acme"}
    for name, by in (("ann", ""), ("ada", "ann"), ("tom", "ann"), ("tim", "ada")):
        say_enrolled(logs[name], company.enrol(name, by=by, may_invite=name in ("ann", "ada")))
        if by:
            say_enrolled(logs[by], company.certificates[name])
    say_revoked(logs["ann"], logs["tom"].author, {(1, "branch:b"): 3})
    say_revoked(logs["ada"], logs["tom"].author, {(1, "branch:b"): 4}, "seen in a pawnshop")
    say_revoked(logs["tim"], logs["tom"].author, {(1, "branch:b"): 5}, "")
    say_revoked(logs["ann"], logs["ada"].author, {(1, COMPANY_SCOPE): 2})
    return company, list(logs.values())


COMPANY, LOGS = history()


def offers() -> list[Offer]:
    found = []
    for log in LOGS:
        after = 0
        with log.read() as view:
            for _ in range(view.head(log.stream(COMPANY_SCOPE)).sequence):
                segment = view.segment(log.stream(COMPANY_SCOPE), after, bytes_max=1)
                assert segment is not None
                after = segment.last
                found.append(Offer(segment.stream, segment.first, *segment[3:]))
    return found


OFFERS = offers()


def dump(log: EventLog) -> Dump:
    with log.read() as view:
        return {MEMBERS: list(view.table(MEMBERS).scan())}


def taken_in(order: list[Offer]) -> EventLog:
    log = open_log("eve", COMPANY)
    waiting: dict[object, list[Offer]] = {}
    for offer in OFFERS:
        waiting.setdefault(offer.stream, []).append(offer)
    for offer in order:
        log.ingest_all([waiting[offer.stream].pop(0)])
    return log


@given(st.permutations(OFFERS))
def test_any_order_gives_the_same_rows_and_so_does_a_rebuild(order: list[Offer]) -> None:
    log = taken_in(order)
    assert dump(log) == dump(taken_in(OFFERS))
    before = dump(log)
    log.rebuild()
    assert dump(log) == before


def test_everybody_is_found_with_what_was_said_of_them() -> None:
    with taken_in(OFFERS).read() as view:
        found = {member.certificate.node: member for member in members(view.table(MEMBERS))}
        tom = member_of(view.table(MEMBERS), author_id(signer("tom").public_key))
        eve = member_of(view.table(MEMBERS), author_id(signer("eve").public_key))
    assert found.keys() == {"ann", "ada", "tom", "tim"}
    assert [name for name, member in found.items() if member.revoked] == ["ada", "tom"]
    assert tom is not None
    assert tom.heads == {(1, "branch:b"): 5}
    assert eve is None


def test_what_stands_in_a_branch_s_stream_or_does_not_verify_counts_for_nothing() -> None:
    company, forged = Company(signer), Company(signer, "eve")
    forged.root = signer("eve")
    log = open_log("eve", company)
    say_enrolled(log, forged.enrol("eve", may_invite=True))
    event = Enrolment.enrol(
        id=log.mint_id(),
        timestamp=moment(NOW_MS),
        certificate=company.enrol("tom"),
    )
    (created,) = event.collect_events()
    assert isinstance(created, Enrolment.Created)
    log.append([Draft(kind_of(created), "branch:b", log.mint_id(), 1, body_of(created))])
    assert dump(log) == {MEMBERS: []}
