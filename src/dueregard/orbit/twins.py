"""Element sets that are one trajectory: equal epoch, mean elements and B*, whatever their names and numbers.

A docked pair is catalogued like that, and so is one entry that stands for two objects. Their distance is no
measurement, so they are named as ``merged`` and not compared.
"""

from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.model.elements import SGP4_COLUMNS


def twin_numbers(elements: pl.DataFrame) -> NDArray[np.int64]:
    """Return for each row the number of its group of equal element sets, -1 where it is alone: (n,)."""
    if not len(elements):
        return np.empty(0, np.int64)
    # Adding 0.0 makes -0.0 and 0.0 one: a B* printed as -00000-0 is zero.
    floats = [pl.col(name) + 0.0 for name in SGP4_COLUMNS if name != "epoch"]
    grouped = elements.select("epoch", *floats).with_row_index("row").group_by(*SGP4_COLUMNS).agg("row")
    out = np.full(len(elements), -1, np.int64)
    for rows in grouped.filter(pl.col("row").list.len() > 1)["row"].to_list():
        out[rows] = min(rows)
    return out


def merged_pairs(elements: pl.DataFrame) -> NDArray[np.int64]:
    """Return the pairs of rows that share one element set: (k, 2), ordered, the lesser catalogue number first."""
    numbers = elements["norad_cat_id"].to_list()
    twins = twin_numbers(elements)
    pairs: list[tuple[int, int]] = []
    for group in np.unique(twins[twins >= 0]):
        rows = sorted(np.flatnonzero(twins == group).tolist(), key=lambda row: numbers[row])
        pairs.extend(combinations(rows, 2))
    pairs.sort(key=lambda pair: (numbers[pair[0]], numbers[pair[1]]))
    return np.array(pairs, np.int64).reshape(-1, 2)
