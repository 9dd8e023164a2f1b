"""Bytes to a form, and a form to its bytes.

A filing's payload is the UTF-8 JSON of one form. Any spelling of the JSON is read, but a name that stands twice in one
table is refused: which of the two a signer meant nobody can tell. ``write_filing`` has one spelling for each form.
"""

import difflib
import json
import re
from typing import Any, Final

from pydantic import ValidationError

from dueregard.record.forms.examine import WrittenTwice, examine
from dueregard.record.forms.head import Form
from dueregard.record.forms.registry import BY_NAME, FORMS
from dueregard.record.forms.wrong import FormErrors, WrongField, errors_of, shown

# In an entry of 4 MiB a payload in base64 takes four thirds of its length, and signatures need room.
MOST_BYTES: Final = 3_000_000

_PREFIX: Final = b'{"format":"'
_BY_BYTES: Final = {name.encode("ascii"): form for name, form in BY_NAME.items()}
_NUMBER: Final = re.compile(r"(?:DR-)?([A-Z][1-9][0-9]?)(?:/[0-9]+)?\b")


def read_filing(payload: bytes) -> Form | FormErrors:
    """Return the form that the payload is, or everything that is wrong with it, in one answer. Never raises."""
    if len(payload) > MOST_BYTES:
        found, expected = f"{len(payload):,} bytes", f"a filing of at most {MOST_BYTES:,} bytes"
        return FormErrors((WrongField((), found, expected),))
    form = _by_prefix(payload)
    if form is None:
        return _read_slowly(payload)
    try:
        filing: Form = form.__pydantic_validator__.validate_json(payload)
    except ValidationError:
        return _read_slowly(payload)
    # In its one spelling nothing stands twice; in any other it has to be looked for.
    return filing if _bytes(filing) == payload else _read_slowly(payload)


def write_filing(form: Form) -> bytes:
    """Return the form's bytes: what is signed. The same form always has the same bytes.

    Raises ``ValueError`` for a form that could not be read back: one changed behind its own rules, or too long.
    """
    payload = _bytes(form)
    back = read_filing(payload)
    if isinstance(back, FormErrors):
        raise ValueError(f"this form cannot be filed: {back}")
    return payload


def _bytes(form: Form) -> bytes:
    data: bytes = form.__pydantic_serializer__.to_json(form, exclude_none=True)
    return data


def _by_prefix(payload: bytes) -> type[Form] | None:
    if not payload.startswith(_PREFIX):
        return None
    return _BY_BYTES.get(payload[len(_PREFIX) : payload.find(b'"', len(_PREFIX))])


def _read_slowly(payload: bytes) -> Form | FormErrors:
    """Return what the payload is, looked at field by field."""
    try:
        raw = json.loads(payload.decode("utf-8"), object_pairs_hook=_table)
    except UnicodeDecodeError as error:
        return _nothing_readable(f"byte {error.start + 1} is not UTF-8")
    except RecursionError:
        return _nothing_readable("tables within tables without end")
    except ValueError as error:  # no JSON, or a number of thousands of digits
        return _nothing_readable(str(error))
    if not isinstance(raw, dict):
        return _nothing_readable(shown(raw))
    form = BY_NAME.get(raw["format"]) if isinstance(raw.get("format"), str) else None
    if form is None:
        return FormErrors((_unknown_format(raw),))
    _, wrong = examine(form, raw)
    if wrong:
        return errors_of(wrong)
    try:
        filing: Form = form.__pydantic_validator__.validate_json(payload)
    except ValidationError as error:
        return errors_of(
            [WrongField(tuple(one["loc"]), shown(one["input"]), one["msg"]) for one in error.errors()]
        )
    return filing


def _nothing_readable(what: str) -> FormErrors:
    return FormErrors((WrongField((), what, "the JSON of one form in UTF-8: { ... } with a format"),))


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        table[WrittenTwice(name) if name in table else name] = value
    return table


def _unknown_format(raw: dict[str, Any]) -> WrongField:
    name = raw.get("format")
    if name is None:
        return WrongField(("format",), "missing", "the name of a form, such as " + next(iter(BY_NAME)))
    expected = "one of " + ", ".join(BY_NAME)
    near = ""
    if isinstance(name, str):
        numbered = _NUMBER.match(name.strip())
        if numbered and numbered[1] in FORMS:
            near = FORMS[numbered[1]].ABOUT.name
        else:
            near = "".join(difflib.get_close_matches(name[:80], list(BY_NAME), n=1, cutoff=0.4))
    return WrongField(("format",), shown(name), expected, near)
