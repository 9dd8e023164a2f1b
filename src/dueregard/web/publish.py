"""Writes what is published of the interface: ``docs/openapi.json``.

``python -m dueregard.web.publish docs`` writes it anew; a test holds that it is current.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from dueregard.jobs.begin_node import begin_node, root_key_entry
from dueregard.jobs.node import log_key
from dueregard.ledger.keys import make_key
from dueregard.record.forms.actor import ActorEntry
from dueregard.web.app import make_routes
from dueregard.web.served import served

_SINCE: Final = datetime(2031, 1, 1, tzinfo=UTC)


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document. The routes are those of a node that is begun for this, and gone afterwards."""
    root = ActorEntry(
        filed_by="BOR", language="en", sensitivity="public", fictional=True, actor="BOR", kind="State",
        name="Borealia", iso_3166="BOR", roles=("State focal point",), valid_from=date(2031, 1, 1),
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        key = make_key()
        entry = root_key_entry(root, key, _SINCE)
        node, _ = begin_node(
            Path(folder) / "node", "ledger.example/borealia", root, entry, key, lambda: _SINCE, ask=_never
        )
        with node:
            return make_routes(served(node, log_key(node, _never), lambda: _SINCE)).openapi()


def openapi_text() -> str:
    """Return the document as the text that is published."""
    return json.dumps(openapi_document(), indent=1, ensure_ascii=False) + "\n"


def _never(path: Path) -> str:
    raise ValueError(f"the key in {path} is not encrypted")


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    (target / "openapi.json").write_text(openapi_text(), encoding="utf-8")
