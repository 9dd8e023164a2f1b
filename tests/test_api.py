"""Due Regard from Python: ``read``, ``screen`` and ``monitor`` do what the commands do."""

import json
import math
import sys
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import dueregard as dr
from dueregard.jobs.screen import screen_files
from dueregard.model.approach import APPROACH_SCHEMA
from dueregard.model.elements import ELEMENT_SCHEMA
from dueregard.model.errors import DataError, UsageError

sys.path.insert(0, str(Path(__file__).parent / "jobs"))
from invented_sky import START, write_sky

WITHIN_KM = 40.0


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return write_sky(tmp_path_factory.mktemp("api"))


def test_reading_gives_values_and_rejects(files):
    values, rejects = dr.read(files["sets"])
    assert values.columns == list(ELEMENT_SCHEMA)
    assert len(values) == 12
    assert [(r.file, r.line) for r in rejects] == [("sets.csv", 14)]
    for path in (str(files["sets"]), [files["sets"]]):
        assert dr.read(path).values.equals(values)


def test_reading_what_is_none_is_the_error_the_command_shows(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        dr.read(tmp_path / "missing")


def test_screening_takes_a_reading_or_its_table_and_any_way_to_say_the_start(files):
    reading = dr.read(files["sets"])
    found = dr.screen(reading, START, 2.0, WITHIN_KM)
    assert isinstance(found, pl.DataFrame)
    assert found.columns == list(APPROACH_SCHEMA)
    assert len(found) >= 4
    assert dr.screen(reading.values, "2031-05-01T00:00:00Z", 2.0, WITHIN_KM).equals(found)
    assert dr.screen(reading, "2031-05-01T02:00:00+02:00", 2.0, WITHIN_KM).equals(found)
    assert dr.screen(reading.values[::-1], START, 2.0, WITHIN_KM, threads=1).equals(found)


def test_foreign_needs_a_catalogue_and_keeps_the_unknown(files):
    reading = dr.read(files["sets"])
    with pytest.raises(UsageError, match="satellite catalogue"):
        dr.screen(reading, START, 2.0, WITHIN_KM, pairs="foreign")
    every = dr.screen(reading, START, 2.0, WITHIN_KM, satcat=files["satcat"])
    kept = dr.screen(
        reading, START, 2.0, WITHIN_KM, satcat=dr.read_satcat(files["satcat"]).values, pairs="foreign"
    )
    assert kept.equals(every.filter(pl.col("foreign") != "no"))
    assert "unknown" in kept["foreign"].to_list()


def planned(folder: Path, longitude_deg: float) -> Path:
    """Write an OEM of an object that stands over a longitude of the Earth, as geostationary ones nearly do."""
    at = [START + timedelta(minutes=5 * k) for k in range(37)]
    turned = math.radians(longitude_deg)
    state = f"{42_165 * math.cos(turned):.6f} {42_165 * math.sin(turned):.6f} 0 0 0 0"
    times = [f"{one:%Y-%m-%dT%H:%M:%S}" for one in at]
    head = (
        f"CCSDS_OEM_VERS = 2.0\nCREATION_DATE = {times[0]}\nORIGINATOR = TEST\nMETA_START\nOBJECT_NAME = PLANNED\n"
        f"OBJECT_ID = 2031-099A\nCENTER_NAME = EARTH\nREF_FRAME = ITRF2014\nTIME_SYSTEM = UTC\n"
        f"START_TIME = {times[0]}\nSTOP_TIME = {times[-1]}\nMETA_STOP\n"
    )
    path = folder / "plan.oem"
    path.write_text(head + "".join(f"{time} {state}\n" for time in times))
    return path


@pytest.mark.parametrize("with_trajectory", [False, True])
@pytest.mark.parametrize("pairs", ["all", "foreign"])
def test_screening_gives_the_table_of_the_command(files, tmp_path, pairs, with_trajectory):
    plan = planned(tmp_path, 10.01) if with_trajectory else None
    found = dr.screen(
        dr.read(files["sets"]), START, 2.0, WITHIN_KM, satcat=files["satcat"], pairs=pairs, trajectory=plan
    )
    run = screen_files(
        [files["sets"]], START, 2.0, WITHIN_KM, satcat=files["satcat"], pairs=pairs, trajectory=plan
    )
    assert found.equals(run.approaches)
    names = set(found["object1_name"])
    assert (names == {"PLANNED"}) is with_trajectory
    assert len(found) > 0


@pytest.mark.parametrize(
    ("hours", "within"), [(0.0, 40.0), (-1.0, 40.0), (2.0, 0.0), (2.0, float("nan")), (float("inf"), 1)]
)
def test_a_window_or_distance_that_is_none_is_refused(files, hours, within):
    with pytest.raises(ValueError, match="above zero"):
        dr.screen(dr.read(files["sets"]), START, hours, within)


def test_monitor_returns_the_run_and_writes_it_where_asked(files, tmp_path):
    given = {"satcat": files["satcat"], "owners": files["owners"], "start": START, "hours": 2.0}
    run = dr.monitor(files["sets"], **given)
    assert run.findings
    again = dr.monitor([str(files["sets"])], tmp_path / "run", **given)
    assert [f.id for f in again.findings] == [f.id for f in run.findings]
    assert [f["id"] for f in json.loads((tmp_path / "run" / "findings.json").read_text())] == [
        f.id for f in run.findings
    ]


def test_monitor_writes_neither_over_an_input_nor_beside_strange_files(files, tmp_path):
    before = files["sets"].read_bytes()
    with pytest.raises(UsageError, match="could replace"):
        dr.monitor(files["sets"], files["sets"].parent, start=START, hours=2.0)
    assert files["sets"].read_bytes() == before
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(DataError, match=r"holds something else \(mine\.txt\)"):
        dr.monitor(files["sets"], tmp_path, start=START, hours=2.0)


def test_the_public_names_are_listed_and_no_other_is_there():
    assert {"read", "screen", "monitor", "read_satcat", "__version__"} <= set(dir(dr))
    with pytest.raises(AttributeError, match="no attribute 'blame'"):
        dr.blame  # noqa: B018
