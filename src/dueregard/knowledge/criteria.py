"""Criteria as data: the packaged reference criteria, a user's own file of the same form, and the question of a run.

Reference criteria are published practices, regulations, studies and proposals, each named as what it is. None is a
State's declaration: no State is known to have published a distance of its own.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from dueregard.knowledge.criterion_form import criterion_from
from dueregard.model.criterion import Criterion, ObjectClass, Pairs, Region, Sphere
from dueregard.model.errors import DataError, UsageError

REFERENCE_FILE = "reference_criteria.toml"

# A file of criteria is written by hand; beyond this something else was handed in.
LARGEST_FILE_BYTES = 10_000_000

# What an actor itself says stands in the record, with who filed it, when and from which document.
ONLY_ON_RECORD = ("declared distance", "commitment")

# 50 km: between neighbours in GEO, published elements resolve about 10 km at three sigma only while they are fresh (a
# day or so) and nobody has manoeuvred; 50 km they still resolve after some five days, and in LEO far longer.
QUESTION_WITHIN_KM = 50.0
# 6 hours: a quarter of a day in GEO and about four revolutions in LEO. To cross 100 km and take that long an object
# must move at less than 5 m/s relative to its neighbour, which nothing that merely passes does.
QUESTION_HOURS = 6.0


def reference_criteria() -> tuple[Criterion, ...]:
    """Return the packaged reference criteria in the order of their file, measurable or not."""
    text = files("dueregard.knowledge").joinpath(REFERENCE_FILE).read_text(encoding="utf-8")
    return criteria_from_text(text, REFERENCE_FILE)


def read_criteria(path: str | Path) -> tuple[Criterion, ...]:
    """Return the criteria of a TOML file, in the form that ``docs/criteria.md`` describes.

    Raises ``DataError`` naming every wrong field of every entry: a criterion half read would measure something else
    than what its author wrote, so here, unlike with catalogues, nothing is kept of a file that has a mistake.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise DataError(
                f"the file has {path.stat().st_size:,} bytes",
                where=str(path),
                expected=f"a file of criteria, at most {LARGEST_FILE_BYTES:,} bytes",
                do="check that this is the file you meant",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(
            f"cannot be read ({error.strerror})",
            where=str(path),
            expected="a TOML file of criteria",
            do="check the name and the permissions",
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"not text in UTF-8 (byte {error.start})",
            where=str(path),
            expected="a TOML file of criteria",
            do="save it as UTF-8 text, or check that this is the file you meant",
        ) from error
    return criteria_from_text(text, path.name)


def criteria_from_text(text: str, name: str) -> tuple[Criterion, ...]:
    """Return the criteria of a TOML text; ``name`` is the file named in an error. Raises ``DataError``."""
    entries = _entries(text, name)
    criteria: list[Criterion] = []
    mistakes: list[str] = []
    first_of: dict[str, int] = {}
    for number, raw in enumerate(entries, start=1):
        label = f"criterion {number} ({raw.get('id', 'no id')})"
        criterion, wrong = criterion_from(raw)
        mistakes += [f"{label}: {w}" for w in wrong]
        if criterion is None:
            continue
        if criterion.standing in ONLY_ON_RECORD:
            mistakes.append(
                f"{label}: standing: '{criterion.standing}'; expected one of the other kinds, because what an actor "
                "says itself is filed in a record"
            )
        if criterion.id in first_of:
            first = first_of[criterion.id]
            mistakes.append(f"{label}: id: also the id of criterion {first}; expected an id of its own")
        first_of.setdefault(criterion.id, number)
        criteria.append(criterion)
    if mistakes:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        raise DataError(
            f"{count}\n  " + "\n  ".join(mistakes),
            where=name,
            expected="criteria in the form of docs/criteria.md",
            do="correct the fields named above; no criterion of this file was used",
        )
    return tuple(criteria)


def question(
    within_km: float = QUESTION_WITHIN_KM,
    hours: float = QUESTION_HOURS,
    *,
    region: Region = "any",
    object_class: ObjectClass = "any",
    pairs: Pairs = "foreign",
    max_relative_speed_km_s: float = 0.0,
) -> Criterion:
    """Return the question of this run: which objects stay within ``within_km`` of another for ``hours``.

    It is the analyst's own and belongs to nobody else. ``hours`` = 0 asks for passes of any length. Raises
    ``UsageError`` for a distance that is not positive or a time or speed that is negative.

    >>> question(20, 12).id
    'question-20km-12h'
    """
    # Written so that NaN fails too.
    if not 0 < within_km < float("inf"):
        raise UsageError(f"a distance of {within_km} km", expected="a number of kilometres above 0")
    if not 0 <= hours < float("inf"):
        raise UsageError(f"a stay of {hours} hours", expected="a number of hours, 0 or more")
    if not 0 <= max_relative_speed_km_s < float("inf"):
        raise UsageError(
            f"a relative speed of {max_relative_speed_km_s} km/s", expected="a number, 0 (no bound) or more"
        )
    if object_class in ("named", "not in the catalogue"):
        raise UsageError(
            f"a question about objects of class '{object_class}'", expected="any, payload or crewed"
        )
    speed = f"-{max_relative_speed_km_s:.12g}km_s" if max_relative_speed_km_s else ""
    return Criterion(
        id=f"question-{within_km:.12g}km-{hours:.12g}h{speed}" + _narrowed(region, object_class, pairs),
        title="The question of this run",
        author="this run",
        standing="question of this run",
        purpose="security",
        source="asked for in this run",
        pin="",
        year="",
        verified="own",
        region=region,
        object_class=object_class,
        zone=Sphere(float(within_km)),
        pairs=pairs,
        dwell_s=float(hours) * 3600.0,
        max_relative_speed_km_s=float(max_relative_speed_km_s),
    )


def _narrowed(region: Region, object_class: ObjectClass, pairs: Pairs) -> str:
    """Return what tells a narrower question's id from that of the usual one."""
    usual = {"any": "", "foreign": ""}
    return "".join(usual.get(word, f"-{word}") for word in (region, object_class, pairs))


def _entries(text: str, name: str) -> list[Mapping[str, object]]:
    """Return the tables of the file's ``[[criterion]]`` list. Raises ``DataError``."""
    expected = "a TOML file with one [[criterion]] table for each criterion"
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise DataError(
            f"not TOML: {error}", where=name, expected=expected, do="correct the line named"
        ) from error
    strangers = [key for key in document if key != "criterion"]
    if strangers:
        raise DataError(
            "unknown at the top of the file: " + ", ".join(strangers),
            where=name,
            expected=expected,
            do="put every field below a [[criterion]] line",
        )
    entries = document.get("criterion", [])
    if not isinstance(entries, list) or any(not isinstance(entry, dict) for entry in entries):
        raise DataError("[criterion] is not a list", where=name, expected=expected, do="write [[criterion]]")
    if not entries:
        raise DataError("no criterion in it", where=name, expected=expected, do="add at least one")
    return entries
