"""Criteria are data: what is shipped, what a user's own file may say, and what is refused with which words."""

import csv
import os
import re
from pathlib import Path

import pytest

from dueregard.assess.sentence import criterion_sentence
from dueregard.knowledge.criteria import criteria_from_text, question, read_criteria, reference_criteria
from dueregard.knowledge.criterion_form import CRITERION_FIELDS, criterion_from, criterion_to_dict
from dueregard.model.criterion import LongitudeBand, RtnBox, Sphere
from dueregard.model.errors import DataError, UsageError

REPOSITORY = Path(__file__).parents[2]
DOC = (REPOSITORY / "docs" / "criteria.md").read_text(encoding="utf-8")

# Which rows of the published thresholds each reference criterion stands for.
ROWS_OF = {
    "crewed-watch-2001": ("iss-odqn2001",),
    "crewed-detection-2010": ("hsf-detect",),
    "crewed-notification": ("hsf-notify", "iss-odqn2001"),
    "iss-box-2011": ("iss-pizza",),
    "iss-box-nasa-book": ("iss-pizza",),
    "imaging-10km-2023": ("cn-gssap10",),
    "keep-out-700km-2023": ("koz-700",),
    "self-defence-zones-1980s": ("chow-sdz",),
    "co-orbital-count-2017": ("chow-stalk",),
    "approach-zone-confers": ("confers-az",),
    "faa-417-launch-separation": ("faa-417",),
    "faa-437-launch-separation": ("faa-437",),
    "esa-probability-2019": ("esa-pc",),
    "spacex-probability": ("spacex-pc",),
}
# A region of space and an argument: verified, but no criteria.
NO_CRITERIA = {"iadc-geo", "no-min-dist"}

OWN = """
[[criterion]]
id = "example"
title = "An example"
author = "Institute of Invented Affairs"
standing = "proposal"
purpose = "security"
source = "Working paper 7"
verified = "fictional"
region = "GEO"
object_class = "payload"
zone = { shape = "longitude band", half_width_deg = 0.1 }
dwell_s = 3600
valid_from = 2030-01-01T00:00:00Z
"""


def test_no_reference_criterion_speaks_for_a_state():
    for c in reference_criteria():
        assert c.standing not in ("declared distance", "commitment", "question of this run"), c.id
        assert c.protects == "", c.id
        assert c.verified in ("yes", "secondary"), c.id
        assert c.source, c.id


def test_boxes_are_half_widths():
    zones = {c.id: c.zone for c in reference_criteria()}
    assert zones["crewed-watch-2001"] == RtnBox(20, 40, 40)  # 40 x 80 x 80 km in full
    assert zones["crewed-detection-2010"] == RtnBox(10, 40, 40)
    assert zones["crewed-notification"] == RtnBox(2, 25, 25)  # 4 x 50 x 50 km in full
    assert zones["iss-box-2011"] == RtnBox(0.75, 25, 25)  # 1.5 x 50 x 50 km in full
    assert zones["iss-box-nasa-book"] == RtnBox(0.5, 25, 25)


def test_the_three_radial_widths_of_the_station_box_stand_beside_each_other_with_date_and_source():
    boxes = [
        c
        for c in reference_criteria()
        if c.id in ("crewed-notification", "iss-box-2011", "iss-box-nasa-book")
    ]
    assert sorted(c.zone.radial_km for c in boxes) == [0.5, 0.75, 2.0]
    for c in boxes:
        assert c.year
        assert c.source
        others = {"crewed-notification", "iss-box-2011", "iss-box-nasa-book"} - {c.id}
        assert all(other in c.note for other in others), f"{c.id} does not name the other published values"


def test_only_what_elements_can_answer_is_measured():
    measured = {c.id for c in reference_criteria() if c.measured}
    assert measured == {
        "crewed-watch-2001",
        "crewed-detection-2010",
        "crewed-notification",
        "iss-box-2011",
        "iss-box-nasa-book",
        "imaging-10km-2023",
    }
    for c in reference_criteria():
        assert c.measured or c.why_not_measured.endswith("."), c.id


def test_no_reference_text_gives_a_stay_or_a_speed_so_none_is_invented():
    assert {c.dwell_s for c in reference_criteria()} == {0.0}
    assert {c.max_relative_speed_km_s for c in reference_criteria()} == {0.0}


def test_reference_criteria_agree_with_the_published_thresholds():
    data = Path(os.environ.get("DUEREGARD_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    path = data.parent / "facts" / "thresholds.csv"
    if not path.exists():
        pytest.skip("the table of published thresholds is not beside this repository")
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert {c.id for c in reference_criteria()} == set(ROWS_OF)
    usable = {name for name, row in rows.items() if row["verified"] in ("yes", "secondary")}
    assert {name for names in ROWS_OF.values() for name in names} == usable - NO_CRITERIA
    for c in reference_criteria():
        named = [rows[name] for name in ROWS_OF[c.id]]
        assert {row["verified"] for row in named} == {c.verified}, c.id
        # Every length is one of the row's numbers, or half of one where the row gives full widths.
        numbers = {
            float(n) for row in named for n in re.findall(r"\d+(?:\.\d+)?", row["value"] + " " + row["pin"])
        }
        lengths = [getattr(c.zone, f) for f in c.zone.__slots__] if c.zone else []
        assert all(x in numbers or 2 * x in numbers for x in lengths), (c.id, lengths, sorted(numbers))


def test_every_reference_criterion_has_a_heading_and_its_sentence_in_the_documentation():
    words = " ".join(DOC.split())
    for c in reference_criteria():
        assert f"### {c.id}\n" in DOC
        assert " ".join(criterion_sentence(c).split()) in words, c.id
        assert c.note in words, c.id


def test_the_documented_form_is_the_form():
    example = re.search(r"```toml\n(.*?)```", DOC, re.DOTALL)
    assert example
    (criterion,) = criteria_from_text(example[1], "docs/criteria.md")
    assert criterion.zone == Sphere(30)
    table = DOC[DOC.index("| field |") : DOC.index("A file with a mistake")]
    missing = [f.name for f in CRITERION_FIELDS if f"`{f.name}`" not in table and f.name != "objects"]
    assert missing == []


def test_a_users_own_file_is_read(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("\ufeff" + OWN, encoding="utf-8")  # editors on Windows put a byte order mark first
    (criterion,) = read_criteria(path)
    assert criterion.zone == LongitudeBand(0.1)
    assert criterion.dwell_s == 3600.0
    assert criterion.valid_from.isoformat() == "2030-01-01T00:00:00+00:00"


def test_every_criterion_survives_its_table_and_back():
    for c in (*reference_criteria(), question(12.5, 0.5, max_relative_speed_km_s=0.015)):
        assert criterion_from(criterion_to_dict(c)) == (c, ())


def test_every_wrong_field_is_named_at_once(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        OWN.replace('purpose = "security"', 'purpose = "revenge"')
        .replace("dwell_s = 3600", 'dwell_s = "an hour"')
        .replace("half_width_deg = 0.1", "half_width_deg = -1")
        .replace('title = "An example"', 'titel = "An example"')
        + OWN,
        encoding="utf-8",
    )
    with pytest.raises(DataError) as error:
        read_criteria(path)
    text = str(error.value)
    assert "own.toml: 5 mistakes" in text
    for said in (
        "criterion 1 (example): purpose: 'revenge'; expected one of safety, security",
        "criterion 1 (example): dwell_s: 'an hour'; expected a number of 0 or more",
        "criterion 1 (example): zone.half_width_deg: -1; expected a number above 0",
        "criterion 1 (example): title: missing; expected a text, not empty",
        "titel: there is no such field",
        "(did you mean title?)",
    ):
        assert said in text
    assert error.value.exit_code == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("half_width_deg = 0.1", "half_width_deg = nan", "zone.half_width_deg: nan"),
        ("half_width_deg = 0.1", "half_width_deg = true", "zone.half_width_deg: True"),
        ("half_width_deg = 0.1", "half_width_deg = 400", "at most 180"),
        ('shape = "longitude band"', 'shape = "cube"', "one of sphere, box, longitude band"),
        ('region = "GEO"', 'region = "LEO"', "GEO, where a longitude band has a meaning"),
        ('object_class = "payload"', 'object_class = "named"', "objects: missing"),
        ('object_class = "payload"', 'object_class = "payload"\nobjects = [1]', "objects: given"),
        ('object_class = "payload"', 'object_class = "not in the catalogue"', "measured: true"),
        ("dwell_s = 3600", "measured = false", "why_not_measured: missing"),
        ("dwell_s = 3600", 'why_not_measured = "so"', "why_not_measured: given"),
        ("dwell_s = 3600", "valid_to = 2029-01-01T00:00:00Z", "a time after valid_from"),
        ("2030-01-01T00:00:00Z", "2030-01-01T00:00:00", "a time in UTC"),
        ('zone = { shape = "longitude band", half_width_deg = 0.1 }', "", "zone: missing"),
        ('standing = "proposal"', 'standing = "declared distance"', "filed in a record"),
        ('standing = "proposal"', 'standing = "commitment"', "filed in a record"),
        ("[[criterion]]", "[criterion]", "is not a list"),
        ("[[criterion]]", "[[criteria]]", "unknown at the top of the file: criteria"),
        ("[[criterion]]", "[[criterion", "not TOML"),
    ],
)
def test_a_mistake_is_refused_in_words(old, new, said):
    assert old in OWN
    with pytest.raises(DataError, match=re.escape(said)):
        criteria_from_text(OWN.replace(old, new), "own.toml")


def test_two_criteria_cannot_share_an_id():
    with pytest.raises(DataError, match=r"criterion 2 .*also the id of criterion 1"):
        criteria_from_text(OWN + OWN, "own.toml")


@pytest.mark.parametrize("content", [b"", b"# only a comment\n", b"%PDF-1.7\n\xff\xfe", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_file_of_criteria_is_a_clear_error(tmp_path, content):
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"own\.toml"):
        read_criteria(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_criteria(tmp_path / "absent.toml")


def test_the_question_of_this_run_belongs_to_nobody_else():
    c = question()
    assert (c.zone, c.dwell_s) == (Sphere(50.0), 6 * 3600.0)
    assert (c.standing, c.author, c.verified) == ("question of this run", "this run", "own")
    assert (c.purpose, c.pairs, c.region, c.measured) == ("security", "foreign", "any", True)


def test_different_questions_have_different_ids():
    asked = [
        question(),
        question(20),
        question(20.5),
        question(50, 12),
        question(region="GEO"),
        question(object_class="payload"),
        question(pairs="all"),
        question(max_relative_speed_km_s=0.015),
    ]
    assert len({c.id for c in asked}) == len(asked)
    assert question(50, 6).id == question(50.0, 6.0).id


@pytest.mark.parametrize(
    ("within_km", "hours"), [(0, 6), (-1, 6), (float("nan"), 6), (50, -1), (50, float("inf"))]
)
def test_a_question_without_meaning_is_a_usage_error(within_km, hours):
    with pytest.raises(UsageError):
        question(within_km, hours)
