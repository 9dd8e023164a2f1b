"""The demo's worlds, each run through the whole chain once in a session."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from dueregard.jobs.demo import demo
from dueregard.jobs.scenario.build import SHIPPED_SEED, Scenario
from dueregard.model.run import MonitorRun

SEEDS = (SHIPPED_SEED, 1, 2, 77)


@dataclass(frozen=True)
class Told:
    """A scenario with its truth, the run that was made of its files alone, and the folder it was written to."""

    scenario: Scenario
    run: MonitorRun
    folder: Path


@pytest.fixture(scope="session")
def tell(tmp_path_factory):
    """Return a function that gives the run of a seed; each is made when it is first asked for."""

    @cache
    def of_seed(seed: int) -> Told:
        folder = tmp_path_factory.mktemp("demo") / f"seed{seed}"
        scenario, run, _ = demo(folder, seed)
        return Told(scenario, run, folder)

    return of_seed


@pytest.fixture(scope="session")
def seeds():
    """Return all seeds that findings are held against, the shipped one first."""
    return SEEDS


# Each world takes half a minute to build and run: two of them for every change, the others with the validations.
@pytest.fixture(
    params=[*SEEDS[:2], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[2:])],
    ids=lambda seed: f"seed {seed}",
)
def told(request, tell):
    """Return the run of the shipped seed and of three others, one after the other."""
    return tell(request.param)
