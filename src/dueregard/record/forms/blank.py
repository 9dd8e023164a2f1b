"""A blank form with a comment for each field."""

from typing import Literal

from dueregard.record.forms.paper import blank_text
from dueregard.record.forms.toml_write import blank_toml
from dueregard.record.forms.wording import Words


def blank(number: str, as_: Literal["toml", "text"] = "toml", words: Words | None = None) -> str:
    """Return a blank form: ``toml`` to fill in with an editor, ``text`` to print or to send.

    ``words`` are texts in another language, by the keys of ``wording.english``. Raises ``ValueError`` for a number
    that no form has.
    """
    return blank_toml(number, words) if as_ == "toml" else blank_text(number, words)
