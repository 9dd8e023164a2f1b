"""A served node for the tests of the interface."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.extend(
    str(Path(__file__).parents[1] / beside) for beside in ("record", "ledger", "ledger_store", "report")
)

from web_made import Client, enter_cast, made_node, on_loopback, serves


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """Hand out a client of a node whose cast is on record, in SQLite."""
    with made_node(tmp_path / "node") as node:
        what = serves(node)
        enter_cast(what)
        with on_loopback(what) as client:
            yield client


@pytest.fixture(scope="session")
def asked_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Hand out a client of a node that is only asked: nothing is put on its record."""
    with made_node(tmp_path_factory.mktemp("asked") / "node") as node:
        what = serves(node)
        enter_cast(what)
        with on_loopback(what) as client:
            yield client
