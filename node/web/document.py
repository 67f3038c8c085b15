"""Print the OpenAPI document: ``python -m node.web.document``. No node is needed for it."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import Any, cast

from node.web.app import create_app
from node.web.screen import Screen


def document() -> dict[str, Any]:
    """Return the document of every route; none of them is asked, so nothing stands behind them."""
    nobody = SimpleNamespace(reader=None, address=None, tokens=None)
    return create_app(cast(Screen, nobody)).openapi()


if __name__ == "__main__":
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=1)
