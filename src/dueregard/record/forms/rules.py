"""Rules between the fields of a form: what must come after what, what must be given when.

Rules are data, so that a form can be checked, explained in words and published from the same lines. A rule is looked
at only when every field it reads is well formed; what is wrong with a field itself is said once.

Every rule of a filing is looked at each time that a log is replayed, so a rule that has nothing to say returns early.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from dueregard.record.forms.wrong import WrongField, shown

Values = Mapping[str, Any]
Wrong = Sequence[WrongField]

NOTHING: Final[Wrong] = ()


class Rule(Protocol):
    """What every rule has: the fields it reads, its words, and what it finds wrong with values."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that the rule reads."""

    @property
    def words(self) -> str:
        """The rule in a sentence."""

    def wrong(self, values: Values) -> Wrong:
        """Return what is wrong, paths from the table that has the fields."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """``later`` comes after ``earlier``; the two may be equal where ``equal`` says so. Either may be left out."""

    earlier: str
    later: str
    equal: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """Both."""
        return (self.earlier, self.later)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.later} is {'not before' if self.equal else 'after'} {self.earlier}"

    def wrong(self, values: Values) -> Wrong:
        """Return the later field where it is not later."""
        earlier, later = values[self.earlier], values[self.later]
        if earlier is None or later is None or earlier < later or (self.equal and earlier == later):
            return NOTHING
        expected = f"{'not before' if self.equal else 'after'} {self.earlier} ({shown(earlier)})"
        return (WrongField((self.later,), shown(later), expected),)


@dataclass(frozen=True, slots=True)
class NotMore:
    """The number in ``smaller`` is not above the one in ``larger``. Either may be left out."""

    smaller: str
    larger: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Both."""
        return (self.smaller, self.larger)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.smaller} is not more than {self.larger}"

    def wrong(self, values: Values) -> Wrong:
        """Return the smaller field where it is larger."""
        smaller, larger = values[self.smaller], values[self.larger]
        if smaller is None or larger is None or smaller <= larger:
            return NOTHING
        return (WrongField((self.smaller,), shown(smaller), f"not more than {self.larger} ({larger:g})"),)


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """At least one of the fields is given."""

    among: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """All of them."""
        return self.among

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"at least one of {', '.join(self.among)} is given"

    def wrong(self, values: Values) -> Wrong:
        """Return the first field where none is given."""
        for name in self.among:
            if values[name] is not None:
                return NOTHING
        return (WrongField((self.among[0],), "missing", f"at least one of {', '.join(self.among)}"),)


@dataclass(frozen=True, slots=True)
class AtMostOne:
    """At most one of the fields is given."""

    among: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """All of them."""
        return self.among

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"at most one of {', '.join(self.among)} is given"

    def wrong(self, values: Values) -> Wrong:
        """Return every field given beyond the first."""
        given = [name for name in self.among if values[name] is not None]
        if len(given) < 2:
            return NOTHING
        expected = f"nothing here, because {given[0]} is given"
        return tuple(WrongField((name,), "given", expected) for name in given[1:])


@dataclass(frozen=True, slots=True)
class GivenWhen:
    """``field`` is given when ``other`` is one of ``among``."""

    field: str
    other: str
    among: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Both."""
        return (self.field, self.other)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.field} is given when {self.other} is {' or '.join(self.among)}"

    def wrong(self, values: Values) -> Wrong:
        """Return the field where it is missing."""
        if values[self.other] not in self.among or values[self.field] not in _NOT_GIVEN:
            return NOTHING
        expected = f"an answer, because {self.other} is {values[self.other]}"
        return (WrongField((self.field,), "missing", expected),)


@dataclass(frozen=True, slots=True)
class GivenOnlyWhen:
    """``field`` is given only when ``other`` is one of ``among``."""

    field: str
    other: str
    among: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Both."""
        return (self.field, self.other)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.field} is given only when {self.other} is {' or '.join(self.among)}"

    def wrong(self, values: Values) -> Wrong:
        """Return the field where it has no place."""
        if values[self.other] in self.among or values[self.field] in _NOT_GIVEN:
            return NOTHING
        expected = (
            f"nothing here unless {self.other} is {' or '.join(self.among)} (it is {values[self.other]})"
        )
        return (WrongField((self.field,), "given", expected),)


@dataclass(frozen=True, slots=True)
class GivenExactlyWhen:
    """``field`` is given when, and only when, ``other`` is one of ``among``."""

    field: str
    other: str
    among: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Both."""
        return (self.field, self.other)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.field} is given exactly when {self.other} is {' or '.join(self.among)}"

    def wrong(self, values: Values) -> Wrong:
        """Return the field where it is missing, or has no place."""
        is_given = values[self.field] not in _NOT_GIVEN
        if is_given == (values[self.other] in self.among):
            return NOTHING
        if not is_given:
            return GivenWhen(self.field, self.other, self.among).wrong(values)
        return GivenOnlyWhen(self.field, self.other, self.among).wrong(values)


@dataclass(frozen=True, slots=True)
class EachOnce:
    """No item of the list stands in it twice."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The list."""
        return (self.field,)

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        return f"{self.field} names each once"

    def wrong(self, values: Values) -> Wrong:
        """Return every repetition."""
        items = values[self.field]
        if len(items) < 2 or len(set(items)) == len(items):
            return NOTHING
        again = [place for place, item in enumerate(items) if item in items[:place]]
        return tuple(WrongField((self.field, place), shown(items[place]), "each once") for place in again)


@dataclass(frozen=True, slots=True)
class Holds:
    """A rule that is none of the others: ``check`` returns what is wrong with the values of ``fields``."""

    fields: tuple[str, ...]
    words: str
    check: Callable[[Values], Wrong]

    def wrong(self, values: Values) -> Wrong:
        """Return what the check finds."""
        return self.check(values)


# A field that was left out holds None, a list that was left out holds nothing.
_NOT_GIVEN: Final = (None, ())
