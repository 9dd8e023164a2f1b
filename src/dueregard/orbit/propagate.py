"""Positions and velocities of element sets by SGP4, near-earth and deep-space, by compiled kernels.

The theory is the reference's (Vallado, Crawford, Hujsak and Kelso 2006, AIAA 2006-6753), with WGS-72 constants; states
agree with the ``sgp4`` package to a millimetre over a week (docs/accuracy.md). They are in TEME of the epoch as SGP4
gives them; ranges between objects need no frame change. A day has 86,400 s, as SGP4 has it.
"""

from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dueregard.orbit.sgp4.prepared import States, on_grid, prepare


def propagate(elements: pl.DataFrame, at: NDArray[np.datetime64]) -> States:
    """Return the states of every element set at every instant (UTC, ``datetime64``): axes (object, time, xyz).

    Positions in km and velocities in km/s, TEME; a state with an error of SGP4 is NaN, and its code stands in
    ``error``. Each set has its own epoch; instants need no order and no even step. Valid while SGP4 gives no error;
    elements describe their object well for days around their epoch, not weeks.

    >>> from dueregard.model.elements import empty_elements
    >>> propagate(empty_elements(), np.array(["2024-11-01"], "datetime64[us]")).positions_km.shape
    (0, 1, 3)
    """
    instants = at.astype("datetime64[us]")
    if not len(elements) or not len(instants):
        shape = (len(elements), len(instants))
        return States(np.empty((*shape, 3)), np.empty((*shape, 3)), np.zeros(shape, np.uint8))
    start = instants.min()
    return on_grid(prepare(elements, start.astype(datetime)), (instants - start).astype(np.int64) / 1e6)
