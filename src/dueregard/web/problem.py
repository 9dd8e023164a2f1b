"""One shape for everything that goes wrong: a problem (RFC 9457): what was read, where, what was expected, what to do.

Every kind of problem has a type of its own, a status and a heading in ``docs/api.md``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from dueregard.record.forms import FormErrors

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:dueregard:problem:"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the status it is answered with, and its title, which is always the same."""

    status: int
    title: str


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "unreadable": Kind(400, "The request cannot be read"),
        "wrong-parameter": Kind(400, "A parameter of the request is wrong"),
        "not-believed": Kind(401, "The signature of the request is not believed"),
        "not-allowed": Kind(403, "No rule lets this be filed"),
        "not-found": Kind(404, "There is nothing here that you may read"),
        "no-such-method": Kind(405, "This cannot be done here"),
        "too-slow": Kind(408, "The request did not arrive in time"),
        "in-progress": Kind(409, "The same request is being answered"),
        "too-large": Kind(413, "The request is too large"),
        "address-too-long": Kind(414, "The address is too long"),
        "wrong-type": Kind(415, "The body is of a type that is not read here"),
        "no-such-part": Kind(416, "The file has no such part"),
        "wrong-filing": Kind(422, "What was sent is no filing"),
        "key-used": Kind(422, "The idempotency key stands for another request"),
        "too-many": Kind(429, "Too many requests"),
        "own-fault": Kind(500, "An error of the program"),
        "cannot-now": Kind(503, "The node cannot do this now"),
    }
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong: where it stands (JSON Pointer or the name of a parameter), found, expected, meant."""

    at: str
    field: str
    found: str
    expected: str
    suggestion: str = ""


class Problem(Exception):
    """What an answer that is no success says. ``headers`` go with it, ``extra`` members stand in it."""

    def __init__(
        self,
        kind: str,
        what: str,
        *,
        where: str = "",
        expected: str = "",
        do: str = "",
        wrong: Sequence[Wrong] = (),
        more: int = 0,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.what, self.where, self.expected, self.do = kind, what, where, expected, do
        self.wrong, self.more = tuple(wrong), more
        self.headers, self.extra = dict(headers or {}), dict(extra or {})
        super().__init__(what)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return KINDS[self.kind].status

    def body(self) -> bytes:
        """Return the problem as its JSON. Members without content are left out, save the five that always stand."""
        kind = KINDS[self.kind]
        said: dict[str, Any] = {
            "type": TYPE_PREFIX + self.kind,
            "title": kind.title,
            "status": kind.status,
            "detail": self.what,
            "do": self.do,
        }
        if self.where:
            said["where"] = self.where
        if self.expected:
            said["expected"] = self.expected
        if self.wrong:
            said["errors"] = [
                {"at": one.at, "field": one.field, "found": one.found, "expected": one.expected}
                | ({"suggestion": one.suggestion} if one.suggestion else {})
                for one in self.wrong
            ]
        if self.more:
            said["more"] = self.more
        said |= self.extra
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def not_found() -> Problem:
    """Return the one answer for what does not exist and for what may not be read. It repeats nothing of the request."""
    return Problem(
        "not-found",
        "nothing is found under this address",
        expected="the address of something on this node that the reader may read",
        do="check the address; if you are a named reader, sign the request with your actor's key",
    )


def wrong_fields(errors: FormErrors, before: str = "") -> tuple[Wrong, ...]:
    """Return what is wrong with a filing; ``before`` is the JSON Pointer of the filing in the request."""
    return tuple(
        Wrong(before + one.pointer, one.field, one.found, one.expected, one.suggestion)
        for one in errors.errors
    )
