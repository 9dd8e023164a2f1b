"""Writes the table for its readers: ``docs/permissions.md``.

``python -m dueregard.record.permissions_page docs`` writes it anew; a test holds that it is current.
"""

import sys
from pathlib import Path

from dueregard.record.forms import FORMS
from dueregard.record.permissions import A_STATE_MAY_GIVE, TABLE
from dueregard.record.rule import ACTIONS, RELATIONS, Row

FILE = "permissions.md"

_BEGIN = """# Who may do what

Every filing is judged by one table, and by nothing else. A row allows an action on certain forms to an actor in one of
the roles named, if every relation named holds. What no row allows is not allowed. A decision names its row, or the
rows that would have allowed it and what was missing. This page is made from the table
(`python -m dueregard.record.permissions_page docs`) and tested to be current.

A filing that the table does not allow stays in the log and is listed as not on the record, with the reason. Where an
actor may not read the filing that its own is about, it is told what it would be told if there were none.

Who speaks for another (`on_behalf_of`) needs a row for that, and the one in whose name it speaks needs a row for what
is said. Of those named jointly, those are parties that have signed and might say the same alone.
"""


def permissions_page() -> str:
    """Return the page."""
    parts = [_BEGIN, "## Relations\n", "| relation | holds when |", "|---|---|"]
    parts += [f"| {name} | {words} |" for name, words in RELATIONS.items()]
    given = ", ".join(sorted(A_STATE_MAY_GIVE))
    parts += ["", f"The roles that a State may give: {given}.", "", "## Rows", ""]
    for action, words in ACTIONS.items():
        parts += [f"### {action.capitalize()}", "", words, "", "| row | forms | roles | relations | why |"]
        parts += ["|---|---|---|---|---|"]
        parts += [_line(row) for row in TABLE if row.action == action]
        parts.append("")
    parts += [
        "## Forms",
        "",
        "Which rows are asked for each form.",
        "",
        "| form | title | rows |",
        "|---|---|---|",
    ]
    for number, form in FORMS.items():
        rows = " ".join(row.id for row in TABLE if number in row.forms and row.action != "read")
        parts.append(f"| {number} | {form.ABOUT.title} | {rows} |")
    return "\n".join(parts) + "\n"


def _line(row: Row) -> str:
    forms = " ".join(number for number in FORMS if number in row.forms)
    if row.forms == frozenset(FORMS):
        forms = "every form"
    roles = ", ".join(sorted(row.roles)) or "anybody"
    return f"| {row.id} | {forms} | {roles} | {', '.join(sorted(row.relations))} | {row.sentence} |"


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    (folder / FILE).write_text(permissions_page(), encoding="utf-8")
