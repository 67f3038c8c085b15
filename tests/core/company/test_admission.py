"""The gate in front of a log: members' records go in, nobody else's, none after the end."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from core.company.admission import CompanyAdmission
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import ClosedStreamError, SealError, UnknownOriginError
from core.identity import COMPANY_SCOPE, StreamId
from core.log.entry import Draft
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.log.offer import Offer
from core.views.members import member_of, members
from core.views.shop import ALL_READERS, shop_projections
from tests.companies import Company, say_enrolled, say_revoked

NOW_MS = 1_700_000_000_000
BRANCH = "branch:b"


def signer(name: str) -> Ed25519Signer:
    return Ed25519Signer(name.encode().ljust(32, b"."))


@dataclass
class Chain:
    """A company and the logs of its nodes."""

    company: Company = field(default_factory=lambda: Company(signer))
    logs: dict[str, EventLog] = field(default_factory=dict)

    def log(self, name: str, *, root_key: bytes | None = None) -> EventLog:
        key = self.company.root.public_key if root_key is None else root_key
        gate = CompanyAdmission(key, verify_ed25519)
        made = self.logs[name] = EventLog(
            MemoryStore(),
            clock_ms=lambda: NOW_MS,
            signer=signer(name),
            verifier=verify_ed25519,
            projections=shop_projections(gate.projection()),
            readers=ALL_READERS,
            admission=gate,
        )
        return made

    def enrol(self, name: str, *, by: str = "", may_invite: bool = False) -> EventLog:
        certificate = self.company.enrol(name, by=by, may_invite=may_invite)
        log = self.log(name)
        say_enrolled(log, certificate)
        if by:
            say_enrolled(self.logs[by], certificate)
        return log


def sell(log: EventLog, count: int = 1) -> None:
    log.append([Draft("sold", BRANCH, log.mint_id(), 1, b"\x90") for _ in range(count)])


def offer(log: EventLog, scope: str, after: int = 0) -> Offer:
    with log.read() as view:
        segment = view.segment(log.stream(scope), after)
    assert segment is not None
    return Offer(segment.stream, segment.first, segment.data, segment.seal, segment.public_key)


def held(log: EventLog, stream: StreamId) -> int:
    with log.read() as view:
        return view.head(stream).sequence


def chain() -> Chain:
    made = Chain()
    made.enrol("ann", may_invite=True)
    made.enrol("tom", by="ann")
    return made


def test_an_author_nobody_knows_is_refused() -> None:
    made = chain()
    eve = made.log("eve")
    sell(eve)
    with pytest.raises(UnknownOriginError, match="No certificate"):
        made.logs["ann"].ingest_all([offer(eve, BRANCH)])


def test_an_author_begins_with_its_own_certificate_and_is_known_from_then_on() -> None:
    made = chain()
    ann, tom, new = made.logs["ann"], made.logs["tom"], made.log("new")
    sell(tom)
    with pytest.raises(UnknownOriginError):
        new.ingest_all([offer(tom, BRANCH)])
    new.ingest_all([offer(tom, COMPANY_SCOPE)])
    new.ingest_all([offer(tom, BRANCH)])
    assert held(new, tom.stream(BRANCH)) == 1
    # Its chain named its issuer, so the issuer's streams may come in any order.
    sell(ann)
    new.ingest_all([offer(ann, BRANCH)])


def test_a_new_author_s_streams_may_come_in_one_transaction() -> None:
    made = chain()
    tom, new = made.logs["tom"], made.log("new")
    sell(tom, 3)
    new.ingest_all([offer(tom, COMPANY_SCOPE), offer(tom, BRANCH)])
    assert held(new, tom.stream(BRANCH)) == 3


def test_an_author_that_begins_with_another_s_certificate_is_refused() -> None:
    made = chain()
    eve = made.log("eve")
    say_enrolled(eve, made.company.certificates["tom"])
    with pytest.raises(UnknownOriginError):
        made.log("new").ingest_all([offer(eve, COMPANY_SCOPE)])


def test_an_author_of_another_company_is_refused() -> None:
    made, other = chain(), Chain(Company(signer, "other"))
    eve = other.enrol("eve")
    with pytest.raises(UnknownOriginError):
        made.logs["ann"].ingest_all([offer(eve, COMPANY_SCOPE)])


def test_a_refused_offer_takes_everything_of_its_transaction_with_it() -> None:
    made = chain()
    ann, new, eve = made.logs["ann"], made.log("new"), made.log("eve")
    sell(eve)
    sell(ann)
    with pytest.raises(UnknownOriginError):
        new.ingest_all([offer(ann, COMPANY_SCOPE), offer(eve, BRANCH)])
    with pytest.raises(UnknownOriginError):
        new.ingest_all([offer(ann, BRANCH)])
    with new.read() as view:
        assert view.heads() == {}


def test_a_revoked_author_is_taken_up_to_its_closing_head_and_no_further() -> None:
    made = chain()
    ann, tom, new = made.logs["ann"], made.logs["tom"], made.log("new")
    sell(tom)
    sell(tom)
    say_revoked(ann, tom.author, {(1, COMPANY_SCOPE): 1, (1, BRANCH): 2})
    early = offer(tom, BRANCH)
    sell(tom)
    late = offer(tom, BRANCH, after=2)
    new.ingest_all([offer(ann, COMPANY_SCOPE), offer(tom, COMPANY_SCOPE), early])
    with pytest.raises(ClosedStreamError, match="closed after 2"):
        new.ingest_all([late])
    assert held(new, tom.stream(BRANCH)) == 2


def test_a_closing_head_within_a_transaction_holds_for_the_offers_after_it() -> None:
    made = chain()
    ann, tom, new = made.logs["ann"], made.logs["tom"], made.log("new")
    new.ingest_all([offer(ann, COMPANY_SCOPE)])
    sell(tom)
    say_revoked(ann, tom.author, {})
    with pytest.raises(ClosedStreamError):
        new.ingest_all([offer(ann, COMPANY_SCOPE, after=2), offer(tom, BRANCH)])


def test_what_was_held_before_is_compared_and_not_refused() -> None:
    made = chain()
    ann, tom, new = made.logs["ann"], made.logs["tom"], made.log("new")
    sell(tom)
    new.ingest_all([offer(tom, COMPANY_SCOPE), offer(tom, BRANCH)])
    say_revoked(ann, tom.author, {})
    new.ingest_all([offer(ann, COMPANY_SCOPE)])
    (again,) = new.ingest_all([offer(tom, BRANCH)])
    assert (again.added, held(new, tom.stream(BRANCH))) == (0, 1)


def test_a_revoked_node_goes_on_writing_its_own() -> None:
    made = chain()
    ann, tom = made.logs["ann"], made.logs["tom"]
    say_revoked(ann, tom.author, {})
    tom.ingest_all([offer(ann, COMPANY_SCOPE)])
    sell(tom)
    with tom.read() as view:
        member = member_of(view.table("members"), tom.author)
    assert member is not None
    assert member.revoked


def test_a_revoked_author_that_was_never_met_cannot_introduce_itself() -> None:
    made = chain()
    ann, new = made.logs["ann"], made.log("new")
    eve = made.log("eve")
    certificate = made.company.enrol("eve", by="ann")
    say_enrolled(eve, certificate)
    say_revoked(ann, eve.author, {})
    new.ingest_all([offer(ann, COMPANY_SCOPE)])
    with pytest.raises(ClosedStreamError):
        new.ingest_all([offer(eve, COMPANY_SCOPE)])


def test_what_is_not_admitted_can_be_left_out_of_what_is() -> None:
    made = chain()
    ann, tom, new, eve = made.logs["ann"], made.logs["tom"], made.log("new"), made.log("eve")
    say_revoked(ann, tom.author, {(1, COMPANY_SCOPE): 1})
    sell(ann)
    sell(tom)
    sell(eve)
    sell(eve)
    left_out: set[StreamId] = set()
    offers = [
        offer(ann, COMPANY_SCOPE),
        offer(eve, BRANCH),
        offer(eve, BRANCH, after=1),
        offer(tom, COMPANY_SCOPE),
        offer(tom, BRANCH),
        offer(ann, BRANCH),
    ]
    results = new.ingest_admitted(offers, left_out)
    assert left_out == {eve.stream(BRANCH), tom.stream(BRANCH)}
    assert [result.stream for result in results] == [
        ann.stream(COMPANY_SCOPE),
        tom.stream(COMPANY_SCOPE),
        ann.stream(BRANCH),
    ]


def test_a_seed_is_known_before_any_event() -> None:
    made = chain()
    tom = made.logs["tom"]
    sell(tom)
    gate = CompanyAdmission(
        made.company.root.public_key, verify_ed25519, [made.company.certificates["tom"]]
    )
    new = made.log("new")
    new.admission = gate
    new.ingest_all([offer(tom, BRANCH)])
    with pytest.raises(SealError):
        CompanyAdmission(b"x" * 32, verify_ed25519, [made.company.certificates["tom"]])


def test_another_root_key_folds_the_members_anew() -> None:
    made = chain()
    ann = made.logs["ann"]

    def reopened(root_key: bytes) -> int:
        gate = CompanyAdmission(root_key, verify_ed25519)
        log = EventLog(
            ann.store,
            clock_ms=lambda: NOW_MS,
            signer=signer("ann"),
            projections=shop_projections(gate.projection()),
            readers=ALL_READERS,
        )
        with log.read() as view:
            return len(members(view.table("members")))

    assert [reopened(b"x" * 32), reopened(b""), reopened(made.company.root.public_key)] == [0, 0, 2]


def test_a_later_epoch_of_a_member_needs_no_new_certificate() -> None:
    made = chain()
    tom, new = made.logs["tom"], made.log("new")
    new.ingest_all([offer(tom, COMPANY_SCOPE)])
    tom.open_epoch(70_000, "restored")
    sell(tom)
    new.ingest_all([offer(tom, BRANCH)])
    assert held(new, tom.stream(BRANCH)) == 1


def test_the_certificate_may_follow_the_words_of_a_new_epoch() -> None:
    made = chain()
    late = made.log("late")
    late.append([Draft("node.epoch_opened", COMPANY_SCOPE, late.mint_id(), 1, b"\x90")])
    say_enrolled(late, made.company.enrol("late", by="ann"))
    new = made.log("new")
    new.ingest_all([offer(late, COMPANY_SCOPE)])
    assert held(new, late.stream(COMPANY_SCOPE)) == 2


def test_the_closing_head_of_a_revoked_node_bounds_every_history_it_wrote() -> None:
    made = chain()
    ann, tom = made.logs["ann"], made.logs["tom"]
    sell(tom, 2)
    copy = made.log("tom")
    copy.append([Draft("copied", BRANCH, copy.mint_id(), 1, b"\x91\x01")])
    say_revoked(ann, tom.author, {(1, COMPANY_SCOPE): 1, (1, BRANCH): 2})
    for first, second in ((tom, copy), (copy, tom)):
        node = made.log("new")
        node.ingest_all([offer(ann, COMPANY_SCOPE), offer(tom, COMPANY_SCOPE)])
        node.ingest_all([offer(first, BRANCH), offer(second, BRANCH)])
        with node.read() as view:
            assert view.lanes(tom.stream(BRANCH)) == 1
    copy.append([Draft("copied", BRANCH, copy.mint_id(), 1, b"\x91\x01") for _ in range(2)])
    node = made.log("new")
    node.ingest_all([offer(ann, COMPANY_SCOPE), offer(tom, COMPANY_SCOPE), offer(tom, BRANCH)])
    with pytest.raises(ClosedStreamError):
        node.ingest_all([offer(copy, BRANCH)])
    with node.read() as view:
        assert view.lanes(tom.stream(BRANCH)) == 0
