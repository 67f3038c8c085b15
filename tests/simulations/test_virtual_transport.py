"""The virtual network keeps the contract of every transport: the very same tests."""

from __future__ import annotations

import random

import pytest

from replication.transport import PeerAddress
from simulations.enrolment import virtual_key
from simulations.kernel import Kernel
from simulations.network import DROP, PASS, Channel, Delays, Endpoint, Network, Verdict
from simulations.virtual_transport import VirtualTransport
from tests.contracts import test_transport as contract
from tests.contracts.transports import Lists, Net, Station


class _FalseKeys:
    """A rule: what is sealed for another key never gets through."""

    def __init__(self) -> None:
        self.sources: set[int] = set()

    def on_packet(self, channel: Channel, data: bytes) -> Verdict:
        return DROP if channel.source in self.sources else PASS


class VirtualNet:
    """Stations in one virtual network, 1 to 30 ms apart."""

    def __init__(self) -> None:
        self.kernel = Kernel()
        self.network = Network(self.kernel, random.Random(7), Delays(1_000, 4_000, True))
        self._false_keys = _FalseKeys()
        self.network.rules = [self._false_keys]
        self._ends: dict[str, Endpoint] = {}
        self._links: set[tuple[str, str]] = set()
        self._lists = Lists()

    def key_of(self, name: str) -> bytes:
        return virtual_key(name)

    def forbid(self, name: str) -> None:
        self._lists.forbid(virtual_key(name))

    def start(
        self, name: str, *dialed: str, false_key: bool = False, stranger: bool = False
    ) -> Station:
        for each in (name, *dialed):
            if each not in self._ends:
                self._ends[each] = self.network.add_end(each)
        end = self._ends[name]
        for peer in dialed:
            if (name, peer) not in self._links:
                self._links.add((name, peer))
                self.network.add_link(end, self._ends[peer])
        if false_key:
            self._false_keys.sources.add(end.index)
        station = Station(name, VirtualTransport(self.kernel, self.network, end))
        return self._lists.admit(station, virtual_key(name), stranger=stranger)

    def address(self, name: str) -> PeerAddress:
        return PeerAddress(name, name, virtual_key(name))

    def end(self) -> None:
        """Nothing holds anything."""


@pytest.fixture
def net() -> Net:
    return VirtualNet()


# All of the contract but for watching file descriptors: a virtual world has none.
test_opening = contract.test_the_dialer_opens_its_link_and_the_other_one_at_the_first_message
test_order = contract.test_messages_arrive_whole_unchanged_and_in_order_both_ways
test_sizes = contract.test_a_message_of_any_size_up_to_the_largest_gets_through
test_nobody = contract.test_a_message_to_nobody_is_dropped_and_not_kept_for_later
test_no_address = contract.test_a_message_to_an_address_where_nobody_listens_is_dropped
test_hung_up = contract.test_a_link_whose_peer_hung_up_closes_and_a_new_one_opens
test_again = contract.test_a_peer_that_starts_again_at_once_is_heard_on_its_link
test_blocked = contract.test_a_blocked_peer_is_cut_off_both_ways_until_it_is_unblocked
test_block_one = contract.test_blocking_one_peer_leaves_the_others_alone
test_false_key = contract.test_who_expects_another_key_never_gets_through
test_stranger = contract.test_whoever_was_not_let_in_is_not_heard_and_not_told_of
test_forbidden = contract.test_whoever_is_let_in_no_more_is_cut_off_though_connected
test_hang_up = contract.test_hanging_up_closes_a_dialed_link_for_good
test_polling = contract.test_polling_ends_as_soon_as_something_arrives


def test_waiting_for_nothing_takes_exactly_the_timeout() -> None:
    made = VirtualNet()
    station = made.start("ada")
    assert station.transport.poll(1.5) == []
    assert made.kernel.now_us == 1_500_000
