"""THE table: who may do what. What no row allows is not allowed; nothing else in the project compares roles.

``decide`` reads it, ``docs/permissions.md`` shows it. OST is the Outer Space Treaty, VCLT the Vienna Convention on the
Law of Treaties, RC the Registration Convention; where nothing is named the rule is this record's own.
"""

from typing import Final

from dueregard.record.rule import Action, Relation, Row

STATE, AGENCY, MINISTRY = "State focal point", "licensing agency", "ministry"
OPERATOR, IGO, SECRETARIAT, OBSERVER = (
    "operator",
    "intergovernmental organisation",
    "secretariat",
    "observer",
)
_EVERYBODY_KNOWN: Final = (STATE, AGENCY, MINISTRY, OPERATOR, IGO, SECRETARIAT, OBSERVER)
_FILERS: Final = (STATE, AGENCY, MINISTRY, OPERATOR, IGO)

# The roles that a State gives, to itself and to those that act for it. It makes nobody a secretariat.
A_STATE_MAY_GIVE: Final = frozenset((STATE, AGENCY, MINISTRY, OPERATOR, OBSERVER))

_NOTICES: Final = "N1 N4 N5 N6 N7 N8 N9"
_ALL_NOTICES: Final = "N1 N2 N3 N4 N5 N6 N7 N8 N9"
_DECLARATIONS: Final = "D1 D2 D3 D4 D5 D6 D7 D8"
_QUESTIONS: Final = "Q1 Q3 Q5"
_ANSWERS: Final = "Q2 Q4 Q7"
_SAID: Final = f"{_ALL_NOTICES} {_DECLARATIONS} C1 {_QUESTIONS} {_ANSWERS} Q9"
# What is received without having been asked: a question is acknowledged by whom it asks.
_RECEIVED: Final = f"{_ALL_NOTICES} {_DECLARATIONS} C1 {_ANSWERS} Q9 Q8 H1 H2 S1"
_JOINABLE: Final = "D1 D2 D3 D4 Q1 Q3"
_EVERY_FORM: Final = f"{_SAID} Q6 Q8 H1 H2 H3 H4 H5 K1 K2 S1 S2"


def _row(
    id: str,
    action: Action,
    forms: str,
    roles: tuple[str, ...],
    relations: tuple[Relation, ...],
    sentence: str,
) -> Row:
    return Row(id, action, frozenset(forms.split()), frozenset(roles), frozenset(relations), sentence)


TABLE: Final[tuple[Row, ...]] = (
    # To say something of one's own.
    _row("F1", "file", f"{_NOTICES} {_DECLARATIONS} C1 {_QUESTIONS} Q9", (STATE,), ("own words",),
         "A State says for itself whatever these forms say (OST VI, IX and XI)."),
    _row("F2", "file", f"{_NOTICES} D1 D2 D3 D4 D5 D7 D8 C1 Q3 Q5 Q9", (IGO,), ("own words",),
         "An organisation of States speaks for itself as a State does (OST XIII, RC VII). Consultations under OST IX "
         "are asked for by States, and a policy on counter-space capabilities is a State's."),
    _row("F3", "file", "C1 D5 D8", (AGENCY, MINISTRY), ("own words",),
         "An authority makes known in its own name how it is reached, which texts it applies, and that it has nothing "
         "to report."),
    _row("F4", "file", f"{_NOTICES} C1 D3 D8 Q5 Q9", (OPERATOR,), ("own words",),
         "An operator speaks about its own objects and undertakings. What its State thinks of others, its State says "
         "(OST VI)."),
    _row("F5", "file", "C1 D8 N8", (SECRETARIAT,), ("own words",),
         "A secretariat says how it is reached and that it has nothing to report, and passes on danger to astronauts "
         "(OST V). It says nothing else of its own."),
    _row("F6", "file", "C1 D4 D8 N7 N8", (OBSERVER,), ("own words",),
         "An observer says under its own name what it understands by a term, and what it saw break up or endanger "
         "astronauts."),
    _row("F7", "file", "D1", (OPERATOR,), ("own words", "speaks of safety"),
         "An operator says which distance it regards as close for the safety of its objects. A distance for the sake "
         "of security is declared by a State."),
    # In another's name. The one that is spoken for must be allowed the act itself.
    _row("B1", "speak for another", f"{_ALL_NOTICES} D5 D7 D8 C1 Q3 Q4 Q5 Q6 Q7 Q8 Q9 S1", (AGENCY, MINISTRY),
         ("acts for it",),
         "An authority speaks for its State within its mandate. Declarations of policy, commitments and consultations "
         "under OST IX are made by those who represent the State (VCLT 7)."),
    _row("B2", "speak for another", _EVERY_FORM, (STATE, IGO), ("it signs too",),
         "A State speaks for others who sign with it. Nobody is spoken for by another State without its signature."),
    # Notified operations.
    _row("P1", "report progress", "N2 N3", (STATE, IGO, OPERATOR), ("own words", "its own filing"),
         "Whoever gave notice says how the operation goes on."),
    _row("P2", "report progress", "N2 N3", (OPERATOR,), ("own words", "operates an object in it"),
         "Where a State gave notice for an operator, the operator says how its operation goes on."),
    _row("P3", "report progress", "N2 N3", (STATE,), ("own words", "State of its filer"),
         "A State may say how an operation of its operator goes on (OST VI)."),
    # Corrections.
    _row("M1", "amend", f"{_SAID} Q6 Q8 H1 H2 H3 H4 S1", _EVERYBODY_KNOWN,
         ("own words", "its own filing", "all who say it sign"),
         "Whoever said it corrects it; what several say they correct together. Nobody amends another's words."),
    _row("M2", "amend", _SAID, _EVERYBODY_KNOWN, ("enters it from a document", "entered it"),
         "Whoever entered words from a document corrects its own reading of it."),
    _row("M3", "amend", "K1", (STATE, IGO, SECRETARIAT), ("own words", "its own filing"),
         "Whoever entered an actor corrects its own entry. A key entry is never corrected: another step follows it."),
    _row("R1", "replace", f"{_SAID} S1", _EVERYBODY_KNOWN,
         ("own words", "its own filing", "all who say it sign"),
         "Whoever said it says something else in its place; so does an actor whose words somebody had entered from a "
         "document."),
    _row("R2", "replace", _SAID, _EVERYBODY_KNOWN, ("enters it from a document", "entered it"),
         "Whoever entered words from a document enters those of a later document in their place."),
    _row("W1", "withdraw", f"{_ALL_NOTICES} {_DECLARATIONS} C1 {_QUESTIONS} {_ANSWERS} Q9 S1", _EVERYBODY_KNOWN,
         ("own words", "its own filing", "nobody else says it"),
         "Whoever said it takes it back. Where others say it too their words stay, and it leaves them instead (H4). "
         "What was received, cleared, sent, opened or entered in the register stays on the record."),
    _row("W2", "withdraw", _SAID, _EVERYBODY_KNOWN, ("own words", "entered it"),
         "Whoever entered words from a document takes its own entry back."),
    # Clearing, sending, receiving.
    _row("L1", "clear", f"{_ALL_NOTICES} D3 Q9", (AGENCY,), ("own words", "licenses its filer"),
         "A licensing agency clears or returns what the operators that it licenses file (OST VI: authorisation and "
         "continuing supervision)."),
    _row("L2", "clear", "H1", (AGENCY,), ("own words", "a draft"),
         "A licensing agency clears a draft by its hash. It counts once an operator that it licenses files exactly "
         "these bytes."),
    _row("C1", "circulate", f"{_SAID} Q6 Q8 S1", (STATE, IGO), ("own words", "its own filing"),
         "Whoever speaks for itself sends what it said to whom it concerns; nothing has to be cleared then."),
    _row("C2", "circulate", _SAID, (OPERATOR,), ("own words", "its own filing", "cleared"),
         "An operator sends what its licensing agency has cleared."),
    _row("C3", "circulate", "C1 Q5 Q6 Q7 Q8 N7 N8", (OPERATOR,), ("own words", "its own filing"),
         "What is urgent, and how to be reached, an operator sends without waiting to be cleared."),
    _row("C4", "circulate", _SAID, (AGENCY,), ("own words", "licenses its filer", "cleared"),
         "A licensing agency sends what it has cleared."),
    _row("C5", "circulate", _SAID, (STATE,), ("own words", "State of its filer"),
         "A State sends what its operator filed, also where it has no agency that clears (OST VI)."),
    _row("C6", "circulate", f"{_SAID} Q6 Q8 S1", (SECRETARIAT,), ("own words", "public"),
         "A secretariat sends on what is public."),
    _row("A1", "acknowledge", _RECEIVED, (STATE, IGO), ("own words", "may read it"),
         "A State acknowledges whatever it may read: who is concerned, it knows best itself."),
    _row("A2", "acknowledge", _RECEIVED, _EVERYBODY_KNOWN, ("own words", "was sent it"),
         "Whoever was sent a filing acknowledges it."),
    _row("A3", "acknowledge", _RECEIVED, _EVERYBODY_KNOWN, ("own words", "named reader"),
         "Whoever is named as a reader acknowledges the filing."),
    _row("A4", "acknowledge", "N1", _EVERYBODY_KNOWN, ("own words", "owns an approached object"),
         "The owner of an approached object acknowledges the notice, also before it is sent."),
    _row("A5", "acknowledge", "Q1 Q3 Q5 Q6", _EVERYBODY_KNOWN, ("own words", "was asked"),
         "Only who was asked acknowledges a question; for an urgent query there is form Q6."),
    _row("A6", "acknowledge", "Q3 Q5 Q6", (STATE,), ("own words", "State of one that was asked"),
         "A State acknowledges for its operator that was asked (OST VI)."),
    # Joint filings.
    _row("J1", "join", _JOINABLE, (STATE, IGO), ("own words", "may read it"),
         "A State may say the same words as others at any time, from a date on."),
    _row("J2", "join", f"{_NOTICES} D5 D7 D8 Q5 Q9 {_JOINABLE}", _EVERYBODY_KNOWN, ("own words", "named as joint"),
         "Whoever a joint filing names may join it later. Nobody joins for another."),
    _row("J3", "leave", f"{_SAID} S1", _EVERYBODY_KNOWN, ("own words", "says it too"),
         "Whoever says the words of others may leave them at any time, from a date on."),
    # Questions.
    _row("Q1", "answer", _ANSWERS, _EVERYBODY_KNOWN, ("own words", "was asked"),
         "Only who was asked answers, and may say openly that it does not. Silence is nobody's act."),
    _row("Q2", "answer", "Q4 Q7", (STATE,), ("own words", "State of one that was asked"),
         "A State answers for its operator that was asked (OST VI)."),
    _row("Q3", "close", "Q8", _EVERYBODY_KNOWN, ("own words", "asked"),
         "Only who asked closes an urgent query."),
    # Public documents.
    _row("D1", "enter from a public document", f"{_NOTICES} {_DECLARATIONS} C1 {_QUESTIONS} Q9", (SECRETARIAT,),
         ("enters it from a document",),
         "A secretariat enters what others said in public documents, with the symbol. It files nothing in their "
         "name; the document remains the act."),
    _row("D2", "enter from a public document", f"{_NOTICES} {_DECLARATIONS} C1 {_QUESTIONS} Q9", (STATE, IGO),
         ("enters it from a document", "keeps this log"),
         "A State that keeps its own log enters public documents of others into it, as a secretariat does."),
    _row("D3", "enter from a public document", _ANSWERS, (SECRETARIAT,), ("enters it from a document", "was asked"),
         "A secretariat enters a public answer of one that was asked."),
    _row("D4", "enter from a public document", "N2 N3", (SECRETARIAT,),
         ("enters it from a document", "its own filing"),
         "A secretariat enters what the author of a notice says in public of how the operation goes on."),
    # The registers.
    _row("K1", "enter an actor", "K1", (), ("own words", "opens this log"),
         "A log is opened by entering its root, named by whoever starts the node."),
    _row("K2", "enter an actor", "K1", (SECRETARIAT,), ("own words",),
         "A secretariat enters any actor."),
    _row("K3", "enter an actor", "K1", (STATE, IGO),
         ("own words", "of its own house", "gives roles a State may give"),
         "A State says itself who acts for it, and as what. It enters nobody else and makes nobody a secretariat."),
    _row("K4", "enter an actor", "K1", (STATE, IGO), ("own words", "keeps this log"),
         "A State that keeps its own log enters into it those from whom it takes filings."),
    _row("Y1", "enter a key", "K2", (), ("own words", "opens this log"),
         "A log is opened by entering the key of its root."),
    _row("Y2", "enter a key", "K2", _EVERYBODY_KNOWN, ("own words", "its own key"),
         "An actor adds, changes and ends its own keys, signing with one that is valid."),
    _row("Y3", "enter a key", "K2", (STATE, IGO, SECRETARIAT), ("own words", "has entered the actor", "a first key"),
         "Who entered an actor enters its first key, and a new first one where none is left."),
    _row("Y4", "enter a key", "K2", (STATE, IGO, SECRETARIAT), ("own words", "has entered the actor", "a loss"),
         "Who entered an actor notes that it has lost a key, because the actor cannot sign that itself."),
    _row("Y5", "enter a key", "K2", (STATE, IGO), ("own words", "of its own house", "an end"),
         "A State ends and revokes the keys of those that act for it. A secretariat ends nobody's."),
    # Seals.
    _row("S1", "seal", "S1", _FILERS, ("own words",),
         "Whoever files may fix words now and show them later."),
    _row("S2", "open a seal", f"{_NOTICES} {_DECLARATIONS} Q9", _FILERS, ("own words", "its own filing"),
         "Whoever sealed a notice, a declaration or a reply opens it. Questions, answers, handling, actors, keys and "
         "seals are not sealed: others must know of them when they happen."),
    # Reading.
    _row("V1", "read", _EVERY_FORM, (), ("public",),
         "Anybody reads what is public."),
    _row("V2", "read", _EVERY_FORM, _EVERYBODY_KNOWN, ("named reader",),
         "Named readers read what names them."),
    _row("V3", "read", _EVERY_FORM, _EVERYBODY_KNOWN, ("its own filing",),
         "Whose words they are, reads them."),
    _row("V4", "read", _EVERY_FORM, _EVERYBODY_KNOWN, ("entered it",),
         "Who entered words from a document reads its own entry."),
    _row("V5", "read", _EVERY_FORM, _EVERYBODY_KNOWN, ("filed it",),
         "Who filed in the name of another reads what it filed."),
    _row("V6", "read", _EVERY_FORM, _EVERYBODY_KNOWN, ("named as joint",),
         "Whom a joint filing names reads it, so that it can join."),
)  # fmt: skip
