"""What a rule of the table is made of: actions, and the relations in which an actor can stand to what it acts upon.

The words of the roles are those of form K1. What each relation means is said here once; ``relations`` finds out
whether it holds, and ``permissions`` alone says what follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Action = Literal[
    "file",
    "amend",
    "replace",
    "withdraw",
    "clear",
    "circulate",
    "acknowledge",
    "join",
    "leave",
    "answer",
    "close",
    "report progress",
    "enter from a public document",
    "enter an actor",
    "enter a key",
    "seal",
    "open a seal",
    "speak for another",
    "read",
]

# Each action, and which form's number the table is asked about.
ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "file": "To say something of one's own with this form.",
        "amend": "To put a corrected full text of this form on the record.",
        "replace": "To put another filing of this form in the place of an earlier one.",
        "withdraw": "To take back a filing of this form with nothing in its place (H5).",
        "clear": "To clear a filing of this form or to return it with comments (H1).",
        "circulate": "To note to whom a filing of this form was sent (H2).",
        "acknowledge": "To say that a filing of this form was received (H3, and Q6 for an urgent query).",
        "join": "To say the words of a filing of this form too, from a date on (H4).",
        "leave": "No longer to say the words of a joint filing of this form, from a date on (H4).",
        "answer": "To answer a question with this form.",
        "close": "To close an urgent query with this form.",
        "report progress": "To say with this form how a notified operation goes on.",
        "enter from a public document": "To put somebody else's words on the record with this form, from a public "
        "document that is named.",
        "enter an actor": "To say with this form who somebody is and in which roles it acts.",
        "enter a key": "To say with this form which keys may sign.",
        "seal": "To fix words with this form and to show them later.",
        "open a seal": "To show to all who may read the opening (S2) a sealed filing of this form.",
        "speak for another": "To act, with a filing of this form or upon one, in the name of another, who is named "
        "under on_behalf_of.",
        "read": "To read, list, count and find a filing of this form.",
    }
)

Relation = Literal[
    "own words",
    "acts for it",
    "it signs too",
    "keeps this log",
    "opens this log",
    "enters it from a document",
    "of its own house",
    "gives roles a State may give",
    "has entered the actor",
    "its own key",
    "a first key",
    "a loss",
    "an end",
    "its own filing",
    "entered it",
    "filed it",
    "nobody else says it",
    "all who say it sign",
    "says it too",
    "named as joint",
    "licenses its filer",
    "State of its filer",
    "cleared",
    "a draft",
    "speaks of safety",
    "operates an object in it",
    "owns an approached object",
    "was sent it",
    "named reader",
    "may read it",
    "public",
    "asked",
    "was asked",
    "State of one that was asked",
]

RELATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "own words": "It signs what it says itself.",
        "acts for it": "By the register it acts for the one in whose name it speaks.",
        "it signs too": "The one in whose name it speaks has signed as well.",
        "keeps this log": "It is the one named as the root of this log.",
        "opens this log": "It is the root of this log, and the entry enters the root itself or its first key.",
        "enters it from a document": "It signs as the one who entered these words from the public document.",
        "of its own house": "The actor is itself, or acts for it and is not known as another's.",
        "gives roles a State may give": "Every role given is one that a State may give to itself or to those that act "
        "for it.",
        "has entered the actor": "The actor acts for it, or it entered the actor as the one who keeps the register.",
        "its own key": "The key is the actor's who files.",
        "a first key": "A key is added and no other key of the actor is valid.",
        "a loss": "The step says that a key is lost.",
        "an end": "The step says that a key ends, is revoked or is lost.",
        "its own filing": "The words of the filing are its own.",
        "entered it": "It entered the filing from a public document.",
        "filed it": "It filed the filing, in its own name or in another's.",
        "nobody else says it": "Nobody else says the words of the filing with it.",
        "all who say it sign": "Everybody who says the words of the filing signs.",
        "says it too": "It is one of those who say the words of the filing.",
        "named as joint": "The filing names it under jointly_with.",
        "licenses its filer": "By the register the filer acts for it, or both act for one State.",
        "State of its filer": "By the register the filer acts for it.",
        "cleared": "The last decision on the filing cleared it.",
        "a draft": "The decision names a draft by its hash.",
        "speaks of safety": "The purpose of the distance is safety, not security.",
        "operates an object in it": "The notice names it as the operator of an object that is moved.",
        "owns an approached object": "The notice names it as the owner of an object that is approached.",
        "was sent it": "A circulation (H2) names it as a recipient.",
        "named reader": "The filing names it under readers.",
        "may read it": "It may read the filing.",
        "public": "Anybody may read the filing.",
        "asked": "The question is its own.",
        "was asked": "The question names it under to.",
        "State of one that was asked": "One that was asked acts for it, by the register.",
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: ``action`` on these ``forms`` is allowed to an actor in one of ``roles`` if every relation holds.

    No roles means anybody, also somebody who is not in the register. ``sentence`` says it with what it rests on.
    """

    id: str
    action: Action
    forms: frozenset[str]
    roles: frozenset[str]
    relations: frozenset[Relation]
    sentence: str
