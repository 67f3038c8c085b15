"""Which labels a company's scales print: the layouts, tried in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from core.errors import MalformedError, RefusedError
from core.log.projection import Reader
from core.shop import kinds
from core.shop.aggregate import ShopAggregate
from core.shop.barcode import Layout
from core.shop.limits import REVISION_MAX
from core.shop.reading import guarded, must_be_whole, must_be_word, read_fields

LAYOUTS_MAX = 10
"""Most layouts: labels of restricted circulation begin with one of ten pairs of digits."""


class LabelSetting(ShopAggregate):
    """The layouts of labels, set."""

    TOPIC = "labels"

    class Created(ShopAggregate.Created):
        """It was set what labels look like; none mean that codes are only codes."""

        TOPIC = kinds.LABELS_SET
        layouts: tuple[str, ...]
        revision: int

    layouts: tuple[str, ...]
    revision: int

    @classmethod
    def decide(
        cls, *, id: UUID, timestamp: datetime, layouts: Sequence[str], revision: int
    ) -> Self:
        """Decide what labels look like; raises :class:`RefusedError` when one makes no sense."""
        if len(layouts) > LAYOUTS_MAX:
            raise RefusedError(f"A company has at most {LAYOUTS_MAX} layouts of labels.")
        for text in layouts:
            Layout.parse(text)
        return cls._create(
            cls.Created, id=id, timestamp=timestamp, layouts=tuple(layouts), revision=revision
        )


class LabelFact(NamedTuple):
    """The layouts somebody set."""

    at_ms: int
    layouts: tuple[str, ...]
    revision: int


def _read_labels(body: bytes) -> LabelFact:
    fact = LabelFact._make(read_fields(body, 2))
    if type(fact.layouts) is not tuple or len(fact.layouts) > LAYOUTS_MAX:
        raise MalformedError("A company has too many layouts of labels.")
    for text in fact.layouts:
        must_be_word(text)
        try:
            Layout.parse(text)
        except RefusedError as error:
            raise MalformedError(str(error)) from None
    must_be_whole(fact.revision, 1, REVISION_MAX)
    return fact


READERS: Mapping[str, Reader] = {kinds.LABELS_SET: guarded(_read_labels)}
"""The reader of what labels look like."""
