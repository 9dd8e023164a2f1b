"""The small sky that most commands are tried on."""

import pytest
from installed import sky


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Return the files of a small sky without a bad record."""
    return sky(tmp_path_factory.mktemp("sky"))


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory):
    """Return the files of the same sky with one bad record."""
    return sky(tmp_path_factory.mktemp("spoiled"), bad=True)
