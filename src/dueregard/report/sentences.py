"""A finding's text divided into its first sentence and the rest."""

import re
from typing import Final

# A full stop that ends a sentence stands after a word or a figure and before a space and a capital; that of an initial
# ("J. Doe"), of a decimal or of these abbreviations does not; that of a unit (km/s) does.
_END: Final = re.compile(
    r"(?:(?<=[^\W\d_]{2})|(?<=/[a-z])|(?<=[\d)\]”\"%°]))(?<!\bSt)(?<!\bNo)(?<!\bDr)(?<!\bvs)[.!?](?=\s+[“\"(]?[A-Z])"
)
_TOO_SHORT: Final = 20


def headline(text: str) -> tuple[str, str]:
    """Return the first sentence and what follows it; the parts together are the whole text.

    >>> headline("A stayed within 5.5 km of B for 6 days. There is no notice on this record.")
    ('A stayed within 5.5 km of B for 6 days.', 'There is no notice on this record.')
    >>> headline("A and B pass each other at 13 km/s. The least range is 2 km.")[1]
    'The least range is 2 km.'
    """
    for end in _END.finditer(text):
        if end.end() >= _TOO_SHORT:
            return text[: end.end()], text[end.end() :].strip()
    return text, ""
