"""Where the figures of a measurement go: Markdown on the screen, all of them as JSON in a file."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]


def keep(found: dict[str, Any], lines: Iterable[str], out: Path | None, name: str) -> None:
    """Print the lines, and write the figures to ``out``, or to a file of this name where runs leave theirs."""
    print("\n".join(lines))
    place = out or REPOSITORY / "out" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"figures: {place}", file=sys.stderr)
