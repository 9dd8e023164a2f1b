"""What is wrong with a filing: every field, what was found there, what was expected, and a likely meant name."""

import json
from dataclasses import dataclass
from datetime import date, datetime

Path = tuple[str | int, ...]

# More than anybody corrects in one go; what is beyond is counted.
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class WrongField:
    """One field that cannot be used. ``path`` leads to it from the top, places in lists counted from 0."""

    path: Path
    found: str
    expected: str
    suggestion: str = ""

    @property
    def field(self) -> str:
        """The field as a person writes it: places in lists are counted from 1, as in "phases 2, end"."""
        words: list[str] = []
        for step in self.path:
            if isinstance(step, int) and words:
                words[-1] += f" {step + 1}"
            else:
                words.append(str(step))
        return ", ".join(words) or "the filing"

    @property
    def pointer(self) -> str:
        """The field as a JSON Pointer (RFC 6901), as programs want it."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    def __str__(self) -> str:
        hint = f" (did you mean {self.suggestion}?)" if self.suggestion else ""
        return f"{self.field}: {self.found}; expected {self.expected}{hint}"


@dataclass(frozen=True, slots=True)
class FormErrors:
    """Everything that is wrong with one filing. ``more`` counts what was found beyond the errors listed."""

    errors: tuple[WrongField, ...]
    more: int = 0

    def __str__(self) -> str:
        lines = [str(error) for error in self.errors]
        if self.more:
            lines.append(f"and {self.more} more")
        return "\n".join(lines)


def errors_of(errors: list[WrongField]) -> FormErrors:
    """Return the errors, the first of them listed and the others counted."""
    return FormErrors(tuple(errors[:MOST_SHOWN]), max(0, len(errors) - MOST_SHOWN))


def shown(found: object) -> str:
    """Return what was found as it may stand in an error: on one line and short.

    >>> shown("Borealia"), shown([1, 2]), shown(True)
    ('"Borealia"', '[1, 2]', 'true')
    """
    if isinstance(found, datetime | date):
        return found.isoformat()
    if isinstance(found, str):
        found = found[:200]  # a plan of a million characters need not be quoted whole to be shortened
    elif isinstance(found, list | tuple) and len(found) > 20:
        return f"a list of {len(found)}"
    elif isinstance(found, dict) and len(found) > 20:
        return f"a table of {len(found)} fields"
    text = json.dumps(found, ensure_ascii=True, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
