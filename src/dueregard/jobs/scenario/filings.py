"""What the fictional actors have said: declared distances, commitments, notices, a reply; as record-file tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from dueregard.jobs.scenario.cast import Cast
from dueregard.jobs.scenario.catalogue_files import instant
from dueregard.jobs.scenario.mean_elements import DAY_US
from dueregard.jobs.scenario.situation import Situation
from dueregard.model.time import format_instant

Table = dict[str, object]


def filings(cast: Cast, situations: Sequence[Situation], numbers: Mapping[str, int]) -> list[Table]:
    """Return all filings as tables of the record file; ``numbers`` are catalogue numbers by part."""
    by_kind = {s.bodies[0].part.split(".")[0]: s for s in situations}
    tables = [*_declarations(cast), *_commitments(cast)]
    for kind, object_, target, purpose, consent in (
        ("notified", "visitor", "target", "inspection at the request of the owner", "inspected"),
        ("nearer", "visitor", "target", "test of navigation beside another satellite", ""),
        ("docking", "servicer", "target", "docking to take over station-keeping", "organisation"),
        ("withheld", "visitor", "target", "relay test beside another satellite", ""),
    ):
        tables.append(_notice(cast, by_kind[kind], numbers, (object_, target), purpose, consent))
    tables.append(_reply(cast, by_kind["stay"], numbers))
    return sorted(tables, key=lambda t: str(t["filed_at"]))


def practices(cast: Cast) -> str:
    """Return the scenario's file of criteria (TOML): one fictional screening practice, which no filing contains."""
    name = cast.names[cast.organisation]
    return f"""# Fictional screening practice of the demo scenario. Declared distances stand in record.json.
[[criterion]]
id = "tess-screening-10km"
title = "Screening of {name} around its own satellites"
author = "{cast.organisation}"
standing = "screening practice"
purpose = "safety"
source = "{name}, flight rules (fictional)"
year = "2027"
verified = "fictional"
region = "GEO"
object_class = "payload"
zone = {{ shape = "sphere", radius_km = 10 }}
pairs = "all"
protects = "{cast.organisation}"
"""


def _filed(cast: Cast, by: str, days_before: float) -> Table:
    return {
        "filed_by": by,
        "filed_at": format_instant(_office_hours(cast.start - timedelta(days=days_before))),
        "source": f"Note verbale {by}/{100 + int(days_before)} (fictional)",
    }


def _office_hours(at: datetime) -> datetime:
    return at.replace(hour=9, minute=30, second=0, microsecond=0)


def _distance(
    id_: str, title: str, radius_km: float, hours: float, region: str, purpose: str, pairs: str = "foreign"
) -> Table:
    return {
        "id": id_,
        "title": title,
        "purpose": purpose,
        "region": region,
        "object_class": "payload",
        "zone": {"shape": "sphere", "radius_km": radius_km},
        "pairs": pairs,
        "dwell_s": hours * 3600.0,
        "verified": "fictional",
    }


def _declarations(cast: Cast) -> list[Table]:
    host, leader = cast.host, cast.roles["inspected"]
    names = [cast.names[s] for s in cast.joint]
    joint_words = f"{', '.join(names[:-1])} and {names[-1]}"
    declared = "declared distance"
    tables: list[Table] = [
        {
            "format": declared,
            **_filed(cast, host, 260),
            "criterion": {
                **_distance(
                    f"{host.lower()}-geo-50km",
                    f"Distance that {cast.names[host]} regards as close in GEO",
                    50,
                    6,
                    "GEO",
                    "security",
                ),
                "consent_exempts": True,
            },
        },
        {
            "format": declared,
            **_filed(cast, leader, 190),
            "criterion": _distance(
                f"{leader.lower()}-leo-50km",
                f"Distance that {cast.names[leader]} regards as close in low orbits",
                50,
                12,
                "LEO",
                "security",
            ),
        },
        {
            "format": declared,
            **_filed(cast, cast.relay, 400),
            "criterion": _distance(
                f"{cast.relay.lower()}-leo-5km",
                f"Distance at which {cast.names[cast.relay]} plans avoidance manoeuvres",
                5,
                0,
                "LEO",
                "safety",
                "all",
            ),
        },
    ]
    # A joint text is filed by each of the States for its own satellites, in the same words.
    tables += [
        {
            "format": declared,
            **_filed(cast, state, 150),
            "source": "Joint working paper of four States, JWP/1 (fictional)",
            "criterion": {
                **_distance(
                    f"joint-geo-25km-{state.lower()}",
                    f"Distance that {joint_words} jointly regard as close in GEO",
                    25,
                    2,
                    "GEO",
                    "security",
                ),
                "note": f"One text, filed in the same words by {joint_words}, each for its own satellites.",
            },
        }
        for state in cast.joint
    ]
    return tables


def _commitments(cast: Cast) -> list[Table]:
    tables = []
    for role, days_before, unless in (("departing", 300, ["notice"]), ("keeper", 330, ["notice", "consent"])):
        state = cast.roles[role]
        tables.append(
            {
                "format": "commitment",
                **_filed(cast, state, days_before),
                "criterion": _distance(
                    f"{state.lower()}-keeps-100km",
                    f"{cast.names[state]} keeps its satellites 100 km from those of others in GEO",
                    100,
                    6,
                    "GEO",
                    "security",
                ),
                "unless": unless,
                "legal_nature": "political commitment",
                "instrument": f"Statement of {cast.names[state]} to the working group (fictional)",
                "since": format_instant(_office_hours(cast.start - timedelta(days=days_before))),
            }
        )
    return tables


def _notice(
    cast: Cast,
    situation: Situation,
    numbers: Mapping[str, int],
    roles: tuple[str, str],
    purpose: str,
    consent: str,
) -> Table:
    kind = situation.bodies[0].part.split(".")[0]
    owners = {body.part: body.owner for body in situation.bodies}
    marks = situation.marks_us
    # A day of room before arrival and after leaving; a docked pair stays together beyond the window.
    start = marks["arrival"] - DAY_US
    end = marks["departure"] + DAY_US if "departure" in marks else 60 * DAY_US
    owner = owners[f"{kind}.{roles[0]}"]
    given = {"inspected": cast.roles["inspected"], "organisation": cast.organisation}.get(consent)
    return {
        "format": "proximity-operation notice",
        **_filed(cast, owner, 12 + 2 * situation.number),
        "object_norad_cat_id": numbers[f"{kind}.{roles[0]}"],
        "target_norad_cat_id": numbers[f"{kind}.{roles[1]}"],
        "start": format_instant(instant(cast.start, start)),
        "end": format_instant(instant(cast.start, end)),
        "least_planned_km": situation.figures["least_planned_km"],
        "purpose": purpose,
        "consent_of": [given] if given else [],
    }


def _reply(cast: Cast, situation: Situation, numbers: Mapping[str, int]) -> Table:
    """Return the visiting State's own words beside its stay, filed the day after."""
    target, visitor = (body for body in situation.bodies)
    marks = situation.marks_us
    return {
        "format": "reply",
        "filed_by": visitor.owner,
        "filed_at": format_instant(_office_hours(instant(cast.start, marks["departure"] + DAY_US))),
        "source": f"Letter of {cast.names[visitor.owner]} (fictional)",
        "object1_norad_cat_id": min(numbers[target.part], numbers[visitor.part]),
        "object2_norad_cat_id": max(numbers[target.part], numbers[visitor.part]),
        "start": format_instant(instant(cast.start, marks["arrival"])),
        "end": format_instant(instant(cast.start, marks["departure"])),
        "text": f"{visitor.name} was checked out at this longitude before moving on to its slot.",
    }
