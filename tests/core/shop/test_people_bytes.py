"""Events about people are these bytes for ever: another build must read what this one wrote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgpack
import pytest

from core.pin_hash import COST_MIN, PinVerifier
from core.shop.aggregate import ShopAggregate, moment
from core.shop.approval import ActApproved, ApprovalAnswer, ApprovalRequest
from core.shop.roles import Permission
from core.shop.session import SignIn, SignOut, Unlock
from core.shop.settings import SettingChange
from core.shop.user import Field, UserChange
from core.views.shop import SHOP_READERS
from tests.strategies import body_of, kind_of

ANN, BOB, ACT = (UUID(int=number) for number in (1, 2, 3))
A, B = ANN.bytes.hex(), BOB.bytes.hex()
AT: dict[str, Any] = {"id": UUID(int=9), "timestamp": moment(1_700_000_000_000)}
WHERE: dict[str, Any] = {"location": "north", "till": "N1"}
WHAT: dict[str, Any] = {"permission": Permission.REFUND, "about": "N1-000001", "measure": 1234}
SAID = "a56e6f727468a24e31a6726566756e64a94e312d303030303031cd04d2"
HEAD = "01cf0000018bcfe56800"

PIN = PinVerifier.make("2468", bytes(range(16)), COST_MIN)
DIGEST = "954cc3bbe15412c1ad7215cd950f2900dc0ecea73bce1d4609233fd8089fa9cb"
"""What another library made of the same PIN, salt and cost."""


def _event(aggregate: ShopAggregate) -> Any:
    return next(iter(aggregate.collect_events()))


@pytest.mark.parametrize(
    ("kind", "decided", "body"),
    [
        (
            "user.changed",
            UserChange.change(
                **AT,
                user=ANN,
                fields={Field.NAME: (2, "Ann"), Field.ACTIVE: (1, 1)},
                by=BOB.bytes,
            ),
            f"95{HEAD}c410{A}9293a661637469766501 0193a46e616d6502a3416e6ec410{B}",
        ),
        (
            "setting.changed",
            SettingChange.change(**AT, name="shift.required", value=1, revision=1),
            f"96{HEAD}ae73686966742e726571756972656401 01c400",
        ),
        (
            "approval.requested",
            ApprovalRequest.ask(**AT, **WHERE, user=ANN.bytes, **WHAT),
            f"98{HEAD}a56e6f727468a24e31c410{A}a6726566756e64a94e312d303030303031cd04d2",
        ),
        (
            "approval.answered",
            ApprovalAnswer.give(**AT, till="N2", request=ACT, user=BOB.bytes, granted=True),
            f"96{HEAD}a24e32c410{ACT.bytes.hex()}c410{B}01",
        ),
        (
            "act.approved",
            ActApproved.state(
                **AT,
                **WHERE,
                **WHAT,
                user=ANN.bytes,
                approver=BOB.bytes,
                request=b"",
                act=ACT,
            ),
            f"9b{HEAD}{SAID}c410{A}c410{B}c400c410{ACT.bytes.hex()}",
        ),
        *(
            (
                kind,
                said.state(**AT, **WHERE, user=ANN.bytes, by=b""),
                f"96{HEAD}a56e6f727468a24e31c410{A}c400",
            )
            for kind, said in (
                ("user.signed_in", SignIn),
                ("user.signed_out", SignOut),
                ("user.unlocked", Unlock),
            )
        ),
    ],
)
def test_an_event_is_these_bytes_and_they_are_read(
    kind: str, decided: ShopAggregate, body: str
) -> None:
    event = _event(decided)
    golden = bytes.fromhex(body)
    assert kind_of(event) == kind
    assert body_of(event).hex() == golden.hex()
    assert kind not in SHOP_READERS or SHOP_READERS[kind](golden)[0] == 1_700_000_000_000
    assert msgpack.unpackb(golden)[0] == 1, "the schema version"


def test_a_pin_verifier_is_these_bytes_and_knows_its_pin() -> None:
    golden = "0100000008000102030405060708090a0b0c0d0e0f"
    assert PIN.to_bytes().hex().startswith(golden)
    assert PIN.to_bytes().hex()[len(golden) :] == DIGEST
    assert PinVerifier.from_bytes(PIN.to_bytes()).is_made_of("2468")
    assert not PIN.is_made_of("2469")
