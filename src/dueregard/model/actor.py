"""States, intergovernmental organisations and operators, and whether an object is foreign to another's."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["State", "intergovernmental organisation", "operator", "joint", "unknown"]
Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a catalogue's owner code stands for, by an explicit and sourced rule.

    ``responsible_states`` are the States internationally responsible for the object (Outer Space Treaty, article
    VI) as far as the rule can tell, as ISO 3166-1 alpha-3 codes (or the codes of fictional States in a demo); an
    empty set means unknown. A joint object belongs to all of them. ``basis`` is the rule in words.
    """

    code: str
    name: str
    kind: ActorKind
    responsible_states: frozenset[str]
    basis: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Whether two objects belong to different States, with the basis of the answer in words."""

    answer: Answer
    basis: str
