"""Who will see what of a filing: said to its filer before it is signed and sent, so that nothing is left to guess.

Nothing is decided here: ``record.visible`` answers every reading, and a test holds what is said here against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dueregard.record.forms import Form
from dueregard.record.forms.clarification import ClarificationRequest
from dueregard.record.forms.consultation import ConsultationRequest
from dueregard.record.forms.handling import Circulation
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.record.forms.seal import SealOpening
from dueregard.record.forms.urgent import UrgentQuery

ALL: Final = "all of it, on the node where it is filed and in every copy of its log"
FOR_GOOD: Final = "It can be amended or withdrawn later, but never taken out."


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will see what. ``everybody``: what anybody sees. ``readers``: who reads the text, None where all do.

    ``concerned``: whom the filing concerns, as far as it says so itself or it was computed. ``left_out``: those of
    them that could not read it.
    """

    everybody: str
    readers: tuple[str, ...] | None
    concerned: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The same in sentences, for a person."""
        said = [f"Everybody will see {self.everybody}. {FOR_GOOD}"]
        if self.readers is not None:
            said.append(
                f"What it says will be read by {_listed(self.readers)}, and by nobody else until it is opened to all."
                if self.readers
                else "What it says will be read by nobody who does not have the opening from you, until it is opened "
                "to all."
            )
        if self.concerned:
            said.append(f"It concerns {_listed(self.concerned)}.")
        if self.left_out:
            said.append(f"Concerned, and not among those who will read it: {_listed(self.left_out)}.")
        return tuple(said)


def audience(form: Form, concerned: Iterable[str] = ()) -> Audience:
    """Return who will see what of the filing once it is filed. ``concerned``: those computed, beside those it names."""
    own = dict.fromkeys((form.filed_by, *form.on_behalf_of, *form.jointly_with))
    if form.entered_from is not None:
        own[form.entered_from.entered_by] = None
    others = tuple(one for one in dict.fromkeys((*concerned_by(form), *concerned)) if one not in own)
    if form.sensitivity == "public":
        return Audience(_public(form), None, others, ())
    seal = (
        f"that {_listed(tuple(own))} filed a seal (form S1), when, and which keys signed it; "
        "not what it says, on which form, how long it is or who reads it"
    )
    if form.sensitivity == "sealed":
        return Audience(seal, (), others, others)
    readers = tuple(dict.fromkeys((*form.readers, *own)))
    return Audience(seal, readers, others, tuple(one for one in others if one not in readers))


def concerned_by(form: Form) -> tuple[str, ...]:
    """Return whom a filing concerns by its own words: owners approached, who is asked, whom it was sent to."""
    if isinstance(form, ProximityNotice):
        return tuple(dict.fromkeys(one.owner for one in form.approached_objects))
    if isinstance(form, ConsultationRequest | ClarificationRequest | UrgentQuery):
        return tuple(form.to)
    if isinstance(form, Circulation):
        return tuple(dict.fromkeys(one.actor for one in form.recipients))
    return ()


def _public(form: Form) -> str:
    return f"{ALL}, and with it all that was sealed" if isinstance(form, SealOpening) else ALL


def _listed(names: tuple[str, ...]) -> str:
    """Return names as a sentence has them: "BOR, CAS and ELA"."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
