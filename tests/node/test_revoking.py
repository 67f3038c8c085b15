"""Revoking a member, and extending that, as a till records it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.company.admission import CompanyAdmission
from core.ed25519 import Ed25519Signer, verify_ed25519
from core.errors import RefusedError
from core.identity import author_id
from core.log.event_log import EventLog
from core.log.memory_store import MemoryStore
from core.views.members import MEMBERS, member_of
from core.views.shop import ALL_READERS, shop_projections
from node.revoking import extend_revocation, extend_revocations, revoke_author
from node.till import Till
from node.till_config import TillConfig
from replication.notices import ExtendRevocation
from tests.companies import Company, say_enrolled, say_revoked
from tests.contracts.logs import drafts
from tests.node.tills import NOW_MS, one_sentence


def signer(name: str) -> Ed25519Signer:
    return Ed25519Signer(name.encode().ljust(32, b"."))


def author(name: str) -> bytes:
    return author_id(signer(name).public_key)


def till_of(name: str) -> Till:
    """A till that knows a founder ann, her inviter ada, and tom, whom ann enrolled."""
    company = Company(signer)
    company.enrol("ann", may_invite=True)
    company.enrol("ada", by="ann", may_invite=True)
    company.enrol("tom", by="ann")
    gate = CompanyAdmission(company.root.public_key, verify_ed25519)
    log = EventLog(
        MemoryStore(),
        clock_ms=lambda: NOW_MS,
        signer=signer(name),
        verifier=verify_ed25519,
        projections=shop_projections(gate.projection()),
        readers=ALL_READERS,
        admission=gate,
    )
    for certificate in company.certificates.values():
        say_enrolled(log, certificate)
    return Till(log, TillConfig(name, "b"))


def till_that_held_more() -> Till:
    """Ann's till, which holds four events of tom and hears that he was revoked at none."""
    till = till_of("ann")
    tom = EventLog(
        MemoryStore(), clock_ms=lambda: NOW_MS, signer=signer("tom"), verifier=verify_ed25519
    )
    tom.append(drafts(4, scope="branch:b"))
    with tom.read() as view:
        segment = view.segment(tom.stream("branch:b"), 0)
    assert segment is not None
    till.log.ingest(segment.stream, 1, segment.data, segment.seal, segment.public_key)
    say_revoked(till.log, author("tom"), {}, name="tom")
    return till


def closing_heads(till: Till) -> Mapping[tuple[int, str], int]:
    with till.log.read() as view:
        member = member_of(view.table(MEMBERS), author("tom"))
    assert member is not None
    return member.heads


def refused(till: Till, whom: str, reason: str = "stolen") -> str:
    with till.log.read() as view:
        before = view.digest()
    with pytest.raises(RefusedError) as caught:
        revoke_author(till, author(whom), reason)
    with till.log.read() as view:
        assert view.digest() == before
    return one_sentence(str(caught.value))


def test_a_revocation_closes_at_what_is_held() -> None:
    till = till_of("ann")
    revoke_author(till, author("tom"), "stolen")
    with till.log.read() as view:
        member = member_of(view.table(MEMBERS), author("tom"))
    assert member is not None
    assert (member.revoked, member.reason, member.heads) == (True, "stolen", {})


def test_an_extension_raises_the_closing_head_and_nothing_else() -> None:
    till = till_of("ann")
    revoke_author(till, author("tom"), "stolen")
    extend_revocation(till, ExtendRevocation(author("tom"), "tom", {(1, "branch:b"): 4}))
    with till.log.read() as view:
        member = member_of(view.table(MEMBERS), author("tom"))
    assert member is not None
    assert (member.reason, member.heads) == ("stolen", {(1, "branch:b"): 4})


def test_all_that_was_held_beyond_is_sworn_to_once() -> None:
    till = till_that_held_more()
    assert closing_heads(till) == {}
    for _ in range(2):
        extend_revocations(till)
        with till.log.read() as view:
            events = view.last_lsn()
        assert closing_heads(till) == {(1, "branch:b"): 4}
    assert events == 3 + 4 + 2


def test_who_may_not_revoke_is_told_so_and_nothing_changes() -> None:
    assert "may not revoke ada" in refused(till_of("tom"), "ada")
    assert "may not revoke ann" in refused(till_of("ada"), "ann")
    assert "may not revoke ann" in refused(till_of("ann"), "ann")
    assert "No member" in refused(till_of("ann"), "eve")
    assert "A reason" in refused(till_of("ann"), "tom", reason="")


def test_a_node_is_revoked_once() -> None:
    till = till_of("ann")
    revoke_author(till, author("tom"), "stolen")
    assert "revoked already: stolen" in refused(till, "tom")
