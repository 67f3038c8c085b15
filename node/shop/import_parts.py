"""An import that comes in parts: one act to whoever gives leave for it, many commits to the till.

Every part names the digests of all of them, so that leave for one is leave for exactly these
products and no others; whatever ends it in the middle, the same parts go on from there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from core.errors import RefusedError
from core.shop.reading import ID_BYTES
from node.shop.commands.products import ImportCatalogue


def digest_of(products: Sequence[dict[str, Any]]) -> str:
    """Return the SHA-256 of a part: its products as JSON without blanks, keys sorted, in UTF-8."""
    text = json.dumps(products, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def act_of(command: ImportCatalogue) -> UUID | None:
    """Return the act that a part belongs to, the same for all parts; None for a whole file.

    Raises :class:`RefusedError` when the part is none of those that it names.
    """
    if not command.parts:
        return None
    own = digest_of([row.model_dump(exclude_unset=True) for row in command.products])
    if own not in command.parts:
        raise RefusedError("These products are none of the parts that are named with them.")
    return UUID(bytes=sha256("".join(command.parts).encode()).digest()[:ID_BYTES])
