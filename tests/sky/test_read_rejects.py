"""One invented file per way to be wrong: the wrong record is a reject with its line, its neighbours are kept.

Each file holds the objects 90001, 90002 and 90003; the damage is done to 90002 unless its name says otherwise.
"""

import random
from collections import Counter
from pathlib import Path

import pytest
from element_writing import as_2le, as_3le, invented, two_lines

from dueregard.sky.read import read_elements

FIXTURES = Path(__file__).parent / "fixtures" / "elements"
ALL = [90001, 90002, 90003]
OTHERS = [90001, 90003]

WAYS = {
    "alpha5_with_i.tle": (OTHERS, [("not_a_number", 5)]),
    "another_message.kvn": (OTHERS, [("not_an_omm", 25)]),
    "array_not_closed.json": (ALL, [("truncated", 4)]),
    "below_the_surface.tle": (OTHERS, [("impossible_element", 5)]),
    "catalogue_number_zero.tle": (OTHERS, [("not_a_number", 5)]),
    "centre_moon.xml": (OTHERS, [("center_name", 26)]),
    "checksum_line1.tle": (OTHERS, [("checksum", 5)]),
    "checksum_line2.tle": (OTHERS, [("checksum", 6)]),
    "comma_in_a_name.csv": (OTHERS, [("layout", 3)]),
    "commented_out.xml": (OTHERS, []),
    "cut_record.json": (OTHERS, [("layout", 3)]),
    "day_366_of_a_common_year.tle": (OTHERS, [("impossible_element", 5)]),
    "day_367.tle": (OTHERS, [("impossible_element", 5)]),
    "duplicate.tle": (ALL, [("duplicate", 8)]),
    "duplicate_with_other_elements.tle": (ALL, [("duplicate", 8)]),
    "eccentricity_1.csv": (OTHERS, [("impossible_element", 3)]),
    "eccentricity_negative.csv": (OTHERS, [("impossible_element", 3)]),
    "entity.xml": (OTHERS, [("layout", 26)]),
    "ephemeris_type_4.csv": (OTHERS, [("theory", 3)]),
    "ephemeris_type_4.tle": (OTHERS, [("theory", 5)]),
    "epoch_1956.csv": (OTHERS, [("impossible_element", 3)]),
    "epoch_2101.csv": (OTHERS, [("impossible_element", 3)]),
    "epoch_30_february.csv": (OTHERS, [("not_a_number", 3)]),
    "epoch_with_zone.csv": (OTHERS, [("not_a_number", 3)]),
    "file_ends_in_a_message.xml": ([90001, 90002], [("truncated", 49)]),
    "first_seen_in_words.tsv": (OTHERS, [("not_a_number", 3)]),
    "frame_gcrf.xml": (OTHERS, [("ref_frame", 26)]),
    "given_twice.kvn": (OTHERS, [("contradiction", 37)]),
    "given_twice.xml": (OTHERS, [("contradiction", 26)]),
    "goes_on_after_column_69.tle": (OTHERS, [("layout", 5)]),
    "inclination_190.tle": (OTHERS, [("impossible_element", 5)]),
    "inclination_minus_1.csv": (OTHERS, [("impossible_element", 3)]),
    "infinite.csv": (OTHERS, [("impossible_element", 3)]),
    "keyword_missing.kvn": (OTHERS, [("missing_keyword", 25)]),
    "line1_missing.tle": (OTHERS, [("line1_missing", 5)]),
    "line2_missing.tle": (OTHERS, [("line2_missing", 5)]),
    "line2_missing.tsv": (OTHERS, [("truncated", 3)]),
    "line_given_twice.tle": (ALL, [("line2_missing", 5)]),
    "line_number.tle": (OTHERS, [("line_number", 5)]),
    "lines_swapped.tsv": (OTHERS, [("line_number", 3)]),
    "mean_motion_21.tle": (OTHERS, [("impossible_element", 5)]),
    "mean_motion_zero.tle": (OTHERS, [("impossible_element", 5)]),
    "ndm_not_closed.xml": (ALL, [("truncated", 71)]),
    "no_check_digit.tle": (OTHERS, [("truncated", 5)]),
    "no_frame.xml": (OTHERS, [("missing_keyword", 26)]),
    "no_number.csv": (OTHERS, [("missing_keyword", 3)]),
    "no_record.json": (OTHERS, [("layout", 3)]),
    "no_tle_parameters.json": (OTHERS, [("missing_keyword", 3)]),
    "not_a_number.kvn": (OTHERS, [("not_a_number", 25)]),
    "not_a_number.tle": (OTHERS, [("not_a_number", 5)]),
    "not_finite.csv": (OTHERS, [("impossible_element", 3)]),
    "not_keyword_value.kvn": (OTHERS, [("layout", 36)]),
    "number_beside_lines_differs.json": (OTHERS, [("mismatch", 3)]),
    "number_beside_lines_differs.tsv": (OTHERS, [("mismatch", 3)]),
    "number_not_whole.csv": (OTHERS, [("not_a_number", 3)]),
    "open_quote.csv": (OTHERS, [("layout", 3)]),
    "other_object_in_line2.tle": (OTHERS, [("mismatch", 5)]),
    "sound.tle": (ALL, []),
    "stray_line.tle": (ALL, [("not_an_element_line", 4), ("not_an_element_line", 5)]),
    "theory_dsst.xml": (OTHERS, [("theory", 26)]),
    "theory_sgp4_xp.kvn": (OTHERS, [("theory", 25)]),
    "time_tai.xml": (OTHERS, [("time_system", 26)]),
    "truncated_line1.tle": (OTHERS, [("truncated", 5)]),
    "truncated_line2.tle": (OTHERS, [("truncated", 6)]),
    "truncated_row.csv": (OTHERS, [("truncated", 3)]),
    "two_values.json": (OTHERS, [("contradiction", 3)]),
    "unclosed_element.xml": (OTHERS, [("layout", 26)]),
    "unclosed_message.xml": (OTHERS, [("truncated", 26)]),
    "unclosed_record.json": (OTHERS, [("layout", 3)]),
    "version_line_lost.kvn": (OTHERS, [("missing_keyword", 30)]),
}


def test_every_fixture_has_its_expectation():
    assert {path.name for path in FIXTURES.iterdir()} == set(WAYS)


@pytest.mark.parametrize("name", WAYS)
def test_each_way_to_be_wrong_is_a_reject_with_its_line_and_the_rest_is_kept(name):
    kept, expected = WAYS[name]
    table, rejects = read_elements(FIXTURES / name)
    assert table["norad_cat_id"].to_list() == kept
    assert [(reject.reason, reject.line) for reject in rejects] == expected
    for reject in rejects:
        assert reject.file == name
        assert reject.what
        assert reject.expected
        assert reject.do
        assert reject.norad_cat_id in (None, 90002)


def test_rejects_quote_what_was_found():
    def first(name):
        return read_elements(FIXTURES / name).rejects[0].what

    assert "REF_FRAME is 'GCRF'" in first("frame_gcrf.xml")
    assert "INCLINATION is 'steep'" in first("not_a_number.kvn")
    assert "eccentricity is -0.001" in first("eccentricity_negative.csv")
    assert "line 1 is of object 90002, line 2 of object 90003" in first("other_object_in_line2.tle")
    assert "mean motion cannot be read" in first("not_a_number.tle")
    assert "with the same elements" in first("duplicate.tle")
    assert "with different ra_of_asc_node_deg" in first("duplicate_with_other_elements.tle")


def test_of_two_records_at_one_epoch_the_first_is_kept(tmp_path):
    first, other = invented(7, 5), invented(7, 5) | {"node_e4": 1}
    (tmp_path / "a").write_text(as_3le([first]))
    (tmp_path / "b").write_text(as_3le([other, invented(7, 6)]))
    table, rejects = read_elements([tmp_path / "a", tmp_path / "b"])
    assert table["ra_of_asc_node_deg"].to_list()[0] == first["node_e4"] / 1e4
    assert [(r.file, r.line, r.reason) for r in rejects] == [("b", 2, "duplicate")]
    assert "stands already in a, line 2" in rejects[0].what


def test_wrapped_angles_are_kept_as_they_are(tmp_path):
    text = (FIXTURES / "not_a_number.kvn").read_text().replace("steep", "51.7000")
    node = next(line for line in text.splitlines() if line.startswith("RA_OF_ASC_NODE"))
    path = tmp_path / "sets"
    path.write_text(text.replace(node, "RA_OF_ASC_NODE = -725.5"))
    table, rejects = read_elements(path)
    assert table["ra_of_asc_node_deg"].to_list()[0] == -725.5
    assert rejects == ()


def test_a_control_character_in_a_name_cannot_steer_a_terminal(tmp_path):
    path = tmp_path / "sets"
    path.write_text(as_3le([invented(7, 5) | {"name": "FELT \x1b]0;x"}]))
    assert read_elements(path).values["object_name"].to_list() == ["FELT \\x1b]0;x"]


def test_17916_bad_checksums_among_19135_sets_are_each_counted_with_their_line(tmp_path):
    """Such a file exists in the wild; the 1,219 sound sets of it are kept."""
    count, broken = 19_135, 17_916
    chosen = set(random.Random(3).sample(range(count), broken))
    lines = []
    expected = Counter()
    for i in range(count):
        one, two = two_lines(invented(5, 1000 + i))
        if i in chosen and i % 2:
            one = one[:68] + str((int(one[68]) + 1 + i % 9) % 10)
        elif i in chosen:
            two = two[:68] + str((int(two[68]) + 1 + i % 9) % 10)
        if i in chosen:
            expected[2 * i + 1 + (1 - i % 2), 1000 + i] += 1
        lines += [one, two]
    path = tmp_path / "sets"
    path.write_text("\n".join(lines) + "\n")
    table, rejects = read_elements(path)
    assert table["norad_cat_id"].to_list() == [1000 + i for i in range(count) if i not in chosen]
    assert table.height == 1_219
    assert len(rejects) == broken
    assert {r.reason for r in rejects} == {"checksum"}
    assert Counter((r.line, r.norad_cat_id) for r in rejects) == expected
    assert [r.line for r in rejects] == sorted(r.line for r in rejects)


def test_every_single_wrong_character_is_noticed_by_the_check_digit_or_the_layout(tmp_path):
    """A digit changed to another digit anywhere in a line never gives a different set."""
    sets = [invented(7, 100 + i) for i in range(138)]
    sound = {s["number"]: as_2le([s]) for s in sets}
    lines = []
    for i, text in enumerate(sound.values()):
        one, two = text.splitlines()
        at, line = i % 69, one if i < 69 else two
        changed = line[:at] + ("5" if line[at] != "5" else "6") + line[at + 1 :]
        lines += [changed, two] if i < 69 else [one, changed]
    path = tmp_path / "sets"
    path.write_text("\n".join([as_2le([invented(1, 7)]), *lines, as_2le([invented(1, 8)])]))
    table, rejects = read_elements(path)
    assert table["norad_cat_id"].to_list() == [7, 8]
    assert len(rejects) >= len(sets)
