"""What a treaty lawyer would answer, written by hand before and apart from the table: one line for each case.

action | form | role | relations -> yes or no. Shortened roles: S State focal point, L licensing agency, M ministry,
O operator, I intergovernmental organisation, T secretariat, B observer, - somebody whom nobody knows.
"""

from typing import NamedTuple

ROLE_OF = {
    "S": "State focal point",
    "L": "licensing agency",
    "M": "ministry",
    "O": "operator",
    "I": "intergovernmental organisation",
    "T": "secretariat",
    "B": "observer",
}


class Case(NamedTuple):
    action: str
    number: str
    roles: frozenset[str]
    relations: frozenset[str]
    expected: bool

    def __str__(self) -> str:
        return (
            f"{self.action} {self.number} by {', '.join(sorted(self.roles)) or 'nobody known'}: "
            + ", ".join(sorted(self.relations))
        )


LINES = """
# A State speaks for itself on every form that says something.
file | N1 | S | own words | yes
file | N4 | S | own words | yes
file | N5 | S | own words | yes
file | N6 | S | own words | yes
file | N7 | S | own words | yes
file | N8 | S | own words | yes
file | N9 | S | own words | yes
file | D1 | S | own words | yes
file | D2 | S | own words | yes
file | D3 | S | own words | yes
file | D4 | S | own words | yes
file | D5 | S | own words | yes
file | D6 | S | own words | yes
file | D7 | S | own words | yes
file | D8 | S | own words | yes
file | C1 | S | own words | yes
file | Q1 | S | own words | yes
file | Q3 | S | own words | yes
file | Q5 | S | own words | yes
file | Q9 | S | own words | yes
# ... but not in the words of another, and not without its signature.
file | N1 | S | | no
file | D1 | S | acts for it | no
# An organisation of States does as a State, where it can.
file | N1 | I | own words | yes
file | D1 | I | own words | yes
file | D2 | I | own words | yes
file | D3 | I | own words | yes
file | D7 | I | own words | yes
file | Q3 | I | own words | yes
file | Q5 | I | own words | yes
file | Q1 | I | own words | no
file | D6 | I | own words | no
# Authorities, in their own name.
file | C1 | L | own words | yes
file | D5 | L | own words | yes
file | D8 | M | own words | yes
file | D5 | M | own words | yes
file | N1 | L | own words | no
file | N1 | M | own words | no
file | D1 | L | own words | no
file | D1 | M | own words | no
file | D3 | M | own words | no
file | Q1 | M | own words | no
file | Q5 | L | own words | no
# Operators speak about their objects and undertakings.
file | N1 | O | own words | yes
file | N4 | O | own words | yes
file | N5 | O | own words | yes
file | N7 | O | own words | yes
file | N8 | O | own words | yes
file | N9 | O | own words | yes
file | D3 | O | own words | yes
file | D8 | O | own words | yes
file | C1 | O | own words | yes
file | Q5 | O | own words | yes
file | Q9 | O | own words | yes
file | D1 | O | own words | no
file | D1 | O | own words, speaks of safety | yes
file | D1 | O | speaks of safety | no
file | D1 | L | own words, speaks of safety | no
file | D1 | B | own words, speaks of safety | no
file | D2 | O | own words, speaks of safety | no
file | D2 | O | own words | no
file | D4 | O | own words | no
file | D5 | O | own words | no
file | D6 | O | own words | no
file | D7 | O | own words | no
file | Q1 | O | own words | no
file | Q3 | O | own words | no
# A secretariat says little of its own, and nothing in a State's name.
file | C1 | T | own words | yes
file | N8 | T | own words | yes
file | D8 | T | own words | yes
file | N1 | T | own words | no
file | D1 | T | own words | no
file | D2 | T | own words | no
file | D3 | T | own words | no
file | Q3 | T | own words | no
file | Q9 | T | own words | no
file | N1 | T | enters it from a document | no
# Observers, under their own name.
file | D4 | B | own words | yes
file | N7 | B | own words | yes
file | N8 | B | own words | yes
file | C1 | B | own words | yes
file | N1 | B | own words | no
file | D1 | B | own words | no
file | D2 | B | own words | no
file | D3 | B | own words | no
file | Q3 | B | own words | no
file | Q5 | B | own words | no
file | Q9 | B | own words | no
file | N1 | - | own words | no
file | N8 | - | own words | no
# For another: an authority within its mandate, a State for those who sign with it.
speak for another | N1 | L | acts for it | yes
speak for another | N8 | M | acts for it | yes
speak for another | D7 | L | acts for it | yes
speak for another | Q7 | M | acts for it | yes
speak for another | D5 | M | acts for it | yes
speak for another | D1 | M | acts for it | no
speak for another | D2 | M | acts for it | no
speak for another | D3 | L | acts for it | no
speak for another | D6 | M | acts for it | no
speak for another | Q1 | M | acts for it | no
speak for another | Q2 | M | acts for it | no
speak for another | K1 | L | acts for it | no
speak for another | K2 | L | acts for it | no
speak for another | H4 | L | acts for it | no
speak for another | N1 | L | | no
speak for another | N1 | O | acts for it | no
speak for another | Q7 | O | acts for it | no
speak for another | N1 | T | acts for it | no
speak for another | N1 | B | it signs too | no
speak for another | D1 | S | it signs too | yes
speak for another | D3 | I | it signs too | yes
speak for another | D1 | S | | no
speak for another | D1 | S | acts for it | no
speak for another | D3 | I | acts for it | no
# How a notified operation goes on.
report progress | N2 | O | own words, its own filing | yes
report progress | N3 | S | own words, its own filing | yes
report progress | N2 | O | own words, operates an object in it | yes
report progress | N3 | O | own words, operates an object in it | yes
report progress | N2 | S | own words, State of its filer | yes
report progress | N2 | S | own words | no
report progress | N2 | S | own words, owns an approached object | no
report progress | N2 | O | own words, owns an approached object | no
report progress | N2 | T | own words | no
report progress | N2 | O | its own filing | no
report progress | N3 | L | own words, licenses its filer | no
# Nobody amends another's words.
amend | N1 | S | own words, its own filing, all who say it sign | yes
amend | N1 | O | own words, its own filing, all who say it sign | yes
amend | D1 | S | own words, its own filing | no
amend | D1 | S | own words, all who say it sign | no
amend | D2 | S | own words, says it too, all who say it sign | no
amend | N1 | S | own words, State of its filer | no
amend | N1 | L | own words, licenses its filer, cleared | no
amend | N1 | T | own words | no
amend | D1 | T | enters it from a document, entered it | yes
amend | D1 | T | enters it from a document | no
amend | D1 | T | enters it from a document, its own filing, all who say it sign | no
amend | D1 | T | own words, entered it | no
amend | K1 | T | own words, its own filing | yes
amend | K1 | S | own words, its own filing | yes
amend | K1 | S | own words, of its own house | no
amend | K2 | S | own words, its own filing, all who say it sign | no
amend | S2 | S | own words, its own filing, all who say it sign | no
amend | H2 | S | own words, its own filing, all who say it sign | yes
replace | D1 | S | own words, its own filing, all who say it sign | yes
replace | D1 | S | own words, its own filing | no
replace | D1 | T | enters it from a document, entered it | yes
replace | D1 | T | enters it from a document, its own filing, all who say it sign | no
replace | H1 | L | own words, its own filing, all who say it sign | no
replace | K2 | S | own words, its own filing, all who say it sign | no
# Taking back.
withdraw | D1 | S | own words, its own filing, nobody else says it | yes
withdraw | N1 | O | own words, its own filing, nobody else says it | yes
withdraw | D4 | B | own words, its own filing, nobody else says it | yes
withdraw | D2 | S | own words, its own filing | no
withdraw | D2 | S | own words, says it too | no
withdraw | D1 | T | own words, entered it | yes
withdraw | D1 | T | own words, State of its filer | no
withdraw | N1 | S | own words, State of its filer | no
withdraw | N1 | L | own words, licenses its filer | no
withdraw | H1 | L | own words, its own filing, nobody else says it | no
withdraw | H3 | S | own words, its own filing, nobody else says it | no
withdraw | Q8 | S | own words, its own filing, nobody else says it | no
withdraw | K1 | T | own words, its own filing, nobody else says it | no
withdraw | K2 | S | own words, its own filing, nobody else says it | no
withdraw | S1 | S | own words, its own filing, nobody else says it | yes
withdraw | S2 | S | own words, its own filing, nobody else says it | no
# Clearing.
clear | N1 | L | own words, licenses its filer | yes
clear | D3 | L | own words, licenses its filer | yes
clear | N1 | L | own words | no
clear | N1 | S | own words, licenses its filer | no
clear | N1 | M | own words, licenses its filer | no
clear | N1 | T | own words, licenses its filer | no
clear | N1 | O | own words, its own filing | no
clear | D1 | L | own words, licenses its filer | no
clear | Q5 | L | own words, licenses its filer | no
clear | H1 | L | own words, a draft | yes
clear | H1 | S | own words, a draft | no
clear | H1 | O | own words, a draft | no
# Sending.
circulate | N1 | S | own words, its own filing | yes
circulate | D1 | I | own words, its own filing | yes
circulate | N1 | O | own words, its own filing | no
circulate | N1 | O | own words, its own filing, cleared | yes
circulate | N1 | O | own words, cleared | no
circulate | Q5 | O | own words, its own filing | yes
circulate | N8 | O | own words, its own filing | yes
circulate | N4 | O | own words, its own filing | no
circulate | N1 | L | own words, licenses its filer, cleared | yes
circulate | N1 | L | own words, licenses its filer | no
circulate | N1 | S | own words, State of its filer | yes
circulate | N1 | S | own words | no
circulate | N1 | S | own words, public | no
circulate | N1 | T | own words, public | yes
circulate | N1 | T | own words, named reader | no
circulate | N1 | M | own words, State of its filer | no
circulate | D4 | B | own words, its own filing | no
circulate | K1 | T | own words, public | no
# Receiving.
acknowledge | N1 | S | own words, may read it | yes
acknowledge | N1 | I | own words, may read it | yes
acknowledge | N1 | S | own words | no
acknowledge | N1 | O | own words, may read it | no
acknowledge | N1 | O | own words, may read it, was sent it | yes
acknowledge | D1 | O | own words, named reader | yes
acknowledge | N1 | O | own words, owns an approached object | yes
acknowledge | D1 | O | own words, owns an approached object | no
acknowledge | D1 | B | own words, may read it | no
acknowledge | D1 | B | own words, was sent it | yes
acknowledge | Q6 | S | own words, may read it | no
acknowledge | Q5 | S | own words, may read it | no
acknowledge | Q6 | S | own words, was asked | yes
acknowledge | Q6 | O | own words, was asked | yes
acknowledge | Q6 | S | own words, State of one that was asked | yes
acknowledge | Q6 | L | own words, State of one that was asked | no
acknowledge | Q6 | T | own words | no
acknowledge | H3 | S | own words, may read it | no
# Joint filings.
join | D2 | S | own words, may read it | yes
join | D3 | I | own words, may read it | yes
join | Q3 | S | own words, may read it | yes
join | D2 | S | own words | no
join | D2 | O | own words, may read it | no
join | N1 | S | own words, may read it | no
join | N1 | S | own words, may read it, named as joint | yes
join | D3 | O | own words, named as joint | yes
join | D2 | B | own words, may read it | no
join | D6 | S | own words, may read it | no
join | K1 | S | own words, may read it | no
leave | D2 | S | own words, says it too | yes
leave | N1 | O | own words, says it too | yes
leave | D2 | S | own words, may read it | no
leave | D2 | S | own words, named as joint | no
# Only who was asked answers; only who asked closes.
answer | Q2 | S | own words, was asked | yes
answer | Q4 | I | own words, was asked | yes
answer | Q7 | O | own words, was asked | yes
answer | Q4 | S | own words, may read it | no
answer | Q7 | S | own words, State of one that was asked | yes
answer | Q4 | S | own words, State of one that was asked | yes
answer | Q2 | S | own words, State of one that was asked | no
answer | Q7 | L | own words, State of one that was asked | no
answer | Q4 | S | own words, asked | no
answer | Q2 | T | own words | no
close | Q8 | S | own words, asked | yes
close | Q8 | O | own words, asked | yes
close | Q8 | S | own words, was asked | no
close | Q8 | T | own words | no
# Public documents.
enter from a public document | D1 | T | enters it from a document | yes
enter from a public document | N1 | T | enters it from a document | yes
enter from a public document | Q1 | T | enters it from a document | yes
enter from a public document | D1 | T | own words | no
enter from a public document | D1 | S | enters it from a document | no
enter from a public document | D1 | S | enters it from a document, keeps this log | yes
enter from a public document | D1 | B | enters it from a document | no
enter from a public document | D1 | B | enters it from a document, keeps this log | no
enter from a public document | Q4 | T | enters it from a document, was asked | yes
enter from a public document | Q4 | T | enters it from a document | no
enter from a public document | N2 | T | enters it from a document, its own filing | yes
enter from a public document | N2 | T | enters it from a document | no
enter from a public document | H1 | T | enters it from a document | no
enter from a public document | H4 | T | enters it from a document | no
enter from a public document | K1 | T | enters it from a document | no
enter from a public document | S1 | T | enters it from a document | no
# Who may say who is who.
enter an actor | K1 | - | own words, opens this log | yes
enter an actor | K1 | - | own words | no
enter an actor | K1 | T | own words | yes
enter an actor | K1 | S | own words, of its own house, gives roles a State may give | yes
enter an actor | K1 | I | own words, of its own house, gives roles a State may give | yes
enter an actor | K1 | S | own words, of its own house | no
enter an actor | K1 | S | own words, gives roles a State may give | no
enter an actor | K1 | S | own words, keeps this log | yes
enter an actor | K1 | L | own words, of its own house, gives roles a State may give | no
enter an actor | K1 | O | own words, of its own house, gives roles a State may give | no
enter an actor | K1 | B | own words, keeps this log | no
# Keys.
enter a key | K2 | - | own words, opens this log | yes
enter a key | K2 | - | own words, its own key | no
enter a key | K2 | O | own words, its own key | yes
enter a key | K2 | B | own words, its own key | yes
enter a key | K2 | T | own words, has entered the actor, a first key | yes
enter a key | K2 | S | own words, has entered the actor, a first key | yes
enter a key | K2 | T | own words, has entered the actor | no
enter a key | K2 | S | own words, a first key | no
enter a key | K2 | T | own words, has entered the actor, a loss, an end | yes
enter a key | K2 | T | own words, has entered the actor, an end | no
enter a key | K2 | S | own words, of its own house, an end | yes
enter a key | K2 | S | own words, an end | no
enter a key | K2 | L | own words, of its own house, an end | no
# Seals.
seal | S1 | S | own words | yes
seal | S1 | O | own words | yes
seal | S1 | L | own words | yes
seal | S1 | T | own words | no
seal | S1 | B | own words | no
open a seal | D1 | S | own words, its own filing | yes
open a seal | N1 | O | own words, its own filing | yes
open a seal | D1 | S | own words | no
open a seal | K1 | S | own words, its own filing | no
open a seal | K2 | S | own words, its own filing | no
open a seal | H1 | L | own words, its own filing | no
open a seal | Q5 | S | own words, its own filing | no
open a seal | Q4 | S | own words, its own filing | no
open a seal | S1 | S | own words, its own filing | no
# Reading.
read | N1 | - | public | yes
read | K2 | - | public | yes
read | N1 | - | named reader | no
read | D1 | - | | no
read | D1 | S | | no
read | D1 | S | named reader | yes
read | D1 | B | named reader | yes
read | D1 | O | its own filing | yes
read | D1 | T | | no
read | D1 | T | entered it | yes
read | N1 | S | State of its filer | no
read | N1 | L | licenses its filer | no
read | N1 | L | filed it | yes
read | D2 | S | named as joint | yes
read | N1 | S | was sent it | no
read | S1 | S | public | yes
"""


def _case(line: str) -> Case:
    action, number, role, relations, answer = (part.strip() for part in line.split("|"))
    roles = frozenset() if role == "-" else frozenset({ROLE_OF[role]})
    held = frozenset(one.strip() for one in relations.split(",") if one.strip())
    return Case(action, number, roles, held, {"yes": True, "no": False}[answer])


CASES = tuple(_case(line) for line in LINES.splitlines() if line and not line.startswith("#"))
