"""What the enumerations of a finding and a criterion are called where people read them. English, in one place."""

from typing import Final

from dueregard.model.finding import Explanation, Outcome

# Shape before colour: the same five signs on every page, drawn by the style sheet beside the word.
OUTCOMES: Final[tuple[Outcome, ...]] = (
    "outside",
    "inside",
    "indeterminate",
    "not verifiable",
    "not applicable",
)

COMMITMENT_OUTCOMES: Final = ("consistent", "not consistent", "indeterminate", "not verifiable")

# DESIGN §4: the fixed order in which explanations are tried; also the order in which they are listed.
EXPLANATIONS: Final[dict[Explanation, str]] = {
    "docked": "one element set for two objects, or listed as one station",
    "same_launch": "launched together, early after the launch",
    "same_owner": "same owner or fleet",
    "notified": "notified, or consented to",
    "neighbours": "long-standing neighbours",
    "drift_by": "a passive drift-by",
    "debris": "debris",
    "none": "not explained by the available data",
}

STEPS: Final[dict[Explanation, str]] = {
    "docked": "One element set for two objects?",
    "same_launch": "Launched together, early after the launch?",
    "same_owner": "Same owner or fleet?",
    "notified": "Notified, or consented to?",
    "neighbours": "Long-standing neighbours?",
    "drift_by": "A passive drift-by?",
    "debris": "Debris?",
    "none": "Not explained by the available data",
}

REGIONS: Final[dict[str, str]] = {
    "LEO": "Low Earth orbit",
    "MEO": "Medium Earth orbit",
    "GEO": "Geostationary region",
    "HEO": "Highly elliptical orbit",
    "any": "Any region",
}

KINDS: Final[dict[str, str]] = {
    "conjunction": "conjunction",
    "prolonged_proximity": "prolonged proximity",
    "merged": "one element set for two objects",
    "not seen": "could not be seen",
}

MARKS: Final[dict[str, str]] = {
    "yes": "checked against its source",
    "secondary": "taken from a secondary source",
    "fictional": "invented for this scenario",
    "own": "the question of this run",
    "no": "not checked against its source",
}


def region_words(region: str) -> str:
    """Return what a region is called; one we do not know is shown as it stands."""
    return REGIONS.get(region, region)


def mark(verified: str) -> str:
    """Return what is said of a criterion's ``verified`` mark; a mark we do not know is shown as it stands."""
    return MARKS.get(verified, verified)


def shape(outcome: str | None) -> str:
    """Return the style sheet's class for an outcome's sign.

    >>> shape("not verifiable")
    'notverifiable'
    """
    return "" if outcome is None else outcome.replace(" ", "")
