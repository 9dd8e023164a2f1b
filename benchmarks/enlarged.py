"""Catalogues of other sizes than today's: fewer objects, drawn; or more, the same orbits in other planes.

A copy has its node redrawn evenly around the equator and a catalogue number of its own; height, shape, inclination and
place on the orbit stay, so that shells are filled as today's are, only more densely. No copy is an element set twice.
"""

from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from dueregard.sky.read import read_elements
from dueregard.sky.select import default_start, newest_not_after

SEED = 1957  # Sputnik; any number would do, as long as it is always the same
APART = 1_000_000  # between the catalogue numbers of an object and of its copies


def chosen(path: str | Path, start: datetime | None) -> tuple[pl.DataFrame, datetime]:
    """Return one element set for each object of a catalogue, as ``screen`` chooses them, and the start."""
    elements = read_elements(path).values
    at = start or default_start(elements)
    return newest_not_after(elements, at).elements, at


def of_size(elements: pl.DataFrame, objects: int) -> pl.DataFrame:
    """Return a catalogue of that many objects: drawn from this one, or this one and copies of it."""
    r = np.random.default_rng(SEED)
    whole, rest = divmod(objects, len(elements))
    parts = [elements] * min(whole, 1)
    for k in range(1, whole):
        parts.append(copy(elements, k, r))
    if rest:
        drawn = elements[np.sort(r.choice(len(elements), rest, replace=False))]
        parts.append(copy(drawn, whole, r) if whole else drawn)
    return pl.concat(parts)


def copy(elements: pl.DataFrame, number: int, r: np.random.Generator) -> pl.DataFrame:
    """Return the objects with other numbers and their nodes drawn anew."""
    nodes = np.round(r.uniform(0.0, 360.0, len(elements)), 4)
    return elements.with_columns(
        pl.col("norad_cat_id") + number * APART, pl.Series("ra_of_asc_node_deg", nodes)
    )
