"""No command writes over what it reads: refused before anything is computed, with the file named."""

import os

import pytest
from installed import OMM, START, dueregard, low, sky

USAGE = 2
WINDOW = ("--start", START, "--hours", "2")
OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2031-04-30T00:00:00
ORIGINATOR = TEST
"""
CRITERION = "[[criterion]]\n"


@pytest.fixture
def inputs(tmp_path):
    """Return one file of every kind that a command reads, in a folder of their own, all with the ending of a table."""
    (tmp_path / "in").mkdir()
    files = sky(tmp_path / "in")
    for kind, text in (("trajectory", OEM), ("criteria", CRITERION)):
        files[kind] = tmp_path / "in" / f"{kind}.csv"
        files[kind].write_text(text)
    return files


def refused(files, named, *words, option="--out"):
    """Run the command; hold that it refuses the file and leaves all as it was."""
    folder = named.parent
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ended = dueregard(*words)
    assert ended.code == USAGE, ended.err
    assert ended.out == ""
    assert ended.err.startswith(
        f"dueregard: {named}: this file is to be read, and what is written could replace"
    )
    assert ended.err.endswith(f"what to do: choose another name with {option}\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("kind", ["sets", "satcat", "owners", "trajectory"])
def test_screen_does_not_write_its_table_over_an_input(kind, inputs):
    named = inputs[kind]
    also = () if kind == "sets" else (f"--{kind}", named)
    refused(inputs, named, "screen", inputs["sets"], *WINDOW, "--within", "50", *also, "--out", named)


@pytest.mark.parametrize("kind", ["sets", "satcat", "owners", "record", "criteria"])
def test_monitor_does_not_write_its_report_around_an_input(kind, inputs, tmp_path):
    (tmp_path / "out").mkdir()
    named = inputs[kind].rename(tmp_path / "out" / inputs[kind].name)
    sets = named if kind == "sets" else inputs["sets"]
    also = () if kind == "sets" else (f"--{kind}", named)
    refused(inputs, named, "monitor", sets, *WINDOW, *also, "--out", tmp_path / "out")


def test_import_does_not_read_what_it_keeps(inputs, tmp_path):
    data = tmp_path / "data"
    assert dueregard("import", inputs["sets"], "--data", data).code == 0
    (kept, *_) = sorted(path for path in (data / "element-sets").iterdir() if path.suffix == ".parquet")
    refused(inputs, kept, "import", kept, "--data", data, option="--data")


@pytest.mark.parametrize("way", ["link to it", "link to be read", "hard link", "roundabout"])
def test_other_names_of_one_file_are_seen_through(way, inputs, tmp_path):
    real, other = inputs["sets"], tmp_path / "in" / "other.csv"
    if way == "roundabout":
        (tmp_path / "in" / "sub").mkdir()
        read, out = real, tmp_path / "in" / "sub" / ".." / real.name
        ended = dueregard("screen", read, *WINDOW, "--within", "50", "--out", out)
        assert ended.code == USAGE
        assert real.read_text().startswith(OMM)
        return
    (os.link if way == "hard link" else os.symlink)(real, other)
    read, out = (other, real) if way == "link to be read" else (real, other)
    refused(inputs, read, "screen", read, *WINDOW, "--within", "50", "--out", out)


def test_the_same_name_in_another_folder_is_another_file(inputs, tmp_path):
    table = tmp_path / inputs["sets"].name
    table.write_text(low(1, 0.0))
    ended = dueregard("screen", inputs["sets"], *WINDOW, "--within", "50", "--out", table)
    assert ended.code == 0, ended.err
    assert table.read_text().startswith("object1_norad_cat_id,")
