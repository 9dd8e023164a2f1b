"""What comes near a planned operation: each plan of a notice read as the message it is, and screened.

A plan in words cannot be screened. Then the approached objects' own elements stand in for it, since the operation takes
place beside them, and the result says so.
"""

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from dueregard.model.approach import MERGED, PROLONGED
from dueregard.model.errors import DataError
from dueregard.model.reject import Reject
from dueregard.orbit.screen import Screened, screen
from dueregard.orbit.screen_path import NO_NUMBER, screen_path
from dueregard.record.forms.objects import ObjectRef
from dueregard.record.forms.plans import Plan
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.sky.oem import read_oem
from dueregard.sky.read import read_elements
from dueregard.sky.select import newest_not_after

MIN_DWELL_S: Final = 300.0
ENDINGS: Final = {"OEM": "oem", "OMM": "omm"}


@dataclass(frozen=True, slots=True)
class Near:
    """One object that comes near the operation: when, how near, for how long, and beside what it was found.

    ``beside`` names the plan or the approached object whose elements stood in. ``stays``: a prolonged proximity (or one
    element set for both), else a pass at speed. Times are UTC; None for one element set.
    """

    norad_cat_id: int
    name: str
    beside: str
    stays: bool
    entry: datetime | None
    tca: datetime | None
    exit: datetime | None
    least_km: float | None


@dataclass(frozen=True, slots=True)
class Screening:
    """What came near, what could not be looked at (in sentences), and which lines of a plan were not used."""

    near: tuple[Near, ...]
    not_seen: tuple[str, ...]
    rejects: tuple[Reject, ...]


def screen_plans(
    notice: ProximityNotice,
    elements: pl.DataFrame,
    stay_km: float,
    pass_km: float,
    *,
    threads: int = 2,
) -> Screening:
    """Return what comes within ``stay_km`` of the operation for 5 minutes or more, or ``pass_km`` at any speed.

    The window is the notice's; of several element sets of an object the newest not after its start is used. Objects
    that the notice itself moves are not among those found. Raises ``DataError`` for a plan that says it is an OEM or
    OMM and is not, naming the plan; ``ValueError`` for distances that are not positive.
    """
    if not (stay_km > 0 and pass_km >= 0):
        raise ValueError(
            f"distances of {stay_km} and {pass_km} km: expected the first above 0, the second 0 or more"
        )
    start, hours = notice.window.start, _hours(notice)
    moved = {one.object.norad_cat_id for one in notice.objects} - {None}
    sets = newest_not_after(elements, start).elements
    others = sets.filter(~pl.col("norad_cat_id").is_in(sorted(n for n in moved if n is not None)))
    reach = max(stay_km, pass_km)
    found: list[Near] = []
    unseen: list[str] = []
    rejects: list[Reject] = []
    for label, planned in _planned(notice):
        if planned is None:
            unseen.append(f"{label}: the plan is in words and cannot be screened.")
            continue
        for at, result, number in _screened(planned, label, others, start, hours, reach, threads, rejects):
            found += _near(result.approaches, number, at, stay_km, pass_km)
            unseen += _gaps(result, number, at)
    if unseen or not notice.plans:
        if not notice.plans:
            unseen.append("The notice carries no plan.")
        found += _stand_ins(notice, others, start, hours, reach, stay_km, pass_km, threads, unseen)
    return Screening(_once(found), tuple(dict.fromkeys(unseen)), tuple(rejects))


def _hours(notice: ProximityNotice) -> float:
    return (notice.window.end - notice.window.start).total_seconds() / 3600.0


def _planned(notice: ProximityNotice) -> Iterator[tuple[str, Plan | None]]:
    """Yield every plan by what it is called, None for one in words."""
    for place, plan in enumerate(notice.plans, 1):
        of = plan.of or (notice.objects[0].object if len(notice.objects) == 1 else None)
        label = f"plan {place}" + (f" ({called(of)})" if of else "")
        yield label, None if plan.form == "words" else plan.model_copy(update={"of": of})


def _screened(
    plan: Plan,
    label: str,
    others: pl.DataFrame,
    start: datetime,
    hours: float,
    reach_km: float,
    threads: int,
    rejects: list[Reject],
) -> Iterator[tuple[str, Screened, int]]:
    """Yield what was found beside each trajectory of one message, with its label and the number it stands under."""
    given = plan.of.norad_cat_id if plan.of else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{label.partition(' (')[0].replace(' ', '-')}.{ENDINGS[plan.form]}"
        path.write_text(plan.text, encoding="utf-8")
        try:
            if plan.form == "OEM":
                reading = read_oem(path)
                rejects += reading.rejects
                paths, sets = reading.values, None
            else:
                table = read_elements(path)
                rejects += table.rejects
                paths, sets = (), newest_not_after(table.values, start).elements
        except DataError as error:
            raise DataError(
                f"the text of {label} is no {plan.form} that can be used: {error.what}",
                where=f"plans, {label}",
                expected=error.expected or f"the whole text of an {plan.form} (CCSDS 502.0)",
                do="put the whole message into the plan, or give the plan in words",
            ) from error
    for ephemeris in paths:
        known = ephemeris.norad_cat_id if ephemeris.norad_cat_id is not None else given
        held = dataclasses.replace(ephemeris, norad_cat_id=known)
        result = screen_path(held, others, start, hours, reach_km, min_dwell_s=MIN_DWELL_S, threads=threads)
        yield label, result, NO_NUMBER if known is None else known
    if sets is not None:
        for row in range(len(sets)):
            one = sets[row]
            number = int(one["norad_cat_id"][0])
            table_ = pl.concat([others.filter(pl.col("norad_cat_id") != number), one])
            yield label, _around(table_, [number], start, hours, reach_km, threads), number


def _around(
    table: pl.DataFrame, numbers: Sequence[int], start: datetime, hours: float, reach_km: float, threads: int
) -> Screened:
    focus = np.asarray(table["norad_cat_id"].is_in(list(numbers)), np.bool_)
    return screen(table, start, hours, reach_km, min_dwell_s=MIN_DWELL_S, focus=focus, threads=threads)


def _stand_ins(
    notice: ProximityNotice,
    others: pl.DataFrame,
    start: datetime,
    hours: float,
    reach_km: float,
    stay_km: float,
    pass_km: float,
    threads: int,
    unseen: list[str],
) -> Iterator[Near]:
    """Yield what comes near the approached objects, whose elements stand in where no message gives the plan."""
    with_sets = set(others["norad_cat_id"].to_list())
    for one in notice.approached_objects:
        number = one.object.norad_cat_id
        if number is None or number not in with_sets:
            why = "has no element sets" if number is not None else "is named without a catalogue number"
            unseen.append(f"{called(one.object)} {why}: what comes near it cannot be looked for.")
            continue
        result = _around(others, [number], start, hours, reach_km, threads)
        beside = f"{called(one.object)}, whose elements stand in for the plan"
        yield from _near(result.approaches, number, beside, stay_km, pass_km)
        unseen += _gaps(result, number, beside)


def _near(rows: pl.DataFrame, number: int, beside: str, stay_km: float, pass_km: float) -> Iterator[Near]:
    for row in rows.iter_rows(named=True):
        other = 2 if row["object1_norad_cat_id"] == number else 1
        stays = row["kind"] in (PROLONGED, MERGED)
        least = row["miss_distance_km"]
        if least is not None and least > (stay_km if stays else pass_km):
            continue
        yield Near(
            row[f"object{other}_norad_cat_id"],
            row[f"object{other}_name"] or f"object {row[f'object{other}_norad_cat_id']}",
            beside,
            stays,
            _utc(row["entry"]),
            _utc(row["tca"]),
            _utc(row["exit"]),
            least,
        )


def _gaps(result: Screened, number: int, label: str) -> Iterator[str]:
    """Yield what the screening could not follow: gaps of the trajectory, and how many objects SGP4 gave up on."""
    lost: list[dict[str, Any]] = result.not_covered.to_dicts()
    for one in lost:
        if one["norad_cat_id"] == number:
            yield f"{label}: from {one['from']:%Y-%m-%dT%H:%MZ} on, {one['reason']}."
    given_up = sum(one["norad_cat_id"] != number for one in lost)
    if given_up:
        yield f"{label}: {given_up:,} catalogued objects could not be followed through the whole window."


def _once(found: Sequence[Near]) -> tuple[Near, ...]:
    """Return what was found by object and time, the same approach seen beside several plans once: its nearest."""
    by_key: dict[tuple[int, datetime | None, bool], Near] = {}
    for one in found:
        hour = one.tca.replace(minute=0, second=0, microsecond=0) if one.tca else None
        key = (one.norad_cat_id, hour, one.stays)
        kept = by_key.get(key)
        if kept is None or (one.least_km or 0.0) < (kept.least_km or 0.0):
            by_key[key] = one
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(by_key.values(), key=lambda n: (n.norad_cat_id, n.entry or last)))


def called(one: ObjectRef) -> str:
    """Return what a filing calls an object: its name, else its number, else its designator."""
    return one.name or (f"object {one.norad_cat_id}" if one.norad_cat_id else one.object_id or "an object")


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC)
