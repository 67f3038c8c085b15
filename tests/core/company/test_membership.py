"""Who belongs to the company: a function of all that was said, in whatever order."""

from core.company.certificate import Issued, read_chain
from core.company.facts import SEQUENCE_MAX, RevocationFact
from core.company.membership import Claim, Membership, Vouch, certificate_id
from core.ed25519 import Ed25519Signer
from core.identity import COMPANY_SCOPE, StreamId, author_id
from tests.companies import Company


def signer(name: str) -> Ed25519Signer:
    return Ed25519Signer(name.encode().ljust(32, b"."))


def author(name: str) -> bytes:
    return author_id(signer(name).public_key)


def stream(name: str, scope: str = "branch:b", epoch: int = 1) -> StreamId:
    return StreamId(author(name), epoch, scope)


def company() -> Company:
    made = Company(signer)
    made.enrol("ann", may_invite=True)
    made.enrol("ada", by="ann", may_invite=True)
    made.enrol("tom", by="ann")
    made.enrol("tim", by="ada")
    return made


ACME = company()
EVERYBODY = [read_chain(data) for data in ACME.certificates.values()]


def issued(name: str) -> Issued:
    return read_chain(ACME.certificates[name])


def decided(
    by: str, who: str, heads: dict[tuple[int, str], int], reason: str = "lost", at: int = 5
) -> Claim:
    listed = tuple((epoch, scope, last) for (epoch, scope), last in heads.items())
    return Claim(author(by), 1, at, RevocationFact(author(who), who, reason, listed))


def swore(by: str, who: str, heads: dict[tuple[int, str], int], at: int = 5) -> Claim:
    return decided(by, who, heads, reason="", at=at)


BRANCH = (1, "branch:b")
COMPANY = (1, COMPANY_SCOPE)


def test_whoever_has_a_certificate_is_a_member_without_bounds() -> None:
    found = Membership(EVERYBODY)
    assert [member.revoked for member in found.members.values()] == [False] * 4
    assert found.reach(stream("tom")) == SEQUENCE_MAX
    assert found.reach(stream("tom", epoch=9)) == SEQUENCE_MAX


def test_a_chain_makes_its_issuers_known() -> None:
    assert Membership([issued("tim")]).members.keys() == {
        author("ann"),
        author("ada"),
        author("tim"),
    }


def test_a_stranger_reaches_nothing() -> None:
    assert Membership(EVERYBODY).member(author("eve")) is None
    assert Membership(EVERYBODY).reach(stream("eve")) == 0


def test_of_two_certificates_the_later_counts() -> None:
    again = Company(signer)
    again.enrol("tom", serial=1)
    assert again.root.public_key == ACME.root.public_key
    later = read_chain(again.enrol("tom", serial=2))
    found = Membership([later, *EVERYBODY])
    member = found.member(author("tom"))
    assert member is not None
    assert member.issued == later


def test_a_decision_closes_what_it_names_at_its_head_and_the_rest_at_nothing() -> None:
    found = Membership(EVERYBODY, claims=[decided("ann", "tom", {BRANCH: 7})])
    member = found.member(author("tom"))
    assert member is not None
    assert (member.revoked, member.reason) == (True, "lost")
    assert member.heads == {BRANCH: 7}
    assert found.reach(stream("tom")) == 7
    assert found.reach(stream("tom", COMPANY_SCOPE)) == 0
    assert found.reach(stream("tom", epoch=2)) == 0


def test_who_may_not_invite_may_not_revoke() -> None:
    found = Membership(EVERYBODY, claims=[decided("tom", "tim", {BRANCH: 7})])
    assert found.reach(stream("tim")) == SEQUENCE_MAX


def test_an_extension_alone_revokes_nobody() -> None:
    found = Membership(EVERYBODY, claims=[swore("ann", "tom", {BRANCH: 7})])
    assert found.reach(stream("tom")) == SEQUENCE_MAX


def test_a_closing_head_is_the_highest_anybody_swore_to() -> None:
    claims = [
        decided("ann", "tom", {BRANCH: 7}),
        decided("ada", "tom", {BRANCH: 5, COMPANY: 2}),
        swore("tim", "tom", {BRANCH: 9}),
    ]
    found = Membership(EVERYBODY, claims=claims)
    assert found.reach(stream("tom")) == 9
    assert found.reach(stream("tom", COMPANY_SCOPE)) == 2


def test_nobody_swears_for_itself() -> None:
    claims = [decided("ann", "tom", {BRANCH: 7}), swore("tom", "tom", {BRANCH: 99})]
    assert Membership(EVERYBODY, claims=claims).reach(stream("tom")) == 7


def test_two_thieves_do_not_swear_for_one_another() -> None:
    claims = [
        decided("ann", "tom", {BRANCH: 7, COMPANY: 4}),
        decided("ann", "tim", {BRANCH: 7, COMPANY: 4}),
        swore("tom", "tim", {BRANCH: 99}, at=5),
        swore("tim", "tom", {BRANCH: 99}, at=5),
    ]
    found = Membership(EVERYBODY, claims=claims)
    assert found.reach(stream("tom")) == found.reach(stream("tim")) == 7


def test_what_an_inviter_swore_before_it_was_revoked_stands() -> None:
    claims = [
        decided("ada", "tom", {BRANCH: 7}, at=5),
        decided("ann", "ada", {COMPANY: 5}),
    ]
    assert Membership(EVERYBODY, claims=claims).reach(stream("tom")) == 7


def test_nobody_revokes_who_stands_above() -> None:
    claims = [decided("ann", "ada", {COMPANY: 4}), decided("ada", "ann", {COMPANY: 4})]
    found = Membership(EVERYBODY, claims=claims)
    assert found.reach(stream("ann")) == SEQUENCE_MAX
    assert found.reach(stream("ada")) == 0


def test_a_lost_founder_is_revoked_by_the_next_one_of_the_root_key() -> None:
    again = company()
    heir = read_chain(again.enrol("heir", may_invite=True, serial=1))
    claims = [decided("heir", "ann", {COMPANY: 4}), decided("ann", "heir", {COMPANY: 4})]
    found = Membership([*EVERYBODY, heir], claims=claims)
    assert found.reach(stream("ann", COMPANY_SCOPE)) == 4
    assert found.reach(stream("heir")) == SEQUENCE_MAX


def test_a_decision_against_one_above_counts_only_until_its_certificate_is_known() -> None:
    claims = [decided("ada", "heir", {})]
    before = Membership(EVERYBODY, claims=claims)
    heir = read_chain(company().enrol("heir", may_invite=True, serial=1))
    assert before.including(heir).reach(stream("heir")) == SEQUENCE_MAX


def test_what_a_revoked_inviter_enrolled_and_nobody_had_heard_of_does_not_stand() -> None:
    vouch = Vouch(certificate_id(issued("tim")), author("ada"), 1, 8)
    known = decided("ann", "ada", {COMPANY: 8})
    unknown = decided("ann", "ada", {COMPANY: 7})
    assert Membership(EVERYBODY, [vouch], [known]).reach(stream("tim")) == SEQUENCE_MAX
    shut = Membership(EVERYBODY, [vouch], [unknown])
    assert shut.reach(stream("tim")) == 0
    member = shut.member(author("tim"))
    assert member is not None
    assert (member.revoked, member.reason) == (True, "")


def test_an_extension_does_not_let_a_revoked_inviter_enrol_more() -> None:
    vouch = Vouch(certificate_id(issued("tim")), author("ada"), 1, 8)
    claims = [decided("ann", "ada", {COMPANY: 7}), swore("tom", "ada", {COMPANY: 8})]
    found = Membership(EVERYBODY, [vouch], claims)
    assert found.reach(stream("ada", COMPANY_SCOPE)) == 8
    assert found.reach(stream("tim")) == 0


def test_what_reached_anybody_of_a_node_that_fell_with_its_issuer_stays() -> None:
    claims = [decided("ann", "ada", {}), swore("tom", "tim", {BRANCH: 3})]
    assert Membership(EVERYBODY, claims=claims).reach(stream("tim")) == 3


def test_a_node_that_fell_with_its_issuer_is_enrolled_again_by_another() -> None:
    again = company()
    anew = read_chain(again.enrol("tim", by="ann", serial=1))
    claims = [decided("ann", "ada", {})]
    found = Membership([*EVERYBODY, anew], claims=claims)
    assert found.reach(stream("tim")) == SEQUENCE_MAX


def test_a_revoked_node_is_not_enrolled_again_by_its_key() -> None:
    anew = read_chain(company().enrol("tom", by="ann", serial=1))
    claims = [decided("ann", "tom", {})]
    assert Membership([*EVERYBODY, anew], claims=claims).reach(stream("tom")) == 0
