"""What several tests of jobs look at, made once in a session."""

import pytest

from dueregard.jobs.scenario.build import build_scenario
from dueregard.sky.read import read_elements
from dueregard.sky.select import newest_not_after


@pytest.fixture(scope="session")
def population(tmp_path_factory):
    """Return one set for each of some 2,900 objects with the structure of the real sky, and the start."""
    scenario = build_scenario(4, tmp_path_factory.mktemp("population"))
    return newest_not_after(read_elements(scenario.elements).values, scenario.start).elements, scenario.start
