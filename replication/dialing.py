"""Dialing: which links to hold, and when to dial again one that broke.

Names, times and dice go in, actions come out; sockets are the transport's. Whom to hold is
:mod:`replication.views`, how long to wait :mod:`replication.redialing`.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from replication.redialing import AWAY_S, NEAR_BASE_S, Try
from replication.transport import PeerAddress
from replication.views import HUB_ROLE, Contact, Slot, slots


class Dial(NamedTuple):
    """Dial a peer, for the first time or anew; a link that works is left alone."""

    peer: PeerAddress


class HangUp(NamedTuple):
    """End the link to a peer."""

    name: str


Action = Dial | HangUp
"""Anything a dialer asks its transport for."""


class Dialer:
    """Decides whom to dial, when, and whom to hang up on."""

    def __init__(self, own: Contact, dice: random.Random) -> None:
        """Dial for the node ``own``; ``dice`` draws the waits."""
        self._own = own
        self._dice = dice
        self._tries: dict[str, Try] = {}
        self._actions: deque[Action] = deque()
        self._slots: list[Slot] = []
        self._timer_s: float | None = None
        self._hub_missed_s: float | None = None
        self._without_hub = False

    @property
    def held(self) -> frozenset[str]:
        """The names to which a link is wanted."""
        return frozenset(name for name, tried in self._tries.items() if tried.held)

    def key_of(self, name: str) -> bytes | None:
        """Return the key a name has to prove, None when the name is not known."""
        known = self._tries.get(name)
        return None if known is None else known.contact.curve_public_key

    # --- what it learns ---------------------------------------------------------------

    def know(self, contacts: Iterable[Contact], now: float) -> None:
        """Learn of contacts from who is trusted: new ones, or what is new of known ones."""
        for contact in sorted(contacts):
            known = self._tries.get(contact.name)
            if contact.name == self._own.name:
                continue
            if known is None or known.contact.curve_public_key != contact.curve_public_key:
                self._forget(contact.name)
                self._tries[contact.name] = Try(contact)
                continue
            before = known.contact
            known.contact = contact._replace(
                address=contact.address or before.address,
                branch=contact.branch or before.branch,
                role=contact.role or before.role,
                pinned=contact.pinned or before.pinned,
            )
            if known.contact.address != before.address:
                known.hurry(now)
        self._tries = dict(sorted(self._tries.items()))
        self._place(now)

    def heard(self, name: str, address: str, now: float) -> None:
        """Learn where a known peer may be besides, from whoever says so.

        Such an address is tried in turn with the trusted one, which it never replaces. Who had
        none comes into the view with it.
        """
        known = self._tries.get(name)
        if known is None or address in (known.contact.address, *known.found):
            return
        reached = known.reachable
        known.hear(address, now)
        if reached:
            self._choose(now)
        else:
            self._place(now)

    def learn(self, name: str, branch: str, role: str, now: float) -> None:
        """Learn from a peer's HELLO what was not known of its place."""
        known = self._tries.get(name)
        if known is None or (known.contact.branch and known.contact.role):
            return
        contact = known.contact
        known.contact = contact._replace(branch=contact.branch or branch, role=contact.role or role)
        self._place(now)

    def forget(self, names: Iterable[str], now: float) -> None:
        """Never dial these again: revoked, or gone from the configuration."""
        for name in names:
            self._forget(name)
        self._place(now)

    def _forget(self, name: str) -> None:
        known = self._tries.pop(name, None)
        if known is not None and known.dialed:
            self._actions.append(HangUp(name))

    def up(self, name: str, now: float) -> None:
        """Learn that a dialed peer speaks with us."""
        tried = self._tries.get(name)
        if tried is not None and tried.dialed and tried.up_s is None:
            tried.up_s = now
            tried.dial_s = None
            self._choose(now)

    def down(self, name: str, now: float) -> None:
        """Learn that a try failed, or that a link broke or fell silent."""
        tried = self._tries.get(name)
        if tried is None or not tried.dialed or tried.dial_s is not None:
            return
        tried.judge(now)
        if tried.steady:
            tried.wait_s = 0.0
            tried.missed_s = now
        elif tried.up_s is None:
            tried.turn += 1
        tried.up_s = None
        tried.steady = False
        tried.dial_s = now + tried.draw_wait(self._own.branch, self._dice)
        self._choose(now)

    def hurry(self, now: float) -> None:
        """Dial whoever is missed at once: a person asks, who may have mended a cable just now.

        Not for what others call out: their words hurry nobody more than every so often.
        """
        for tried in self._tries.values():
            if tried.dial_s is not None:
                tried.dial_s = now
        self._choose(now)

    # --- what it does -----------------------------------------------------------------

    def handle_timer(self, now: float) -> None:
        """See who is back and who stays away, and dial whose time has come."""
        if self._timer_s is None or now < self._timer_s:
            return
        for tried in self._tries.values():
            if tried.dial_s is not None and tried.dial_s <= now:
                tried.dial_s = None
                tried.dialed = True
                self._actions.append(Dial(tried.peer_address))
        self._choose(now)

    def next_timer(self) -> float | None:
        """Return when :meth:`handle_timer` wants to be called, None when nothing is planned."""
        return self._timer_s

    def next_action(self) -> Action | None:
        """Return the next thing the transport should do, or None."""
        return self._actions.popleft() if self._actions else None

    # --- whom it holds ----------------------------------------------------------------

    def _place(self, now: float) -> None:
        """Draw up the view anew: those known have changed, or a way out is wanted."""
        tries = self._tries.items()
        contacts = {name: tried.contact for name, tried in tries if tried.reachable}
        self._slots = slots(self._own, contacts, without_hub=self._without_hub)
        self._choose(now, changed=True)

    def _choose(self, now: float, *, changed: bool = False) -> None:
        """Hold the links of the view as things stand, and no other."""
        for tried in self._tries.values():
            changed = tried.judge(now) or changed
        if self._hubs_changed(now):
            self._place(now)
            return
        if changed:
            self._hold(self._wanted(), now)
        timers = [at for tried in self._tries.values() for at in tried.timers]
        if self._hub_missed_s is not None and not self._without_hub:
            timers.append(self._hub_missed_s + AWAY_S)
        self._timer_s = min(timers, default=None)

    def _hubs_changed(self, now: float) -> bool:
        """Note whether hubs are to be had; returns whether that changed."""
        before = self._without_hub
        hubs = [t for t in self._tries.values() if t.contact.role == HUB_ROLE]
        if any(hub.up_s is not None for hub in hubs):
            self._hub_missed_s = None
        elif self._hub_missed_s is None:
            self._hub_missed_s = now
        if any(hub.steady for hub in hubs):
            self._without_hub = False
        elif self._hub_missed_s is not None and now >= self._hub_missed_s + AWAY_S:
            self._without_hub = True
        return self._without_hub != before

    def _wanted(self) -> set[str]:
        """Return the first of every slot, and for those who are away a stand-in.

        The first stays dialed, to notice when it is back; a stand-in that works goes only when
        somebody before it in its slot works steadily.
        """
        wanted = {slot[0] for slot in self._slots}
        for first, *others in self._slots:
            if self._tries[first].steady:
                continue
            hope = not self._tries[first].away
            for name in others:
                tried = self._tries[name]
                if name in wanted:
                    continue
                if tried.steady:
                    wanted.add(name)
                    break
                if not hope and not tried.away:
                    wanted.add(name)
                    hope = True
        return wanted

    def _hold(self, wanted: set[str], now: float) -> None:
        for name, tried in self._tries.items():
            if name in wanted and not tried.held:
                tried.held = True
                tried.missed_s = now
                # Not in this very instant: others may have had the same occasion.
                tried.dial_s = now + self._dice.uniform(0.0, NEAR_BASE_S)
            elif name not in wanted and tried.held:
                tried.held = tried.steady = False
                tried.up_s = tried.dial_s = None
                tried.wait_s = 0.0
                if tried.dialed:
                    tried.dialed = False
                    self._actions.append(HangUp(name))
