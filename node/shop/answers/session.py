"""What a screen is told of its node and of whoever is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Whoever is signed in."""

    id: str
    login: str
    name: str
    role: str
    may: tuple[str, ...]
    """The permissions they have any of; the rest takes somebody else's approval."""
    since_ms: int


@dataclass(frozen=True, slots=True)
class PersonName:
    """Somebody who could sign in."""

    login: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """A node, and who is there."""

    node: str
    branch: str
    company: str
    currency: str
    currency_exponent: int
    """Decimals of the currency: amounts are integers of its minor units."""
    is_hub: bool
    has_scale: bool
    """Whether there is a scale here to ask."""
    has_people: bool
    """Whether anybody must sign in: the company has an active manager."""
    person: PersonHere | None
    may: tuple[str, ...]
    """What may be done now: by whoever is there, or by anybody while nobody must sign in."""
    people: tuple[PersonName, ...]
    """Everybody who can sign in, by name."""
