"""All forms by number.

The letter says what a reader does with a filing: N, read what happens in space; D, note what an actor says of itself;
C, know whom to call; Q, somebody waits for an answer; H, how a filing is handled; K, who may speak and sign; S, what
cannot be read yet. Numbers are never given again.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dueregard.record.forms.actor import ActorEntry
from dueregard.record.forms.breakup import BreakupNotice
from dueregard.record.forms.clarification import ClarificationAnswer, ClarificationRequest
from dueregard.record.forms.commitment import Commitment
from dueregard.record.forms.consultation import ConsultationAnswer, ConsultationRequest
from dueregard.record.forms.contact_point import ContactPoint
from dueregard.record.forms.counterspace import CounterSpacePolicy
from dueregard.record.forms.danger import DangerNotice
from dueregard.record.forms.declared_distance import DeclaredDistance
from dueregard.record.forms.handling import (
    Acknowledgement,
    Circulation,
    ClearingDecision,
    JointParty,
    Withdrawal,
)
from dueregard.record.forms.head import Form
from dueregard.record.forms.interference import InterferenceReport
from dueregard.record.forms.key import KeyEntry
from dueregard.record.forms.launch import LaunchNotice
from dueregard.record.forms.law import LawOrPolicy
from dueregard.record.forms.manoeuvre import ManoeuvreNotice
from dueregard.record.forms.nothing import NothingToReport
from dueregard.record.forms.progress import AfterActionReport, OperationProgress
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.record.forms.reentry import ReentryNotice
from dueregard.record.forms.registration import RegistrationData
from dueregard.record.forms.reply import ReplyToFinding
from dueregard.record.forms.seal import SealedFiling, SealOpening
from dueregard.record.forms.threat import ThreatPerception
from dueregard.record.forms.understanding import Understanding
from dueregard.record.forms.urgent import (
    UrgentQuery,
    UrgentQueryAnswer,
    UrgentQueryClosed,
    UrgentQueryReceived,
)

GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "N": "Notices: what happens in space",
        "D": "Declarations: what an actor says of itself",
        "C": "Contacts: whom to call",
        "Q": "Questions: somebody waits for an answer",
        "H": "Handling: what is done with a filing",
        "K": "Actors and keys: who may speak and sign",
        "S": "Seals: what cannot be read yet",
    }
)

FORMS: Final[Mapping[str, type[Form]]] = MappingProxyType(
    {
        form.ABOUT.number: form
        for form in (
            ProximityNotice,
            OperationProgress,
            AfterActionReport,
            ManoeuvreNotice,
            LaunchNotice,
            ReentryNotice,
            BreakupNotice,
            DangerNotice,
            InterferenceReport,
            DeclaredDistance,
            ThreatPerception,
            Commitment,
            Understanding,
            LawOrPolicy,
            CounterSpacePolicy,
            RegistrationData,
            NothingToReport,
            ContactPoint,
            ConsultationRequest,
            ConsultationAnswer,
            ClarificationRequest,
            ClarificationAnswer,
            UrgentQuery,
            UrgentQueryReceived,
            UrgentQueryAnswer,
            UrgentQueryClosed,
            ReplyToFinding,
            ClearingDecision,
            Circulation,
            Acknowledgement,
            JointParty,
            Withdrawal,
            ActorEntry,
            KeyEntry,
            SealedFiling,
            SealOpening,
        )
    }
)

BY_NAME: Final[Mapping[str, type[Form]]] = MappingProxyType({f.ABOUT.name: f for f in FORMS.values()})


def form_of(number: str) -> type[Form]:
    """Return the form with this number; ``ValueError`` names all numbers where there is none.

    >>> form_of("N1").ABOUT.title
    'proximity-operation notice'
    """
    if number not in FORMS:
        raise ValueError(f"there is no form {number!r}; expected one of {', '.join(FORMS)}")
    return FORMS[number]
