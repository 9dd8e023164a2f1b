"""Writes what is published of the forms: ``docs/filings.md`` and ``docs/schemas/*.json``.

``python -m dueregard.record.forms.publish docs`` writes them anew; a test holds that they are current.
"""

import sys
from pathlib import Path

from dueregard.record.forms.document import filings_document
from dueregard.record.forms.registry import FORMS
from dueregard.record.forms.schema import file_name, schema_text


def published() -> dict[str, str]:
    """Return every published file, as its path within the folder of documents, with its text."""
    schemas = {f"schemas/{file_name(number)}": schema_text(number) for number in FORMS}
    return {"filings.md": filings_document(), **schemas}


def publish(folder: Path) -> None:
    """Write the published files into the folder of documents, and remove schemas of formats that are no more."""
    files = published()
    (folder / "schemas").mkdir(exist_ok=True)
    for old in (folder / "schemas").glob("DR-*.json"):
        if f"schemas/{old.name}" not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    publish(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
