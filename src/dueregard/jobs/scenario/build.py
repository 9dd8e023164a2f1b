"""Build the demo's world from a seed: published catalogue files, what was said, and, apart from them, what was true."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from dueregard.jobs.scenario.alone import by_chance
from dueregard.jobs.scenario.belt import draw_belt, draw_retired
from dueregard.jobs.scenario.body import Body
from dueregard.jobs.scenario.cast import Cast, draw_cast
from dueregard.jobs.scenario.catalogue_files import write_elements, write_owners, write_satcat
from dueregard.jobs.scenario.filings import filings, practices
from dueregard.jobs.scenario.numbering import FIRST_NUMBER, designators, in_catalogue_order
from dueregard.jobs.scenario.population import draw_population
from dueregard.jobs.scenario.published import DAYS, publish
from dueregard.jobs.scenario.scenario_log import write_scenario_log
from dueregard.jobs.scenario.signed import signed_filings, signing_key
from dueregard.jobs.scenario.situation import Situation, Stage
from dueregard.jobs.scenario.situations_geo import (
    departing,
    docking,
    drift_by,
    nearer,
    neighbours,
    notified,
    stay,
    withheld,
)
from dueregard.jobs.scenario.situations_leo import conjunction, debris, following, rideshare
from dueregard.jobs.scenario.truth import PairTruth, find_truth, truth_tables
from dueregard.knowledge.criteria import criteria_from_text
from dueregard.model.time import format_instant
from dueregard.record.record_file import record_from_text

# The packaged demo: chosen so that the first stay is that of AUR-7 near BOR-3, names that read well on a page. Any
# other seed gives another cast, other places, dates and distances.
SHIPPED_SEED = 536

MAKERS = (
    stay,
    notified,
    nearer,
    docking,
    following,
    neighbours,
    rideshare,
    drift_by,
    debris,
    withheld,
    conjunction,
    departing,
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario on disk and its truth in memory. The chain reads the inputs; it never reads ``truth_path``.

    ``start`` is a midnight UTC in 2031; the window is ``hours`` long. ``left_out`` counts objects of the population
    that were drawn and taken out because by chance they stayed near something.
    """

    seed: int
    start: datetime
    hours: float
    inputs: Path
    elements: Path
    satcat: Path
    owners: Path
    record: Path
    criteria: Path
    truth_path: Path
    objects: int
    sets: int
    left_out: int
    truth: tuple[PairTruth, ...]


def build_scenario(seed: int, folder: Path) -> Scenario:
    """Write the scenario of the seed into ``folder/inputs`` and return it. The same seed gives the same bytes.

    Raises ValueError for a seed below 0.
    """
    if seed < 0:
        raise ValueError(f"a seed is a whole number from 0, not {seed}")
    # A stream of its own for every part: more of one thing does not change another.
    streams = [np.random.default_rng([seed, part]) for part in range(5)]
    cast = draw_cast(streams[0])
    start_jd = _julian_day(cast.start)
    stage = Stage(cast, streams[1], start_jd)
    situations = [make(stage) for make in MAKERS]
    drawn, left_out = _population(cast, situations, streams[2], streams[3], start_jd)
    bodies = in_catalogue_order(drawn)
    names = designators(bodies)
    numbers = {b.part: FIRST_NUMBER + i for i, b in enumerate(bodies) if b.part}
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    paths = {
        key: inputs / name
        for key, name in (
            ("elements", "elements.csv"),
            ("satcat", "satcat.csv"),
            ("owners", "owners.csv"),
            ("record", "record.zip"),
            ("criteria", "criteria.toml"),
            ("truth_path", "truth.json"),
        )
    }
    published = publish(bodies, streams[4], start_jd)
    sets = write_elements(paths["elements"], bodies, names, published, cast.start, start_jd)
    write_satcat(paths["satcat"], bodies, names)
    write_owners(paths["owners"], cast)
    tables = filings(cast, situations, numbers)
    owner_of = {numbers[b.part]: b.owner for s in situations for b in s.bodies if b.part}
    write_scenario_log(
        paths["record"], signed_filings(cast, tables, seed, owner_of), signing_key(seed, "the log")
    )
    paths["criteria"].write_text(practices(cast), encoding="utf-8", newline="\n")
    truth = find_truth(
        cast,
        situations,
        {b.part: b for b in bodies if b.part},
        numbers,
        record_from_text(json.dumps(tables), "the scenario's filings").values,
        criteria_from_text(practices(cast), "criteria.toml"),
        start_jd,
    )
    told = {
        "seed": seed,
        "start": format_instant(cast.start),
        "hours": 24.0 * DAYS,
        "pairs": truth_tables(truth, cast.start),
    }
    paths["truth_path"].write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    return Scenario(
        seed,
        cast.start,
        24.0 * DAYS,
        inputs,
        objects=len(bodies),
        sets=sets,
        left_out=left_out,
        truth=truth,
        **paths,
    )


def _population(
    cast: Cast,
    situations: Sequence[Situation],
    low: np.random.Generator,
    high: np.random.Generator,
    start_jd: float,
) -> tuple[list[Body], int]:
    """Return all bodies, those of the situations first, and how many of the population were taken out."""
    # Low satellites of the State with a declared distance in low orbits are only those of the situations.
    bodies = [b for s in situations for b in s.bodies]
    bodies += draw_population(low, cast.states, clear_of=(cast.roles["inspected"],))
    bodies += draw_belt(high, (*cast.states, cast.organisation), cast.arcs, start_jd)
    bodies += draw_retired(high, cast.states)
    out = by_chance(bodies, cast.foreign, start_jd)
    return [b for i, b in enumerate(bodies) if i not in out], len(out)


def _julian_day(start: datetime) -> float:
    """Return the Julian day of a midnight: 2,440,587.5 days before the start of 1970."""
    return start.timestamp() / 86400.0 + 2440587.5
