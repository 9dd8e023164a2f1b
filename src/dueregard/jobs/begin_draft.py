"""Beginning a draft: blank, from the example or from an earlier filing, with what is known already filled in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dueregard.jobs.prefill import prefilled
from dueregard.jobs.receipt_file import entry_in_receipt
from dueregard.jobs.signed_or_draft import form_of_file
from dueregard.model.errors import UsageError
from dueregard.record.acts import SUBJECT_FIELD
from dueregard.record.forms import FORMS, blank, example, form_of, to_text, to_toml

PROXIMITY: Final = "N1"


def form_number(form: str | None, begin_with: Path | None = None) -> str:
    """Return the number of the form that somebody means, of an earlier filing that of its form; UsageError for none.

    >>> form_number("dr-k1"), form_number(None)
    ('K1', 'N1')
    """
    if begin_with is not None:
        number = form_of_file(begin_with).ABOUT.number
        if form is not None and form_number(form) != number:
            raise UsageError(
                f"the file holds form {number}, not {form}",
                where=str(begin_with),
                expected="a draft or a signed filing on the same form",
                do="leave --form out",
            )
        return number
    if form is None:
        return PROXIMITY
    number = form.upper().removeprefix("DR-")
    if number not in FORMS:
        known = ", ".join(f"{one} ({made.ABOUT.title})" for one, made in FORMS.items())
        raise UsageError(f"there is no form {form}", expected=f"one of {known}")
    return number


def begun_draft(
    number: str,
    with_example: bool,
    begin_with: Path | None,
    receipts: Mapping[str, Path],
    fields: Sequence[str],
) -> str:
    """Return the draft as TOML. ``receipts``: of the entries that it is about, amends or replaces, by these names.

    ``fields``: FIELD=VALUE. Raises UsageError where the form is about no entry, or has no such field; DataError for a
    file that is no receipt.
    """
    if begin_with is not None and with_example:
        raise UsageError(
            "--example and --from are two beginnings", expected="one of them", do="leave one out"
        )
    if begin_with is not None:
        text = to_toml(form_of_file(begin_with))
    else:
        text = to_toml(example(number)) if with_example else blank(number)
    return prefilled(text, form_of(number), {**_entries(number, receipts), **_split(fields)})


def form_text(number: str, with_example: bool, begin_with: Path | None, filled: bool) -> str:
    """Return the form as text to print; UsageError where fields were to be filled in, which a text has no place for."""
    if filled:
        raise UsageError(
            "fields are filled in in a draft", expected="--as toml", do="leave --as text out, or the fields"
        )
    if begin_with is not None:
        return to_text(form_of_file(begin_with))
    return to_text(example(number)) if with_example else blank(number, "text")


def _entries(number: str, receipts: Mapping[str, Path]) -> dict[str, str]:
    found = {}
    for name, path in receipts.items():
        field = SUBJECT_FIELD.get(number) if name == "about" else name
        if field is None:
            raise UsageError(
                f"form {number} is about no other filing",
                where="--about",
                expected="one of the forms " + ", ".join(SUBJECT_FIELD),
                do="leave --about out",
            )
        found[field] = entry_in_receipt(path)[0]
    return found


def _split(fields: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in fields:
        path, sign, value = one.partition("=")
        if not sign or not path:
            raise UsageError(
                f"'{one}' sets nothing", where="--set", expected="FIELD=VALUE, such as filed_by=BOR"
            )
        found[path.strip()] = value
    return found
