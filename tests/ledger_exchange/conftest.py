"""Nodes: one with a log of its own, one that pulls it, and a web server between them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ledger_store"))

from exchange_made import SIZE
from ledger_made import LOG_KEY, ORIGIN, filled, postgres_schema, server_answers
from web_server import WebServer, serving

from dueregard.ledger.database import Ledger, open_ledger
from dueregard.ledger.log import begin_log


@pytest.fixture(scope="session")
def node_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a node whose log has three full tiles and the beginning of a fourth. Not to be changed."""
    path = tmp_path_factory.mktemp("node") / "node.db"
    with open_ledger(path, create=True) as ledger:
        begin_log(ledger, ORIGIN, LOG_KEY)
        filled(ledger, SIZE)
    return path


@pytest.fixture
def node(node_file: Path, tmp_path: Path) -> Iterator[Ledger]:
    """Hand out a copy of that node, which may be changed."""
    path = tmp_path / "node.db"
    path.write_bytes(node_file.read_bytes())
    with open_ledger(path) as ledger:
        yield ledger


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Ledger]:
    """Hand out the empty ledger of a node that pulls."""
    with open_ledger(tmp_path / "other.db", create=True) as ledger:
        yield ledger


@pytest.fixture(params=["sqlite", "postgres"])
def other_in_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """Hand out the empty ledger of a node that pulls, once in each database."""
    if request.param == "sqlite":
        with open_ledger(tmp_path / "other.db", create=True) as ledger:
            yield ledger
        return
    if not server_answers():
        pytest.skip("no PostgreSQL server answers; set DUEREGARD_TEST_POSTGRES to the address of one")
    with postgres_schema() as address, open_ledger(address, create=True) as ledger:
        yield ledger


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebServer]:
    """Hand out a web server that publishes a folder."""
    with serving(tmp_path / "published") as server:
        yield server
