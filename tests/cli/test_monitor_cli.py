"""``dueregard monitor`` from the outside: the folder, the summary, what it says of itself."""

import csv
import json

import pytest
from installed import START, dueregard


@pytest.fixture(scope="module")
def made(spoiled, tmp_path_factory):
    """Return how monitor ended on a sky with one bad record, and its folder."""
    out = tmp_path_factory.mktemp("monitor") / "deep" / "run"
    ended = dueregard(
        "monitor", spoiled["sets"], f"--satcat={spoiled['satcat']}", "--owners", spoiled["owners"],
        "--record", spoiled["record"], "--start", START, "--hours", "3", "--within", "30", "--stay", "1",
        "--out", out, "--json",
    )  # fmt: skip
    return ended, out


def test_the_summary_is_json_and_counts_what_the_files_hold(made):
    ended, out = made
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    findings = json.loads((out / "findings.json").read_text())
    with (out / "approaches.csv").open(newline="") as file:
        approaches = list(csv.DictReader(file))
    assert told["findings"] == len(findings) > 0
    assert sum(told["outcomes"].values()) == sum(told["explanations"].values()) == len(findings)
    assert told["approaches"] == len(approaches)
    assert (told["objects"], told["rejects"], told["hours"]) == (4, 1, 3.0)
    assert told["report"] == str(out / "index.html")


def test_the_folder_holds_a_page_for_each_approach_that_a_criterion_touches(made):
    _, out = made
    names = {p.name for p in out.iterdir()}
    assert {"index.html", "findings.json", "approaches.csv", "rejects.csv", "manifest.json"} <= names
    pages = [n for n in names if n.startswith("approach-")]
    assert len(pages) == json.loads(made[0].out)["shown"] > 0
    assert all(p.stat().st_size < 100_000 for p in out.glob("*.html"))


def test_the_report_says_what_was_asked_and_not_where_files_lie(made, spoiled):
    _, out = made
    folder = str(spoiled["sets"].parent)
    for page in out.glob("*.html"):
        assert folder not in page.read_text(encoding="utf-8")
    command = json.loads((out / "manifest.json").read_text())["command"]
    assert command.startswith("dueregard monitor sets.csv --satcat=satcat.csv --owners owners.csv")
    assert folder not in command


def test_an_own_commitment_is_held_to_and_cannot_be_said_to_be_departed_from_with_one_catalogue(made):
    _, out = made
    findings = json.loads((out / "findings.json").read_text())
    held = [f for f in findings if f["criterion"] == "aur-keeps-40km"]
    pairs = {(f["object1_norad_cat_id"], f["object2_norad_cat_id"]) for f in held}
    assert (11, 12) in pairs
    for f in held:
        assert f["commitment_outcome"] == "indeterminate"
        assert "cannot be told" in f["text"]


def test_words_on_the_terminal_name_the_report_and_how_to_check_it(spoiled, tmp_path):
    ended = dueregard("monitor", spoiled["sets"], "--start", START, "--hours", "1", "--out", tmp_path / "run")
    assert ended.code == 0
    assert "index.html" in ended.out
    assert f"dueregard verify {tmp_path / 'run'}" in ended.out
    assert "1 record rejected; rejects.csv lists them all." in ended.err


def test_the_default_start_is_the_epoch_by_which_nearly_all_are_known(files, tmp_path):
    ended = dueregard("monitor", files["sets"], "--hours", "1", "--out", tmp_path / "run", "--json")
    assert json.loads(ended.out)["start"] == "2031-05-01T00:00:00.000000Z"


def test_a_second_run_replaces_the_first(files, tmp_path):
    for hours in ("2", "1"):
        words = ("--start", START, "--hours", hours, "--stay", "0.5", "--out", tmp_path / "run")
        assert dueregard("monitor", files["sets"], *words).code == 0
    assert dueregard("verify", tmp_path / "run").code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_nothing_left_by_age_ends_with_3_and_says_why(files, tmp_path):
    ended = dueregard(
        "monitor", files["sets"], "--start", "2033-05-01", "--max-age", "1", "--out", tmp_path / "run"
    )
    assert ended.code == 3
    assert "no object is left" in ended.err
    assert "--max-age" in ended.err
    assert not (tmp_path / "run").exists()
