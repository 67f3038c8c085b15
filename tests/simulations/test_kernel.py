"""Time, order and dice: what the whole world stands on."""

from __future__ import annotations

import pytest

from simulations.clock import DAWN_MS, VirtualClock
from simulations.dice import dice_of, exponential, happens
from simulations.kernel import Kernel
from simulations.signing import SIGNATURE_BYTES, KeyedHashSigner, verify_keyed_hash


def kernel_with_diary() -> tuple[Kernel, list[tuple[int, int, int, bytes]], int]:
    kernel = Kernel()
    diary: list[tuple[int, int, int, bytes]] = []
    kind = kernel.kind("note", lambda node, at, data: diary.append((kernel.now_us, node, at, data)))
    return kernel, diary, kind


def test_events_happen_by_time_and_within_one_microsecond_as_they_were_planned() -> None:
    kernel, diary, kind = kernel_with_diary()
    for node, time_us in enumerate((5, 3, 5, 0)):
        kernel.plan(time_us, kind, node, 0)
    kernel.run_until(5)
    assert [(at, node) for at, node, _, _ in diary] == [(0, 3), (3, 1), (5, 0), (5, 2)]
    assert kernel.events == 4


def test_what_is_planned_later_waits_and_time_goes_on_without_events() -> None:
    kernel, diary, kind = kernel_with_diary()
    kernel.plan(10, kind, 0, 0)
    kernel.run_until(9)
    assert (diary, kernel.now_us, kernel.next_us) == ([], 9, 10)
    kernel.run_until(10)
    assert (len(diary), kernel.next_us) == (1, None)


def test_an_event_may_plan_others_for_the_same_microsecond() -> None:
    kernel = Kernel()
    left = [3]

    def again(node: int, place: int, data: bytes) -> None:
        left[0] -= 1
        if left[0]:
            kernel.plan(kernel.now_us, kind, 0, 0)

    kind = kernel.kind("again", again)
    kernel.plan(7, kind, 0, 0)
    kernel.run_until(7)
    assert left == [0]


def test_nothing_can_be_planned_for_the_past() -> None:
    kernel, _, kind = kernel_with_diary()
    kernel.run_until(5)
    with pytest.raises(AssertionError):
        kernel.plan(4, kind, 0, 0)


@pytest.mark.parametrize("other", [(1, 0, 0, b""), (0, 1, 0, b""), (0, 0, 1, b""), (0, 0, 0, b"x")])
def test_the_trace_tells_any_two_histories_apart(other: tuple[int, int, int, bytes]) -> None:
    traces = []
    for time_us, node, place, data in ((0, 0, 0, b""), (0, 0, 0, b""), other):
        kernel, _, kind = kernel_with_diary()
        kernel.plan(time_us, kind, node, place, data)
        kernel.run_until(9)
        traces.append(kernel.trace_hash)
    assert traces[0] == traces[1] != traces[2]


def test_a_note_changes_the_trace() -> None:
    kernel = Kernel()
    before = kernel.trace_hash
    kernel.note(0, b"an answer")
    assert kernel.trace_hash != before


def test_dice_of_one_concern_do_not_hear_of_another() -> None:
    first, again = dice_of(1, "network"), dice_of(1, "network")
    dice_of(1, "workload").random()
    assert [first.random() for _ in range(3)] == [again.random() for _ in range(3)]
    assert dice_of(1, "network").random() != dice_of(2, "network").random()
    assert dice_of(1, "a", "b").random() != dice_of(1, "ab").random()


def test_exponential_numbers_are_whole_never_negative_and_have_their_mean() -> None:
    dice = dice_of(3, "mean")
    drawn = [exponential(dice, 1_000) for _ in range(20_000)]
    assert min(drawn) >= 0
    assert abs(sum(drawn) / len(drawn) - 1_000) < 30
    assert exponential(dice, 0) == 0


def test_what_never_happens_never_does_and_what_always_happens_does() -> None:
    dice = dice_of(3, "happens")
    assert not any(happens(dice, 0) for _ in range(1_000))
    assert all(happens(dice, 1_000) for _ in range(1_000))
    assert 200 < sum(happens(dice, 300) for _ in range(1_000)) < 400


def test_a_clock_shows_the_worlds_time_and_its_own_mistake() -> None:
    kernel = Kernel()
    right, wrong = VirtualClock(kernel), VirtualClock(kernel, offset_ms=-60_000)
    kernel.run_until(2_500_000)
    assert right.now_ms() == DAWN_MS + 2_500
    assert wrong.now_ms() == DAWN_MS - 57_500


def test_a_cheap_signature_tells_message_key_and_signature_apart() -> None:
    ada, bob = KeyedHashSigner(b"ada"), KeyedHashSigner(b"bob")
    signature = ada.sign(b"message")
    assert len(signature) == SIGNATURE_BYTES
    assert verify_keyed_hash(ada.public_key, b"message", signature)
    assert not verify_keyed_hash(ada.public_key, b"massage", signature)
    assert not verify_keyed_hash(bob.public_key, b"message", signature)
    assert not verify_keyed_hash(ada.public_key, b"message", bob.sign(b"message"))


def test_a_clock_remembers_the_latest_time_it_showed_before_it_was_set_back() -> None:
    kernel = Kernel()
    clock = VirtualClock(kernel)
    clock.set_wrong(5_000)
    kernel.run_until(1_000_000)
    clock.set_wrong(-5_000)
    assert clock.now_ms() == DAWN_MS - 4_000
    assert clock.latest_ms == DAWN_MS + 6_000
