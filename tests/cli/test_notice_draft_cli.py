"""``dueregard notice new`` and ``check``: every form blank and filled, everything wrong in one answer, advice apart."""

import json
import subprocess
import sys
import tomllib

import pytest
from filers import draft_notice, sound, told

from dueregard.record.forms import FORMS, example, from_toml

USAGE, DATA = 2, 3


@pytest.mark.parametrize("number", ["N1", "K2", "Q5"])
def test_a_blank_form_is_toml_with_comments_and_wants_its_fields(number, tmp_path):
    sound("notice", "new", "--form", number, "--out", "draft.toml", cwd=tmp_path)
    text = (tmp_path / "draft.toml").read_text()
    assert tomllib.loads(text)["format"] == FORMS[number].ABOUT.name
    assert text.count("\n##") > 20
    ended = told("notice", "check", "draft.toml", cwd=tmp_path)
    assert ended.code == DATA
    assert "filed_by: missing; expected the id of an actor" in ended.err


def test_the_first_form_is_the_proximity_notice_and_its_number_may_be_written_in_several_ways(tmp_path):
    first = sound("notice", "new", cwd=tmp_path).out
    for written in ("N1", "n1", "DR-N1"):
        assert sound("notice", "new", "--form", written, cwd=tmp_path).out == first
    ended = told("notice", "new", "--form", "N77", cwd=tmp_path)
    assert ended.code == USAGE
    for number, form in FORMS.items():
        assert f"{number} ({form.ABOUT.title})" in ended.err


def test_an_example_is_a_sound_draft(tmp_path):
    sound("notice", "new", "--example", "--out", "n1.toml", cwd=tmp_path)
    assert from_toml((tmp_path / "n1.toml").read_text()) == example("N1")
    ended = sound("notice", "check", "n1.toml", cwd=tmp_path)
    assert "every field is as the form needs it" in ended.out
    assert "Everybody will see all of it" in ended.out
    assert "It concerns CAS." in ended.out


def test_a_form_is_printed_as_text_too(tmp_path):
    text = sound("notice", "new", "--as", "text", cwd=tmp_path).out
    assert text.startswith("DR-N1/1 proximity-operation notice\n=====")
    assert max(len(line) for line in text.split("\n")) <= 78
    filled = sound("notice", "new", "--as", "text", "--example", cwd=tmp_path).out
    assert "Owner: CAS" in filled
    said = json.loads(sound("notice", "new", "--json", cwd=tmp_path).out)
    assert said["form"] == "DR-N1/1 proximity-operation notice"
    assert said["file"] is None


def test_no_draft_is_written_over(tmp_path):
    (tmp_path / "n1.toml").write_text("mine")
    ended = told("notice", "new", "--out", "n1.toml", cwd=tmp_path)
    assert ended.code == USAGE
    assert (tmp_path / "n1.toml").read_text() == "mine"


def test_everything_wrong_is_named_in_one_answer_and_the_draft_is_kept(tmp_path):
    path = draft_notice(tmp_path, kind='"looking"', least_planned_km="-1.0", language='"english"')
    before = path.read_bytes()
    ended = told("notice", "check", path, cwd=tmp_path)
    assert ended.code == DATA
    for words in ("3 things are not", 'kind: "looking"', "least_planned_km: -1.0", 'language: "english"'):
        assert words in ended.err
    assert path.read_bytes() == before
    said = json.loads(told("notice", "check", path, "--json", cwd=tmp_path).out)
    assert not said["sound"]
    assert {one["pointer"] for one in said["wrong"]} == {"/kind", "/least_planned_km", "/language"}
    assert all(one["found"] and one["expected"] for one in said["wrong"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"filed_by = ", "Invalid value"),
        (b"{", "expected the JSON of one form"),
        (b"", "format: missing"),
        (b"\xff\xfe", "byte 1 is not UTF-8"),
        (b'format = "DR-N1/1 proximity notice"', "did you mean DR-N1/1 proximity-operation notice?"),
    ],
)
def test_what_is_no_draft_is_told(text, said, tmp_path):
    (tmp_path / "draft").write_bytes(text)
    ended = told("notice", "check", "draft", cwd=tmp_path)
    assert ended.code == DATA
    assert said in ended.err
    assert told("notice", "check", "nowhere", cwd=tmp_path).code == DATA


def test_a_draft_is_held_beside_published_practice_which_is_advice_and_never_refusal(tmp_path):
    whole = draft_notice(tmp_path)
    assert (
        "all of its 5 lines are said"
        in sound("notice", "check", whole, "--profile", "iso-24330", cwd=tmp_path).out
    )
    filled = tomllib.loads(whole.read_text())
    bare = {
        name: value
        for name, value in filled.items()
        if name not in ("abort", "phases", "plans", "authorisation")
    }
    (tmp_path / "bare.json").write_text(
        json.dumps(bare, default=lambda at: at.isoformat()).replace("+00:00", "Z")
    )
    ended = sound(
        "notice",
        "check",
        "bare.json",
        "--profile",
        "iso-24330",
        "--profile",
        "japan-2021",
        "--json",
        cwd=tmp_path,
    )
    advice = json.loads(ended.out)["profiles"]
    assert set(advice) == {"iso-24330", "japan-2021"}
    missing = [one for lines in advice.values() for one in lines if not one["said"]]
    assert missing
    assert all(one["advice"] and one["source"] and one["confidence"] for one in missing)
    words = sound("notice", "check", "bare.json", "--profile", "japan-2021", cwd=tmp_path).out
    assert "Advice; nothing has to be" in words


def test_profiles_and_catalogues_that_do_not_fit_are_told(tmp_path):
    path = draft_notice(tmp_path)
    ended = told("notice", "check", path, "--profile", "iso", cwd=tmp_path)
    assert ended.code == USAGE
    assert "iso-24330" in ended.err
    sound("notice", "new", "--form", "D8", "--example", "--out", "d8.toml", cwd=tmp_path)
    for option, value in (("--profile", "iso-24330"), ("--catalogue", "sets.csv")):
        ended = told("notice", "check", "d8.toml", option, value, cwd=tmp_path)
        assert ended.code == USAGE
        assert "form N1" in ended.err
    assert told("notice", "check", path, "--catalogue", "nowhere.csv", cwd=tmp_path).code == DATA


def test_the_states_concerned_are_computed_from_a_catalogue(files, tmp_path):
    """The invented sky of these tests: 24 km behind the approached object flies one of another State."""
    text = sound("notice", "new", "--example", cwd=tmp_path).out
    for old, new in (
        ('owner = "CAS"', 'owner = "BOR"'), ('filed_by = "BOR"', 'filed_by = "CAS"'),
        ("norad_cat_id = 900101", "norad_cat_id = 77"), ("norad_cat_id = 900202", "norad_cat_id = 12"),
        ('responsible_state = "BOR"', 'responsible_state = "CAS"'),
        ("2031-03-01T00:00:00Z", "2031-05-01T00:00:00Z"), ("2031-03-20T00:00:00Z", "2031-05-02T00:00:00Z"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    head, _, tail = text.partition("[[phases]]")
    rest = tail[tail.index("\n[abort]") :] if "\n[abort]" in tail else ""
    (tmp_path / "n1.toml").write_text(head + rest)
    words = (
        "notice", "check", "n1.toml", "--catalogue", files["sets"], "--satcat", files["satcat"], "--owners",
        files["owners"],
    )  # fmt: skip
    ended = sound(*words, "--json", cwd=tmp_path)
    said = json.loads(ended.out)
    actors = {one["actor"]: one["why"] for one in said["concerned"]["recipients"]}
    assert actors == {"BOR": "owner of an approached object", "AUR": "object near the trajectory"}
    assert set(said["audience"]["concerned"]) == {"AUR", "BOR"}
    assert any("SAT-13" in sentence for sentence in said["concerned"]["nobody_to_tell"])
    told = sound(*words, cwd=tmp_path).out
    assert (
        "Aurelia (AUR): object near the trajectory: SAT-11 (from 2031-05-01T00:00Z to 2031-05-02T00:00Z)."
        in told
    )
    assert "Nobody to tell: SAT-13" in told


@pytest.mark.parametrize("sensitivity", ['"sealed"', '"named readers"'])
def test_a_form_that_cannot_be_for_a_few_is_told_so_before_it_is_signed(sensitivity, tmp_path):
    text = sound("notice", "new", "--form", "Q3", "--example", cwd=tmp_path).out
    text = text.replace('sensitivity = "public"', f"sensitivity = {sensitivity}")
    text = text.replace("readers = []", 'readers = ["ELA"]') if "named" in sensitivity else text
    (tmp_path / "q3.toml").write_text(text)
    ended = told("notice", "check", "q3.toml", cwd=tmp_path)
    assert ended.code == DATA
    assert "no rule lets anybody open a seal" in ended.err


def test_an_operator_s_own_steps_load_no_database_and_no_arrays(tmp_path):
    """On a small machine with a slow disk a form has to come at once."""
    draft_notice(tmp_path)
    sound("key", "new", "mer.key", "--no-passphrase", cwd=tmp_path)
    for words in (
        ["notice", "new"],
        ["notice", "check", "n1.toml"],
        ["notice", "sign", "n1.toml", "--key", "mer.key", "--out", "n1.json", "--yes"],
        ["notice", "verify", "n1.json", "--key", "mer.key.pub"],
    ):
        code = (
            f"import sys; sys.argv = ['dueregard', *{words!r}]\n"
            "from dueregard.cli.main import main\n"
            "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
            "print(*[m for m in ('sqlalchemy', 'numpy', 'polars', 'numba') if m in sys.modules], file=sys.stderr)"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert ended.stderr.split("\n")[-2] == "", words
