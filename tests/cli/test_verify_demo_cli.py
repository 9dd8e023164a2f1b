"""``dueregard demo`` and ``dueregard verify`` from the outside: offline, sound, and found out when changed."""

import json
import re
import shutil

import pytest
from installed import START, dueregard


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return how the demo ended, and its folder."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    return dueregard("demo", "--out", out, "--json", timeout=900.0), out


@pytest.fixture(scope="module")
def written(files, tmp_path_factory):
    """Return a small run of monitor."""
    out = tmp_path_factory.mktemp("run") / "run"
    words = ("--start", START, "--hours", "1", "--stay", "0.5", "--satcat", files["satcat"])
    assert dueregard("monitor", files["sets"], *words, "--out", out).code == 0
    return out


@pytest.fixture
def folder(written, tmp_path):
    """Return a copy of the run that may be changed."""
    return shutil.copytree(written, tmp_path / "run")


def test_the_demo_ends_well_and_tells_all_outcomes(demo):
    ended, out = demo
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert set(told["outcomes"]) == {"inside", "outside", "indeterminate", "not verifiable"}
    assert set(told["explanations"]) >= {
        "docked", "same_launch", "same_owner", "notified", "neighbours", "drift_by", "debris", "none",
    }  # fmt: skip
    assert told["rejects"] == 0
    assert len(json.loads((out / "findings.json").read_text())) == told["findings"]
    assert sorted(p.name for p in (out / "inputs").iterdir()) == [
        "criteria.toml", "elements.csv", "owners.csv", "record.zip", "record.zip.key", "satcat.csv", "truth.json",
    ]  # fmt: skip


def test_the_demo_is_fictional_on_every_page_and_names_no_real_place(demo):
    _, out = demo
    for page in out.glob("*.html"):
        assert "fictional" in page.read_text(encoding="utf-8").lower(), page.name
    manifest = (out / "manifest.json").read_text(encoding="utf-8")
    assert str(out.parent) not in manifest


def test_no_page_of_the_demo_counts_one_thing_as_several(demo):
    _, out = demo
    several = re.compile(
        r"(?<![\d.,\u202f-])1 (objects|findings|approaches|records|element sets|hours|days|items)\b"
    )
    for page in out.glob("*.html"):
        assert not several.findall(page.read_text(encoding="utf-8")), page.name


def test_the_demo_verifies_where_it_is_and_where_it_is_carried(demo, tmp_path):
    _, out = demo
    carried = shutil.copytree(out, tmp_path / "carried")
    for place in (out, carried):
        ended = dueregard("verify", place, "--json")
        assert ended.code == 0, ended.err
        told = json.loads(ended.out)
        assert told["sound"] is True
        assert told["faults"] == []
        assert told["recomputed"] is None
        assert told["files"] == len([p for p in place.rglob("*") if p.is_file()]) - 1  # all but the manifest


def test_a_changed_input_of_the_demo_is_found_without_recomputing_and_refused_for_it(demo, tmp_path):
    carried = shutil.copytree(demo[1], tmp_path / "carried")
    path = carried / "inputs" / "elements.csv"
    path.write_bytes(path.read_bytes().replace(b"0,U,", b"0,C,", 1))
    ended = dueregard("verify", carried)
    assert ended.code == 3
    assert "inputs/elements.csv: its content is not what the manifest lists" in ended.err
    ended = dueregard("verify", carried, "--recompute")
    assert ended.code == 3
    assert "not the file the run was made from" in ended.err


def test_verify_recomputes_every_finding(folder):
    ended = dueregard("verify", folder, "--recompute", "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    assert told["recomputed"] == told["findings"] > 0
    ended = dueregard("verify", folder, "--recompute")
    assert f"{told['findings']} of {told['findings']} findings came out again, identical." in ended.out


def test_verify_names_what_is_wrong_and_ends_with_3(folder):
    path = folder / "findings.json"
    path.write_text(path.read_text().replace('"foreign": "unknown"', '"foreign": "yes"', 1))
    ended = dueregard("verify", folder)
    assert ended.code == 3
    assert "findings.json: its content is not what the manifest lists" in ended.err
    assert "does not say what its identity says" in ended.err
    ended = dueregard("verify", folder, "--json")
    assert ended.code == 3
    assert json.loads(ended.out)["sound"] is False


@pytest.mark.parametrize("what", ["nothing", "a file", "an empty folder", "no findings"])
def test_what_is_no_run_is_an_error_of_data(what, folder, tmp_path):
    place = tmp_path / "place"
    if what == "a file":
        place.write_text("")
    elif what == "an empty folder":
        place.mkdir()
    elif what == "no findings":
        place = folder
        (folder / "findings.json").unlink()
    ended = dueregard("verify", place)
    assert ended.code == 3
    assert ended.err.startswith("dueregard: ")


def test_verify_writes_nothing(folder):
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    dueregard("verify", folder, "--recompute")
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before
