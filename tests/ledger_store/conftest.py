"""Ledgers on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_made import LOG_KEY, ORIGIN, POSTGRES, postgres_schema, server_answers

from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.log import begin_log


@pytest.fixture(scope="session")
def server() -> str:
    """Return the address of a PostgreSQL server."""
    if not server_answers():
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    return POSTGRES


@pytest.fixture
def in_postgres(server: str) -> Iterator[str]:
    """Hand out where a ledger can be created in PostgreSQL."""
    with postgres_schema() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Hand out where a ledger can be created, once in each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.db")
        return
    yield request.getfixturevalue("in_postgres")


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """Hand out a ledger with an own log that has no entries yet."""
    with open_ledger(address, create=True, wait_s=5) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        yield ledger
