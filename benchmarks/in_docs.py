"""The figures put where docs/performance.md keeps them: between two marks, with their JSON and curves beside it."""

import json
import re
import sys
from pathlib import Path
from typing import Any

from tables import growth_tables, main_tables
from typed import typed

HERE = Path(__file__).resolve().parent
PICTURE = (
    '<img src="pictures/performance-{name}.svg" width="360" alt="{title}: the curve of the table below">'
)
OF_OBJECTS = ("examples", "for example", "given_up", "rounded", "worst_object", "worst_pair")


def between_marks(text: str, name: str, inside: str) -> str:
    """Return the document with what stands between the marks of that name replaced.

    >>> between_marks("a\\n<!-- begin x -->\\nold\\n<!-- end x -->\\nb", "x", "new")
    'a\\n<!-- begin x -->\\nnew\\n<!-- end x -->\\nb'
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    found = re.search(f"{re.escape(begin)}.*?{re.escape(end)}", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the document has no marks {begin} and {end}")
    return text[: found.start()] + f"{begin}\n{inside}\n{end}" + text[found.end() :]


def without_objects(value: Any) -> Any:
    """Return the figures without what names single objects of a catalogue: that stays with who ran it.

    >>> without_objects({"missed": 1, "examples": [(5, 11)]})
    {'missed': 1}
    """
    if isinstance(value, dict):
        return {k: without_objects(one) for k, one in value.items() if k not in OF_OBJECTS}
    return [without_objects(one) for one in value] if isinstance(value, list) else value


def into_docs(kind: str, found: dict[str, Any], docs: Path) -> None:
    """Write the figures of a kind (table or growth) into the documents."""
    figures = docs / ("performance-growth.json" if kind == "growth" else "performance.json")
    figures.write_text(
        json.dumps(without_objects(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    lines = growth_tables(found, PICTURE) if kind == "growth" else main_tables(found)
    document = docs / "performance.md"
    text = between_marks(document.read_text(encoding="utf-8"), kind, "\n".join(lines).strip())
    document.write_text(text, encoding="utf-8")
    if kind == "growth":
        typed([sys.executable, str(HERE / "curves.py"), str(figures), str(docs / "pictures")])
