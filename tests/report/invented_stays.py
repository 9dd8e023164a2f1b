"""Invented stays to show: fictional States, synthetic series. Nothing here was computed from an orbit."""

import hashlib
from datetime import UTC, datetime, timedelta

import numpy as np

from dueregard.model.criterion import Criterion, LongitudeBand, RtnBox, Sphere
from dueregard.model.filing import Commitment, Filing
from dueregard.model.finding import Evidence, Finding, Interval, Reason
from dueregard.model.run import RangeSeries, Shown

START = datetime(2031, 5, 1, tzinfo=UTC)
SOFTWARE = "dueregard 0.1.0"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def criterion(identifier: str, title: str, zone: object, **fields: object) -> Criterion:
    base: dict[str, object] = {
        "author": "Borealia",
        "standing": "declared distance",
        "purpose": "security",
        "source": "note verbale 14/2030 (invented)",
        "pin": "paragraph 3",
        "year": "2030",
        "verified": "fictional",
        "region": "GEO",
        "object_class": "any",
    }
    return Criterion(id=identifier, title=title, zone=zone, **(base | fields))  # type: ignore[arg-type]


CRITERIA = (
    criterion(
        "bor-50",
        "Foreign object near ours in GEO, over 6 hours",
        Sphere(50.0),
        pairs="foreign",
        protects="Borealia",
        dwell_s=21600.0,
        notice_exempts=True,
        valid_from=datetime(2030, 1, 1, tzinfo=UTC),
    ),
    criterion(
        "joint-25", "Joint declaration of four States", Sphere(25.0), author="Cassia, Doria, Elara, Fennia"
    ),
    criterion(
        "slot",
        "Station-keeping box",
        LongitudeBand(0.1),
        author="practice",
        standing="operational box",
        purpose="safety",
    ),
    criterion(
        "imaging",
        "Imaging range",
        Sphere(10.0),
        author="Institute of Doria",
        standing="published study",
        verified="secondary",
    ),
    criterion(
        "crewed",
        "Notification box of a station",
        RtnBox(2.0, 25.0, 25.0),
        region="LEO",
        object_class="crewed",
        author="Elara",
        standing="notification practice",
        purpose="safety",
        year="",
    ),
    criterion(
        "question",
        "The question of this run",
        Sphere(50.0),
        region="any",
        author="this run",
        standing="question of this run",
        verified="own",
        year="",
        source="",
    ),
    criterion(
        "pc",
        "Chance of a collision of one in ten thousand",
        None,
        author="Fennia",
        standing="regulation",
        purpose="safety",
        measured=False,
        why_not_measured="Element sets carry no covariance of their own.",
    ),
)

COMMITMENT = Commitment(
    filing=Filing(
        "c" + sha("commitment")[:20],
        "Aurelia",
        datetime(2030, 3, 1, tzinfo=UTC),
        "",
        "political commitment (invented)",
    ),
    actor="Aurelia",
    criterion=criterion(
        "aur-30",
        "Stay out of 30 km of others without notice",
        Sphere(30.0),
        author="Aurelia",
        standing="commitment",
        pairs="foreign",
    ),
    unless=("notice",),
    legal_nature="political commitment",
    instrument="Statement of 1 March 2030",
    since=datetime(2030, 3, 1, tzinfo=UTC),
    until=None,
)

REASONS = (
    Reason("docked", "no", "The two have different element sets at every epoch kept."),
    Reason("same_launch", "no", "Launched four years apart."),
    Reason("same_owner", "no", "Aurelia and Borealia."),
    Reason("notified", "no", "There is no notice on this record for this pair."),
    Reason("neighbours", "no", "AUR-7 was at 66°E until 12 April."),
    Reason("drift_by", "cannot tell", "With one element set who moved cannot be told."),
    Reason("debris", "no", "Both are catalogued as payloads."),
)

LIMITS = (
    "Nothing nearer than 19 km can be excluded for the night of 12 May: the element sets are 31 hours apart.",
    "AUR-8, launched with AUR-7, has no public elements since 2 May. Coverage: none.",
)
UNCERTAINTY = (
    "Relative, geostationary, elements 0.4 and 1.2 days old: 0.6, 4.1 and 0.4 km "
    "(one sigma; radial, in-track, cross-track)."
)


def geo_series(days: float = 30.0, step_s: float = 3600.0) -> RangeSeries:
    d = np.arange(0.0, days, step_s / 86400)
    along = np.where(
        d < 8.9, 1509 - 165 * d, np.where(d < 15.1, 30 + 3 * np.sin(5 * d), 40 + 120 * (d - 15.1))
    )
    loop = np.clip(2.0 - np.abs(along) / 400, 0.2, 1.0)
    rtn = np.column_stack(
        [
            -7 * loop * np.sin(2 * np.pi * d),
            along + 12 * loop * np.cos(2 * np.pi * d),
            1.2 * np.cos(2 * np.pi * d + 1),
        ]
    )
    return as_series(d, rtn, 3.0 + 0.02 * np.abs(along))


def leo_series(days: float = 7.0, step_s: float = 60.0) -> RangeSeries:
    d = np.arange(0.0, days, step_s / 86400)
    turn = 2 * np.pi * d * 15.2
    along = 18 + 6 * (d - 3.5) ** 2
    rtn = np.column_stack([-3.1 * np.sin(turn), along + 6.2 * np.cos(turn), 9.5 * np.sin(turn + 0.7)])
    return as_series(d, rtn, 0.8 + 0.15 * d)


def as_series(days: np.ndarray, rtn: np.ndarray, half: np.ndarray) -> RangeSeries:
    at = np.datetime64(START.replace(tzinfo=None), "us") + (days * 86400e6).astype("timedelta64[us]")
    distance = np.linalg.norm(rtn, axis=1)
    return RangeSeries(at, distance, np.maximum(distance - half, 0.0), distance + half, rtn)


def evidence(count: int, tag: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            "element set",
            sha(f"{tag}{n}"),
            f"invented_catalogue.csv, line {n + 2}",
            START - timedelta(hours=7 * n),
            START,
        )
        for n in range(count)
    )


def finding(asked: Criterion, number: int = 0, **fields: object) -> Finding:
    pair = fields.get("object1_norad_cat_id", 70007), fields.get("object2_norad_cat_id", 70303)
    base: dict[str, object] = {
        "id": sha(f"{asked.id} {number} {pair}")[:32],
        "object1_norad_cat_id": 70007,
        "object2_norad_cat_id": 70303,
        "object1_name": "AUR-7",
        "object2_name": "BOR-3",
        "kind": "prolonged_proximity",
        "entry": datetime(2031, 5, 9, 21, 50, tzinfo=UTC),
        "tca": datetime(2031, 5, 14, 11, 50, 12, tzinfo=UTC),
        "exit": datetime(2031, 5, 16, 2, 40, tzinfo=UTC),
        "least_range_km": Interval(24.2, 19.1, 29.3),
        "criterion": asked.id,
        "outcome": "inside",
        "commitment": "",
        "commitment_outcome": None,
        "explanation": "none",
        "reasons": REASONS,
        "foreign": "yes",
        "foreign_basis": "The responsible States are Aurelia and Borealia; none is common.",
        "who_moved": "cannot tell: one catalogue holds one element set for each object",
        "text": "AUR-7 stayed within 50 km of BOR-3 for six days and five hours. AUR-7 (Aurelia) drifted towards "
        "BOR-3 (Borealia) and left on 16 May. The least range was 24 km, between 19 and 29 km with 95 % "
        "probability. There is no notice on this record.",
        "uncertainty": UNCERTAINTY,
        "evidence": evidence(9, str(pair)),
        "limits": LIMITS,
        "replies": (),
        "software": SOFTWARE,
    }
    return Finding(**(base | fields))  # type: ignore[arg-type]


def geo_stay() -> Shown:
    outcomes = ("inside", "indeterminate", "inside", "outside", "not applicable", "inside")
    found = [finding(asked, outcome=outcome) for asked, outcome in zip(CRITERIA, outcomes, strict=False)]
    found.append(
        finding(
            COMMITMENT.criterion,
            outcome="inside",
            commitment=COMMITMENT.filing.id,
            commitment_outcome="not consistent",
            text="AUR-7 came within 30 km of BOR-3 without a notice on this record.",
        )
    )
    return Shown(
        "approach-70007-70303-20310509T2150.html",
        tuple(found),
        "Aurelia (State)",
        "Borealia (State)",
        "GEO",
        78.31,
        geo_series(),
    )


def leo_following() -> Shown:
    fields = {
        "object1_norad_cat_id": 70411,
        "object2_norad_cat_id": 100412,
        "object1_name": "ELARA STATION",
        "object2_name": "CASSIOPE-2",
        "entry": START,
        "tca": datetime(2031, 5, 4, 11, 58, 1, tzinfo=UTC),
        "exit": START + timedelta(days=5, hours=18),
        "least_range_km": Interval(11.91, 10.6, 13.2),
        "text": "CASSIOPE-2 stayed within 50 km of ELARA STATION for five days and 18 hours, in the same plane.",
        "explanation": "notified",
        "reasons": (
            *REASONS[:3],
            Reason("notified", "yes", "Notified by Cassia on 20 April; consent of Elara stated."),
        ),
    }
    found = (
        finding(CRITERIA[4], outcome="inside", **fields),
        finding(CRITERIA[5], outcome="inside", **fields),
        finding(CRITERIA[0], outcome="not applicable", **fields),
    )
    return Shown(
        "approach-70411-100412-20310501T0000.html",
        found,
        "Elara (State)",
        "Cassia (State)",
        "LEO",
        None,
        leo_series(),
    )


def merged_pair() -> Shown:
    one = finding(
        CRITERIA[5],
        object1_norad_cat_id=70020,
        object2_norad_cat_id=70555,
        object1_name="FENIX 4",
        object2_name="TENDER 1",
        kind="merged",
        entry=None,
        tca=None,
        exit=None,
        least_range_km=None,
        outcome="not verifiable",
        explanation="docked",
        reasons=(Reason("docked", "yes", "One element set for both objects, at every epoch kept."),),
        text="FENIX 4 and TENDER 1 share one element set: the catalogue holds one entry for two objects.",
    )
    return Shown(
        "approach-70020-70555-merged.html", (one,), "Fennia (State)", "Doria (State)", "GEO", -24.4, None
    )


def drifting(number: int, **fields: object) -> Shown:
    """One of many plain stays, so that lists grow long."""
    entry = START + timedelta(hours=number % 700)
    least = 3.0 + number % 45
    explanations = ("none", "neighbours", "same_owner", "drift_by", "debris", "same_launch")
    region = ("GEO", "LEO", "MEO", "HEO")[number % 4]
    base: dict[str, object] = {
        "object1_norad_cat_id": 71000 + number,
        "object2_norad_cat_id": 90000 + number,
        "object1_name": f"DORIA-{number}",
        "object2_name": f"ELARA-{number}",
        "entry": entry,
        "tca": entry + timedelta(hours=9),
        "exit": entry + timedelta(hours=20 + number % 60),
        "least_range_km": Interval(least, max(0.0, least - 2.2), least + 2.4),
        "explanation": explanations[number % 6],
        "text": f"DORIA-{number} and ELARA-{number} stayed within 50 km of each other.",
        "evidence": evidence(2, str(number)),
    }
    found = finding(CRITERIA[5], number, **(base | fields))
    return Shown(
        f"approach-{71000 + number}-{90000 + number}.html",
        (found,),
        "Doria (State)",
        "Elara (State)",
        region,
        None,
        None,
    )


def withheld() -> Finding:
    return finding(
        CRITERIA[0],
        9,
        object2_norad_cat_id=70999,
        object2_name="AUR-9",
        kind="not seen",
        entry=None,
        tca=None,
        exit=None,
        least_range_km=None,
        outcome="not verifiable",
        text="Aurelia notified AUR-9 near BOR-3 from 9 May; AUR-9 has no public elements: nothing could be measured.",
    )
