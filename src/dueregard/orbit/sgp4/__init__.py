"""SGP4 in compiled kernels: many objects on one grid of instants, or each state at its own time."""

from dueregard.orbit.sgp4.fields import Constants
from dueregard.orbit.sgp4.grid import grid
from dueregard.orbit.sgp4.initialise import initialise
from dueregard.orbit.sgp4.scattered import scattered

__all__ = ["Constants", "grid", "initialise", "scattered"]
