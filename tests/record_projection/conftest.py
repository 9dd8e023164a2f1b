"""An empty ledger in each database: the projection stands beside the log."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "ledger_store"))

from ledger_made import postgres_schema, server_answers

from dueregard.ledger.database import Ledger, open_ledger


@pytest.fixture(params=["sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "sqlite":
        with open_ledger(tmp_path / "ledger.db", create=True) as ledger:
            yield ledger
        return
    if not server_answers():
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    with postgres_schema() as address, open_ledger(address, create=True) as ledger:
        yield ledger
