"""Hypothesis strategies for what people decide about people, settings and approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

from core.pin_hash import COST_MIN, PinVerifier
from core.shop import limits
from core.shop.approval import ActApproved, ApprovalAnswer, ApprovalRequest
from core.shop.roles import Permission, Role
from core.shop.settings import SETTINGS, SettingChange
from core.shop.user import Field, UserChange

if TYPE_CHECKING:
    from tests.strategies import Act, Vocabulary

PIN = PinVerifier.make("2468", bytes(16), COST_MIN).to_bytes()

ids = st.integers(1, 4).map(lambda number: UUID(int=number).bytes)
"""Few people, so that changes meet."""

_revisions = st.integers(1, 3) | st.integers(1, limits.REVISION_MAX)
_permissions = st.sampled_from(list(Permission))


@st.composite
def _user_fields(draw: st.DrawFn) -> dict[Field, Any]:
    values: dict[Field, st.SearchStrategy[Any]] = {
        Field.LOGIN: st.sampled_from(["ann", "bob", "олена"]),
        Field.NAME: st.sampled_from(["Ann", "Bob"]),
        Field.ROLE: st.sampled_from([str(role) for role in Role]),
        Field.PIN: st.just(PIN),
        Field.ACTIVE: st.integers(0, 1),
    }
    chosen = draw(st.sets(st.sampled_from(list(Field)), min_size=1))
    return {field: (draw(_revisions), draw(values[field])) for field in sorted(chosen)}


@st.composite
def _settings(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(SETTINGS)[:5]))
    known = SETTINGS[name]
    value = draw(st.integers(known.least, known.most))
    return {"name": name, "value": value, "revision": draw(_revisions), "by": draw(ids)}


def people_acts(say: Vocabulary) -> dict[str, st.SearchStrategy[Act]]:
    """Everything people decide about people, by the name of its event's kind."""
    from tests.strategies import Act

    asked = {
        "location": say.location,
        "till": say.tender,
        "permission": _permissions,
        "about": say.barcode,
        "measure": st.integers(1, 9_999),
        "user": ids,
    }
    changed = st.fixed_dictionaries(
        {"user": ids.map(lambda data: UUID(bytes=data)), "fields": _user_fields(), "by": ids}
    )
    answered = st.fixed_dictionaries(
        {
            "till": say.tender,
            "request": say.sale,
            "user": ids,
            "granted": st.booleans(),
        }
    )
    done = st.fixed_dictionaries(
        {**asked, "approver": ids, "request": st.just(b"") | ids, "act": say.sale}
    )
    request = st.fixed_dictionaries(asked)
    return {
        "user.changed": st.builds(Act, st.just(UserChange.change), changed, say.at_ms),
        "setting.changed": st.builds(Act, st.just(SettingChange.change), _settings(), say.at_ms),
        "approval.requested": st.builds(Act, st.just(ApprovalRequest.ask), request, say.at_ms),
        "approval.answered": st.builds(Act, st.just(ApprovalAnswer.give), answered, say.at_ms),
        "act.approved": st.builds(Act, st.just(ActApproved.state), done, say.at_ms),
    }
