"""Files of one name in several folders are told apart: in the sources, the rejects, the evidence, and when verified."""

import json
import shutil
from datetime import timedelta

import pytest
from invented_sky import OMM, START, geo_row, leo_row, write_sky

from dueregard.jobs.inputs import read_inputs
from dueregard.jobs.manifest import write_run
from dueregard.jobs.monitor import Asked, monitor
from dueregard.jobs.verify import verify
from dueregard.model.errors import DataError
from dueregard.sky.read import read_elements


@pytest.fixture
def days(tmp_path):
    """Return two catalogues of one name: Monday's with a bad record, Tuesday's with a further object."""
    monday = write_sky(tmp_path / "here" / "monday")
    tuesday = tmp_path / "here" / "tuesday" / "sets.csv"
    tuesday.parent.mkdir()
    rows = [
        geo_row(700_030, 10.01, epoch=START - timedelta(hours=12)),
        geo_row(700_003, 50.0),  # of the same epoch as Monday's: a repeat
        leo_row(700_020, 20.0).replace("15.00000000", "bad"),
        leo_row(700_021, 21.0).replace("15.00000000", "bad too"),
    ]
    tuesday.write_text("\n".join([OMM, *rows]) + "\n")
    return monday, tuesday


def test_every_file_is_counted_by_itself(days):
    monday, tuesday = days
    catalogue = monday["satcat"].rename(tuesday.with_name("owners.csv"))  # called as the rules are
    found = read_inputs((monday["sets"], tuesday), catalogue, monday["owners"])
    assert [(s.name, s.role, s.records, s.rejects) for s in found.sources] == [
        ("monday/sets.csv", "element sets", 12, 1),
        ("tuesday/sets.csv", "element sets", 1, 3),
        ("tuesday/owners.csv", "satellite catalogue", 12, 0),
        ("monday/owners.csv", "owner rules", 2, 0),
    ]
    assert found.sources[0].sha256 != found.sources[1].sha256
    assert found.sources[1].first_epoch == found.sources[1].last_epoch == START - timedelta(hours=12)
    assert [(r.file, r.line) for r in found.rejects] == [
        ("monday/sets.csv", 14), ("tuesday/sets.csv", 4), ("tuesday/sets.csv", 5), ("tuesday/sets.csv", 3),
    ]  # fmt: skip
    assert "monday/sets.csv, line 4" in found.rejects[-1].what


def test_reading_from_python_tells_them_apart_too(days):
    monday, tuesday = days
    values, rejects = read_elements([monday["sets"], tuesday])
    assert values["source"].unique(maintain_order=True).to_list() == ["monday/sets.csv", "tuesday/sets.csv"]
    assert {one.file for one in rejects} == {"monday/sets.csv", "tuesday/sets.csv"}
    assert set(read_elements([monday["sets"]]).values["source"]) == {"sets.csv"}


def test_a_run_on_both_verifies_where_it_is_and_from_the_folders_carried_along(days, tmp_path):
    monday, tuesday = days
    asked = Asked((monday["sets"], tuesday), monday["satcat"], START, 2.0, owners=monday["owners"])
    run = monitor(asked)
    origins = {e.origin for f in run.findings for e in f.evidence if e.kind == "element set"}
    assert {origin.partition(",")[0] for origin in origins} == {"monday/sets.csv", "tuesday/sets.csv"}
    write_run(run, asked, tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert [s["name"] for s in manifest["sources"][:2]] == ["monday/sets.csv", "tuesday/sets.csv"]
    assert verify(tmp_path / "run", recompute=True).faults == ()
    shutil.move(tmp_path / "here", tmp_path / "there")
    shutil.copy(tmp_path / "there" / "monday" / "satcat.csv", tmp_path / "there")
    shutil.copy(tmp_path / "there" / "monday" / "owners.csv", tmp_path / "there")
    assert verify(tmp_path / "run", recompute=True, inputs=tmp_path / "there").faults == ()
    (tmp_path / "there" / "tuesday" / "sets.csv").rename(tmp_path / "there" / "sets.csv")
    (tmp_path / "there" / "monday" / "sets.csv").unlink()
    with pytest.raises(DataError, match=r"not the file the run was made from"):
        verify(tmp_path / "run", recompute=True, inputs=tmp_path / "there")
