"""Drafts: a form that somebody filled in, as TOML or as JSON, and what is still wrong with it."""

from pathlib import Path

from dueregard.jobs.files import read_text
from dueregard.model.errors import DataError
from dueregard.record.forms import Form, FormErrors, from_toml, read_filing


class NotAFiling(DataError):
    """A draft or a payload that is no filing yet. ``wrong`` holds every field that has to be corrected."""

    def __init__(self, wrong: FormErrors, *, where: str, do: str) -> None:
        self.wrong = wrong
        count = len(wrong.errors) + wrong.more
        listed = "\n".join(f"  {line}" for line in str(wrong).split("\n"))
        what = f"{count} {'thing is' if count == 1 else 'things are'} not as the form needs them\n{listed}"
        super().__init__(what, where=where, do=do)


def draft_from(text: str) -> Form | FormErrors:
    """Return the form that a text is, or everything that is wrong with it: JSON where it begins so, else TOML."""
    if text.lstrip().startswith("{"):
        return read_filing(text.encode("utf-8"))
    return from_toml(text)


def read_draft(path: Path) -> Form | FormErrors:
    """Return the form in a file, or everything that is wrong with it; DataError where the file cannot be read."""
    return draft_from(read_text(path, "a form filled in, as TOML or JSON"))


def whole_draft(path: Path) -> Form:
    """Return the form in a file; NotAFiling names every wrong field where it is none."""
    read = read_draft(path)
    if isinstance(read, FormErrors):
        raise NotAFiling(read, where=str(path), do="correct it with any editor; the draft is as it was")
    return read
