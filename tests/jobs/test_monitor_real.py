"""The main job on one real catalogue of the geostationary belt, with the real satellite catalogue beside it."""

import csv
import json
import os
from pathlib import Path

import polars as pl
import pytest

from dueregard.jobs.manifest import read_manifest, write_run
from dueregard.jobs.monitor import Asked, monitor
from dueregard.jobs.verify import verify

DATA = Path(os.environ.get("DUEREGARD_TEST_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
SETS = DATA / "catalogue" / "2026-04-27_geo_protected_zone_plus_omm.json.xz"
SATCAT = DATA / "registry" / "satcat_spacetrack_full_2025-03-16.csv.xz"
HOURS = 24.0

pytestmark = pytest.mark.skipif(
    not (SETS.is_file() and SATCAT.is_file()),
    reason="the real catalogues are not here; see $DUEREGARD_TEST_DATA",
)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real") / "run"
    asked = Asked((SETS,), SATCAT, None, HOURS)
    run = monitor(asked)
    write_run(run, asked, folder)
    return run, folder


def test_every_object_of_the_file_is_screened_or_rejected(real):
    run, _ = real
    (sets, satcat) = run.sources
    assert sets.records == run.element_count + run.history_count
    assert sets.records + sets.rejects >= 1_700
    assert sets.rejects == len([r for r in run.rejects if r.file == SETS.name])
    assert satcat.records > 60_000


def test_real_pairs_that_one_set_stands_for_are_docked(real):
    run, _ = real
    merged = run.approaches.filter(pl.col("kind") == "merged")
    assert len(merged) >= 1
    told = {(f.object1_norad_cat_id, f.object2_norad_cat_id) for f in run.findings if f.kind == "merged"}
    for f in run.findings:
        if f.kind == "merged":
            assert (f.explanation, f.outcome, f.least_range_km) == ("docked", "not verifiable", None)
    of_foreign_or_unknown = merged.filter(pl.col("foreign") != "no")
    pairs = of_foreign_or_unknown.select("object1_norad_cat_id", "object2_norad_cat_id").rows()
    assert set(pairs) <= told


def test_pairs_whose_states_are_not_known_are_kept(real):
    run, _ = real
    answers = run.approaches["foreign"].value_counts().sort("foreign")
    assert set(answers["foreign"].to_list()) == {"no", "unknown", "yes"}
    # The satellite catalogue is a year older than the sets: newer objects have no owner, and none is left out for it.
    unknown = [f for f in run.findings if f.foreign == "unknown"]
    for f in unknown:
        assert any("not known" in limit for limit in f.limits)
    stays = run.approaches.filter(
        (pl.col("foreign") != "no")
        & (pl.col("kind") == "prolonged_proximity")
        & (pl.col("miss_distance_km") < 30)
    )
    told = {(f.object1_norad_cat_id, f.object2_norad_cat_id) for f in run.findings}
    long = stays.filter(pl.col("dwell_s") > 20 * 3600).select("object1_norad_cat_id", "object2_norad_cat_id")
    assert len(long) >= 5
    assert set(long.rows()) <= told


def test_not_every_real_finding_is_indeterminate(real):
    run, _ = real
    outcomes = [f.outcome for f in run.findings]
    assert {"inside", "indeterminate", "outside"} <= set(outcomes)
    assert outcomes.count("inside") >= 5
    assert {"docked", "neighbours", "none"} <= {f.explanation for f in run.findings}


def test_with_one_real_catalogue_who_moved_cannot_be_told(real):
    for f in real[0].findings:
        assert f.who_moved.startswith("Who moved")


def test_coverage_counts_objects_without_elements_by_owner(real):
    run, folder = real
    assert (
        run.coverage["without_elements"].sum() > 10_000
    )  # the file holds the belt, the catalogue all orbits
    names = run.coverage["name"].to_list()
    assert names == sorted(names)
    with (folder / "coverage.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(run.coverage)


def test_the_folder_verifies_and_every_finding_comes_out_again(real):
    run, folder = real
    found = verify(folder, recompute=True)
    assert found.faults == ()
    assert found.recomputed == found.findings == len(run.findings)
    manifest = read_manifest(folder)
    assert manifest["hours"] == HOURS
    assert [s["name"] for s in manifest["sources"]] == [SETS.name, SATCAT.name]
    assert len(json.loads((folder / "findings.json").read_text())) == len(run.findings)
    with (folder / "rejects.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == len(run.rejects)


def test_pages_are_light(real):
    _, folder = real
    for page in folder.glob("*.html"):
        assert page.stat().st_size < 100_000, page.name
