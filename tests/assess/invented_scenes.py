"""Small invented skies: a handful of element sets, facts and filings, put together as assess takes them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from dueregard.assess.explain import Encounter
from dueregard.assess.foreign import foreign
from dueregard.assess.scene import ObjectFacts, Scene, docked_groups
from dueregard.model.actor import Owner
from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.filing import Filing, ProximityNotice, Record
from dueregard.model.finding import Interval
from dueregard.orbit.region import SIDEREAL_DEG_PER_DAY, gmst_deg
from dueregard.orbit.tracks import make_tracks

START = datetime(2031, 5, 1, tzinfo=UTC)
DAY_S = 86_400.0
STATIONARY_REV_DAY = SIDEREAL_DEG_PER_DAY / 360.0


def owner(code: str, name: str, *states: str) -> Owner:
    """Return a fictional actor; without States, one whose responsible State is not known."""
    kind = "State" if states == (code,) else "operator"
    return Owner(code, name, kind, frozenset(states), "invented", "invented", "fictional")


AURELIA, BOREALIA, NOBODY = (
    owner("AUR", "Aurelia", "AUR"),
    owner("BOR", "Borealia", "BOR"),
    owner("XYZ", "Xyz Space"),
)
OWNERS: Mapping[str, Owner] = {o.code: o for o in (AURELIA, BOREALIA, NOBODY)}


def facts(
    number: int,
    of: Owner = AURELIA,
    object_type: str = "PAYLOAD",
    launched: date | None = date(2020, 1, 1),
    object_id: str | None = "",
    name: str = "",
) -> ObjectFacts:
    """Return the facts of an invented object; by default each comes from a launch of its own."""
    designator = f"2020-{number % 1000:03d}A" if object_id == "" else object_id
    return ObjectFacts(number, name or f"SAT-{number}", designator, object_type, "+", of, launched)


def element_set(number: int, epoch: datetime = START, **values: object) -> dict[str, object]:
    """Return one row of elements: a low orbit unless ``values`` say otherwise."""
    usual = {
        "norad_cat_id": number,
        "object_name": f"SAT-{number}",
        "object_id": f"2020-{number % 1000:03d}A",
        "epoch": epoch.replace(tzinfo=None),
        "mean_motion_rev_day": 15.0,
        "eccentricity": 0.001,
        "inclination_deg": 98.0,
        "ra_of_asc_node_deg": 20.0,
        "arg_of_pericenter_deg": 40.0,
        "mean_anomaly_deg": 60.0,
        "bstar": 0.0,
        "mean_motion_dot": 0.0,
        "mean_motion_ddot": 0.0,
        "element_set_no": 1,
        "rev_at_epoch": 1,
        "source": "invented.csv",
        "line": 2,
        "first_seen": None,
    }
    return {**usual, **values}


def geostationary(
    number: int,
    longitude_deg: float,
    drift_deg_day: float = 0.0,
    epoch: datetime = START,
    **values: object,
) -> dict[str, object]:
    """Return a set of an object at a mean longitude (degrees east), drifting so many degrees east a day."""
    turned = float(gmst_deg(np.array([epoch.replace(tzinfo=None)], "datetime64[us]"))[0])
    return element_set(
        number,
        epoch,
        **{
            "mean_motion_rev_day": STATIONARY_REV_DAY + drift_deg_day / 360.0,
            "eccentricity": 0.0001,
            "inclination_deg": 0.05,
            "ra_of_asc_node_deg": 0.0,
            "arg_of_pericenter_deg": 0.0,
            "mean_anomaly_deg": (longitude_deg + turned) % 360.0,
            **values,
        },
    )


def table(*rows: Mapping[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=ELEMENT_SCHEMA)


def scene(
    sets: Sequence[Mapping[str, object]],
    objects: Sequence[ObjectFacts],
    *,
    earlier: Sequence[Mapping[str, object]] = (),
    hours: float = 240.0,
    record: Record | None = None,
    stations: Mapping[int, tuple[str, str]] | None = None,
    followed: bool = False,
) -> Scene:
    """Return a scene whose tracks are ``sets`` and whose history holds those and ``earlier`` ones."""
    history = table(*sets, *earlier)
    return Scene(
        start=START,
        hours=hours,
        tracks=make_tracks(history if followed else table(*sets), START),
        followed=followed,
        history=history,
        facts={o.norad_cat_id: o for o in objects},
        owners=OWNERS,
        record=record or Record(),
        docked=docked_groups([history]),
        stations=stations or {},
    )


def encounter(
    object1: ObjectFacts,
    object2: ObjectFacts,
    *,
    days: tuple[float, float] = (1.0, 3.0),
    entered: bool = True,
    left: bool = True,
    merged: bool = False,
    least: tuple[float, float, float] | None = (10.0, 8.0, 12.0),
    speed_km_s: float = 0.002,
    notices: tuple[ProximityNotice, ...] = (),
) -> Encounter:
    return Encounter(
        object1,
        object2,
        foreign(object1.owner, object2.owner, OWNERS),
        days[0] * DAY_S,
        days[1] * DAY_S,
        entered,
        left,
        merged,
        None if least is None else Interval(*least),
        speed_km_s,
        notices,
    )


def at_day(day: float) -> datetime:
    return START + timedelta(days=day)


def notice(
    number: int,
    near: int,
    *,
    by: str = "AUR",
    filed_day: float = -10.0,
    days: tuple[float, float] = (0.0, 5.0),
    least_planned_km: float | None = None,
    consent_of: tuple[str, ...] = (),
) -> ProximityNotice:
    return ProximityNotice(
        Filing(f"{number:032d}{near:032d}", by, at_day(filed_day), "", "an invented note"),
        number,
        near,
        at_day(days[0]),
        at_day(days[1]),
        least_planned_km,
        "an invented purpose",
        consent_of,
    )
