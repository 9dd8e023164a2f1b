import sys
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).parent)
)  # so that the tests find the invented run under any import mode

from invented_run import invented_run

from dueregard.model.run import MonitorRun
from dueregard.report.folder import write_report


@pytest.fixture(scope="session")
def run() -> MonitorRun:
    return invented_run()


@pytest.fixture(scope="session")
def written(run: MonitorRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented run: about three hundred findings."""
    folder = tmp_path_factory.mktemp("report")
    write_report(run, folder)
    return folder
