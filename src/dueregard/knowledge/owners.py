"""Who a catalogue's owner code stands for: explicit, sourced rules from ``owners.csv``.

The rules are data. A State that finds its entry wrong has one row corrected, or gives the corrected row in an
extra file. What no rule settles stays unknown; nothing is guessed from the name of an object.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final, get_args

from dueregard.model.actor import ActorKind, Owner
from dueregard.model.errors import DataError

COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "responsible_states",
    "rule",
    "source",
    "pin",
    "date",
    "confidence",
    "note",
)
CONFIDENCES: Final = ("checked", "secondary", "from memory, unchecked", "fictional")
NOT_DETERMINED: Final = "Not determined"  # the name of rows that name nobody: TBD, U, UNK


def load_owners(extra: Path | None = None) -> Mapping[str, Owner]:
    """Return the owner of every code in the packaged table, in alphabetical order of codes.

    ``extra`` is a CSV with the same columns; its rows add to the table or replace rows of the same code. It may bring
    fictional States: kind ``State``, ``responsible_states`` their own code, ``confidence`` ``fictional``. Raises
    ``DataError`` naming the line where a row cannot be used; no row is left out in silence.

    >>> load_owners()["PRC"].responsible_states
    frozenset({'CHN'})
    """
    if extra is None:
        return _packaged_owners()
    try:
        text = extra.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"the owner rules cannot be read: {error}",
            where=str(extra),
            expected="a CSV file in UTF-8 with the columns " + ", ".join(COLUMNS),
            do="check the path and save the table as CSV, UTF-8",
        ) from error
    merged = {**_packaged_owners(), **_parse(text, extra.name)}
    return MappingProxyType(dict(sorted(merged.items())))


def resolve(code: str | None, owners: Mapping[str, Owner]) -> Owner:
    """Return the owner of a code as a catalogue prints it; an unknown code gives kind ``unknown`` with no State.

    >>> resolve("XYZ", load_owners()).basis
    'no rule is on file for the owner code XYZ'
    """
    key = (code or "").strip().upper()
    owner = owners.get(key)
    if owner is not None:
        return owner
    if not key:
        name, basis = NOT_DETERMINED, "the catalogue gives no owner code"
    else:
        name, basis = f"Owner code {key}", f"no rule is on file for the owner code {key}"
    return Owner(key, name, "unknown", frozenset(), basis, "none", "none")


def is_determined(owner: Owner) -> bool:
    """Return whether the code stands for somebody, known to us or not: TBD, U and an empty code do not."""
    return owner.name != NOT_DETERMINED


def state_name(iso: str, owners: Mapping[str, Owner] | None = None) -> str:
    """Return the United Nations short name (English) of an ISO 3166-1 alpha-3 code.

    ``owners`` lends the names of fictional States, which only an extra file knows and whose word comes first. A code
    that neither knows is returned as it is.

    >>> state_name("TUR")
    'Türkiye'
    """
    if owners is not None:
        owner = owners.get(iso)
        if owner is not None and owner.kind == "State" and owner.responsible_states == {iso}:
            return owner.name
    return _state_names().get(iso, iso)


MOST_NAMED = 4  # more States than this are counted, not named, where an object's owner is only mentioned


def describe(owner: Owner, owners: Mapping[str, Owner] | None = None) -> str:
    """Return the owner in words for a page, with the States responsible where they add something.

    >>> describe(load_owners()["O3B"])
    'O3b Networks (operator; United Kingdom)'
    >>> describe(load_owners()["BEL"])
    'Belgium'
    """
    states = sorted(state_name(iso, owners) for iso in owner.responsible_states)
    if owner.kind == "State":
        return owner.name
    if owner.kind == "unknown":
        return f"{owner.name} (owner not known)" if is_determined(owner) else "Owner not determined"
    if not states:
        return f"{owner.name} ({owner.kind}; responsible State not resolved)"
    named = ", ".join(states) if len(states) <= MOST_NAMED else f"{len(states)} States"
    return f"{owner.name} ({owner.kind}; {named})"


@cache
def _packaged_owners() -> Mapping[str, Owner]:
    text = files("dueregard.knowledge").joinpath("owners.csv").read_text(encoding="utf-8")
    return MappingProxyType(dict(sorted(_parse(text, "owners.csv").items())))


@cache
def _state_names() -> Mapping[str, str]:
    text = files("dueregard.knowledge").joinpath("states.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["iso_alpha3"]: row["name"] for row in csv.DictReader(text.splitlines())})


def _parse(text: str, file: str) -> dict[str, Owner]:
    owners: dict[str, Owner] = {}
    first_line: dict[str, int] = {}
    for line, row in _rows(text, file):
        owner = _owner(row, f"{file}, line {line}")
        if owner.code in owners:
            raise DataError(
                f"the owner code {owner.code} stands twice (first in line {first_line[owner.code]})",
                where=f"{file}, line {line}",
                expected="one row for each code",
                do="keep the row that is right",
            )
        owners[owner.code], first_line[owner.code] = owner, line
    return owners


def _rows(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(text.splitlines(keepends=True))
    header = tuple(cell.strip() for cell in next(reader, []))
    if header != COLUMNS:
        raise DataError(
            f"the first line reads '{','.join(header)[:120]}'",
            where=f"{file}, line 1",
            expected=",".join(COLUMNS),
            do="give the table these columns in this order",
        )
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(COLUMNS):
            raise DataError(
                f"{len(cells)} fields",
                where=f"{file}, line {reader.line_num}",
                expected=f"{len(COLUMNS)} fields; a text with a comma in it stands in double quotes",
                do="correct the row",
            )
        yield reader.line_num, {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}


def _owner(row: dict[str, str], where: str) -> Owner:
    states = frozenset(part.strip().upper() for part in row["responsible_states"].split(";") if part.strip())
    kinds: dict[str, ActorKind] = {kind: kind for kind in get_args(ActorKind)}
    problem = expected = ""
    if not row["code"] or not row["name"] or not row["rule"] or not row["source"]:
        problem, expected = (
            "code, name, rule or source is empty",
            "all four filled: no rule without its source",
        )
    elif row["kind"] not in kinds:
        problem, expected = f"the kind is '{row['kind']}'", "one of: " + ", ".join(kinds)
    elif row["confidence"] not in CONFIDENCES:
        problem, expected = f"the confidence is '{row['confidence']}'", "one of: " + ", ".join(CONFIDENCES)
    elif any(len(state) != 3 or not state.isalnum() for state in states):
        problem = f"the responsible States are '{row['responsible_states']}'"
        expected = "ISO 3166-1 alpha-3 codes (or three-letter codes of fictional States) separated by ';'"
    elif row["kind"] == "State" and len(states) != 1:
        problem, expected = f"{len(states)} responsible States for a State", "exactly one"
    elif row["kind"] == "unknown" and states:
        problem, expected = "an unknown owner with a responsible State", "no State, or another kind"
    if problem:
        raise DataError(problem, where=where, expected=expected, do="correct the row")
    return Owner(
        code=row["code"].upper(),
        name=row["name"],
        kind=kinds[row["kind"]],
        responsible_states=states,
        basis=" ".join(part for part in (row["rule"], row["note"]) if part),
        source=_citation(row),
        confidence=row["confidence"],
    )


def _citation(row: dict[str, str]) -> str:
    cited = ", ".join(part for part in (row["source"], row["pin"]) if part)
    return f"{cited} ({row['date']})" if row["date"] else cited
