"""The main job on a small invented sky, from files to a folder, and the folder held against attempts to change it."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from invented_sky import START, geo_row, sets, write_sky

from dueregard.jobs.manifest import MANIFEST, read_manifest, refuse_others, write_run
from dueregard.jobs.monitor import Asked, monitor
from dueregard.jobs.verify import verify
from dueregard.model.errors import DataError

HOURS = 24.0


def asked(files, **changes) -> Asked:
    usual = Asked((files["sets"],), files["satcat"], START, HOURS, owners=files["owners"])
    return replace(usual, **changes)


@pytest.fixture(scope="module")
def sky(tmp_path_factory):
    files = write_sky(tmp_path_factory.mktemp("sky"))
    return files, asked(files), monitor(asked(files))


@pytest.fixture
def folder(sky, tmp_path):
    """Return the written run, fresh for each test."""
    _, question, run = sky
    write_run(run, question, tmp_path / "run")
    return tmp_path / "run"


def findings_of(run, a, b):
    return [f for f in run.findings if (f.object1_norad_cat_id, f.object2_norad_cat_id) == (a, b)]


def test_each_pair_of_the_invented_sky_is_told_as_what_it_is(sky):
    run = sky[2]
    expected = {
        (5, 6): ("docked", "not verifiable", "yes"),
        (700_001, 700_002): ("neighbours", "inside", "yes"),
        (700_005, 700_006): ("none", "inside", "unknown"),
    }
    for pair, (explanation, outcome, is_foreign) in expected.items():
        found = findings_of(run, *pair)
        assert found, pair
        assert {f.explanation for f in found} == {explanation}
        assert outcome in {f.outcome for f in found}
        assert {f.foreign for f in found} == {is_foreign}


def test_a_pair_of_one_state_is_not_the_subject_of_a_question_about_foreign_ones(sky):
    asked_of_foreign = {c.id for c in sky[2].criteria if c.pairs == "foreign"}
    assert asked_of_foreign
    for f in findings_of(sky[2], 700_003, 700_004):
        assert f.criterion not in asked_of_foreign


def test_a_merged_pair_has_neither_times_nor_distances_and_says_so(sky):
    for f in findings_of(sky[2], 5, 6):
        assert f.kind == "merged"
        assert f.least_range_km is None
        assert "no measurement" in f.text


def test_with_one_catalogue_nobody_is_said_to_have_moved(sky):
    for f in sky[2].findings:
        assert f.who_moved.startswith("Who moved")
        assert any("Who moved" in limit for limit in f.limits)


def test_the_bad_record_is_counted_listed_and_costs_nothing_else(sky, folder):
    run = sky[2]
    assert len(run.rejects) == 1
    assert run.element_count == 11
    assert run.history_count == 1
    (source, *_) = run.sources
    assert (source.records, source.rejects) == (12, 1)
    with (folder / "rejects.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == "sets.csv"
    assert row["line"] == "14"
    assert row["expected"]
    assert row["do"]


def test_coverage_counts_what_is_in_orbit_without_elements(sky):
    table = {row["owner"]: row for row in sky[2].coverage.to_dicts()}
    assert table["BOR"]["without_elements"] == 1
    assert table["AUR"]["without_elements"] == 0
    assert list(table) == sorted(table, key=lambda code: table[code]["name"])


def test_strict_stops_and_names_the_first_reject(sky):
    with pytest.raises(DataError, match=r"(?s)sets\.csv, line 14: .*--strict was given"):
        monitor(replace(sky[1], strict=True))


def test_a_stay_longer_than_a_short_window_is_found_in_it(sky):
    """Six hours are asked for, two are looked at: elements hold beyond the window, and the finding says it is cut."""
    run = monitor(replace(sky[1], hours=2.0))
    found = [f for f in findings_of(run, 700_001, 700_002) if f.criterion.startswith("question")]
    assert [f.outcome for f in found] == ["inside"]
    assert (found[0].entry, found[0].exit) == (START, START + timedelta(hours=2))
    assert any("with the window" in limit for limit in found[0].limits)


def test_without_a_catalogue_owners_are_unknown_and_nothing_is_lost(sky):
    run = monitor(replace(sky[1], satcat=None, owners=None))
    for pair in ((700_001, 700_002), (700_003, 700_004)):
        assert {f.foreign for f in findings_of(run, *pair)} == {"unknown"}
    assert any("No satellite catalogue" in note for note in run.notes)


def test_age_leaves_out_only_where_asked_and_says_so(sky):
    files, question, _ = sky
    old = write_sky(
        files["sets"].parent / "old",
        rows=[*sets(), geo_row(700_011, 10.01, epoch=START - timedelta(days=2))],
        bad=False,
    )
    everything = monitor(replace(question, paths=(old["sets"],)))
    young = monitor(replace(question, paths=(old["sets"],), max_age_d=1.0))
    assert findings_of(everything, 700_001, 700_011)
    assert not findings_of(young, 700_001, 700_011)
    assert any("whose element sets are more than 1 day from the start" in n for n in young.notes)


def test_the_same_inputs_give_the_same_findings_and_the_same_bytes(sky, folder, tmp_path):
    again = monitor(sky[1])
    assert [f.id for f in again.findings] == [f.id for f in sky[2].findings]
    write_run(again, sky[1], tmp_path / "again")
    names = sorted(p.name for p in folder.iterdir())
    assert names == sorted(p.name for p in (tmp_path / "again").iterdir())
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_shuffled_records_give_the_same_findings_but_for_their_line_numbers(sky, tmp_path):
    shuffled = write_sky(tmp_path / "sky", rows=sets()[::-1], bad=False)
    run = monitor(replace(sky[1], paths=(shuffled["sets"],)))

    def said(one):
        return [
            (f.object1_norad_cat_id, f.criterion, f.outcome, f.least_range_km, f.text) for f in one.findings
        ]

    assert said(run) == said(sky[2])


# the manifest and verify


def test_a_sound_run_verifies_and_every_finding_comes_out_again(sky, folder):
    found = verify(folder, recompute=True)
    assert found.faults == ()
    assert found.recomputed == found.findings == len(sky[2].findings) > 0
    manifest = read_manifest(folder)
    assert manifest["findings"] == [f.id for f in sky[2].findings]
    assert {*manifest["files"], MANIFEST} == {p.name for p in folder.iterdir()}
    assert [s["role"] for s in manifest["sources"]] == ["element sets", "satellite catalogue", "owner rules"]


def names_in(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_flipped_byte_is_found_in_every_file(folder):
    checked = 0
    for name in names_in(folder):
        path = folder / name
        whole = path.read_bytes()
        for at in {0, len(whole) // 2, len(whole) - 2}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            try:
                faults = verify(folder).faults
            except DataError as error:
                assert name in (MANIFEST, "findings.json", "notices.json"), name
                faults = (str(error),)
            assert any(name in fault for fault in faults), (name, at)
            checked += 1
        path.write_bytes(whole)
    assert checked > 20
    assert verify(folder).faults == ()


def test_a_missing_file_and_an_added_one_are_found(folder):
    (folder / "approaches.csv").unlink()
    (folder / "approach-1-2-forged.html").write_text("<p>Nothing of the kind happened.</p>")
    faults = verify(folder).faults
    assert any("approaches.csv: missing" in f for f in faults)
    assert any("approach-1-2-forged.html: not of this run" in f for f in faults)


def rewrite(folder, change):
    """Change the findings and make every hash agree again, as somebody would who wants it unseen."""
    import hashlib

    from dueregard.assess.identity import content_id

    path = folder / "findings.json"
    listed = json.loads(path.read_text())
    change(listed)
    for one in listed:
        one["id"] = content_id(one)
    path.write_text(json.dumps(listed))
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["findings"] = [one["id"] for one in listed]
    manifest["files"]["findings.json"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest["id"] = content_id(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_changed_finding_is_found_by_its_identity(folder):
    path = folder / "findings.json"
    path.write_text(path.read_text().replace('"outcome": "inside"', '"outcome": "outside"', 1))
    faults = verify(folder).faults
    assert any("does not say what its identity says" in f for f in faults)
    assert any("findings.json: its content" in f for f in faults)


def test_a_finding_changed_together_with_all_hashes_is_found_by_recomputing(folder):
    rewrite(folder, lambda listed: listed[0].update(outcome="outside"))
    assert verify(folder).faults == ()
    faults = verify(folder, recompute=True).faults
    assert any("did not come out again" in f for f in faults)
    assert any("that is not in the run" in f for f in faults)


def test_a_finding_left_out_together_with_all_hashes_is_found_by_recomputing(folder):
    rewrite(folder, lambda listed: listed.pop())
    assert verify(folder).faults == ()
    assert any("that is not in the run" in f for f in verify(folder, recompute=True).faults)


def test_a_changed_input_is_refused_and_the_original_found_elsewhere(folder, sky, tmp_path):
    files, question, run = sky
    copies = write_sky(tmp_path / "copies")
    moved = replace(question, paths=(copies["sets"],), satcat=copies["satcat"], owners=copies["owners"])
    write_run(run, moved, tmp_path / "moved")
    assert verify(tmp_path / "moved", recompute=True).faults == ()
    copies["sets"].write_text(copies["sets"].read_text().replace("SAT-700001", "SAT-700000"))
    with pytest.raises(DataError, match="not the file the run was made from"):
        verify(tmp_path / "moved", recompute=True)
    originals = files["sets"].parent
    assert verify(tmp_path / "moved", recompute=True, inputs=originals).faults == ()
    shutil.rmtree(tmp_path / "copies")
    with pytest.raises(DataError, match=r"'sets\.csv' was not found"):
        verify(tmp_path / "moved", recompute=True)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "{}", '{"files": []}', '{"files": {"a": NaN}}', "[" * 100_000],
    ids=["empty", "list", "cut", "bare", "no names", "NaN", "deep"],
)
def test_a_manifest_that_is_none_is_an_error_of_data(folder, text):
    (folder / MANIFEST).write_text(text)
    with pytest.raises(DataError):
        verify(folder, recompute=True)


def test_a_manifest_that_does_not_say_what_was_asked_is_an_error_of_data(folder):
    manifest = read_manifest(folder)
    for name in ("sources", "start", "hours", "within_km"):
        broken = {key: value for key, value in manifest.items() if key != name}
        (folder / MANIFEST).write_text(json.dumps(broken))
        with pytest.raises(DataError, match="does not say what was asked"):
            verify(folder, recompute=True)


def test_a_name_in_the_manifest_cannot_lead_out_of_the_folder(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    manifest = read_manifest(folder)
    manifest["files"]["../secret.txt"] = "0" * 64
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert any("not a plain file name" in f for f in verify(folder).faults)


# the folder


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(sky, tmp_path):
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    with pytest.raises(DataError, match=r"something else \(notes\.txt\)"):
        write_run(sky[2], sky[1], out)
    assert [p.name for p in out.iterdir()] == ["notes.txt"]
    with pytest.raises(DataError, match="this is a file"):
        refuse_others(out / "notes.txt")


def test_a_later_run_replaces_an_earlier_one_and_leaves_nothing_of_it(sky, folder):
    shorter = replace(sky[1], within_km=5.0, hours=2.0)
    write_run(monitor(shorter), shorter, folder)
    assert verify(folder).faults == ()


def test_a_failure_while_writing_leaves_the_folder_as_it_was(sky, folder, tmp_path):
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    broken = replace(sky[2], shown=(replace(sky[2].shown[0], page="../outside.html"), *sky[2].shown[1:]))
    for out in (folder, tmp_path / "new"):
        with pytest.raises(DataError, match="cannot be the name"):
            write_run(broken, sky[1], out)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert not (tmp_path / "new").exists()
    assert {p.name for p in tmp_path.iterdir()} == {"run"}


def test_a_place_that_cannot_be_written_is_an_error_that_names_it(sky, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"(?s)file/run.*choose another folder"):
        write_run(sky[2], sky[1], tmp_path / "file" / "run")
