"""Every way a trajectory message can be wrong: what was found, where, and the rest is kept."""

import random

import numpy as np
import pytest
from oem_writing import about, grid, kvn, message, metadata, state_lines, truth, written, xml

from dueregard.model.errors import DataError
from dueregard.sky.oem import read_oem
from dueregard.sky.read import read_elements

EPOCHS = grid("low", 2)
R, V = truth("low", EPOCHS)
STATES = state_lines(EPOCHS, R, V)
FIRST = 17  # the line of the first state in a message of one segment: 3 of header, 11 of metadata, 2 empty


def read(tmp_path, text: str):
    path = tmp_path / "plan.oem"
    path.write_text(text)
    return read_oem(path)


def with_states(states: list[str], **more: str | None) -> str:
    return kvn((metadata(EPOCHS, **more), states))


def changed(k: int, line: str) -> list[str]:
    return [*STATES[:k], line, *STATES[k + 1 :]]


def test_the_lines_are_counted_as_an_editor_does(tmp_path):
    assert with_states(STATES).split("\n")[FIRST - 1] == STATES[0]


@pytest.mark.parametrize(
    ("states", "reason", "line"),
    [
        (changed(40, STATES[40].replace(".", ",")), "epoch", FIRST + 40),
        (changed(40, " ".join(STATES[40].split()[:5])), "layout", FIRST + 40),
        (changed(40, STATES[40] + " 1"), "layout", FIRST + 40),
        (changed(40, STATES[40][:27] + "nan" + STATES[40][40:]), "layout", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} inf 0 0 0 0 0"), "layout", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 1_000 7000 0 0 0 7"), "layout", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 1e400 7000 0 0 0 7"), "layout", FIRST + 40),
        (changed(40, STATES[40].replace("T", " ", 1)), "layout", FIRST + 40),
        (changed(40, "17/04/2025 " + " ".join(STATES[40].split()[1:])), "epoch", FIRST + 40),
        (changed(40, "MANOEUVRE = 1"), "layout", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 7000000 0 0 0 7500 0"), "impossible_state", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 6000 0 0 0 7.5 0"), "impossible_state", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 7000 0 0 0 75 0"), "impossible_state", FIRST + 40),
        (changed(40, f"{written(EPOCHS[40])} 1e300 0 0 0 1e200 0"), "impossible_state", FIRST + 40),
        (changed(40, "2035" + STATES[40][4:]), "contradiction", FIRST + 40),
        ([*STATES[:41], STATES[40], *STATES[41:]], "duplicate", FIRST + 41),
        ([*STATES[:41], STATES[40][:-1] + "9", *STATES[41:]], "duplicate", FIRST + 41),
        ([*STATES[:40], STATES[41], STATES[40], *STATES[42:]], "order", FIRST + 41),
    ],
)  # fmt: skip
def test_a_bad_line_is_listed_and_costs_only_itself(tmp_path, states, reason, line):
    (found,), rejects = read(tmp_path, with_states(states))
    assert [(r.reason, r.line, r.file) for r in rejects] == [(reason, line, "plan.oem")]
    assert rejects[0].what
    assert rejects[0].expected
    assert rejects[0].do
    (segment,) = found.segments
    assert 120 <= len(segment.epochs_us) <= 121
    assert found.interpolation_error_km < 0.1


@pytest.mark.parametrize(
    ("more", "reason", "word"),
    [
        ({"OBJECT_ID": None}, "missing_keyword", "OBJECT_ID"),
        ({"STOP_TIME": None}, "missing_keyword", "STOP_TIME"),
        ({"REF_FRAME": ""}, "missing_keyword", "REF_FRAME"),
        ({"CENTER_NAME": "MARS BARYCENTER"}, "not_supported", "MARS"),
        ({"CENTER_NAME": "EARTH_BARYCENTER"}, "not_supported", "BARYCENTER"),
        ({"REF_FRAME": "TOD"}, "not_supported", "TOD"),
        ({"REF_FRAME": "RTN"}, "not_supported", "RTN"),
        ({"REF_FRAME": "TEMEOFEPOCH"}, "missing_keyword", "epoch"),
        ({"TIME_SYSTEM": "TCB"}, "not_supported", "TCB"),
        ({"START_TIME": "yesterday"}, "epoch", "yesterday"),
        ({"USEABLE_STOP_TIME": "2025-04-17T06:00:00"}, "contradiction", "span"),
        ({"START_TIME": "2026-01-01T00:00:00", "STOP_TIME": "2026-01-02T00:00:00"}, "contradiction", "121"),
    ],
)
def test_a_segment_that_cannot_be_used_is_listed_and_the_others_are_kept(tmp_path, more, reason, word):
    sound = grid("low", 4)[121:]
    good = metadata(sound), state_lines(sound, *truth("low", sound))
    with pytest.raises(DataError, match=word) as caught:
        read(tmp_path, with_states(STATES, **more))
    assert "no segment can be used" in caught.value.what
    assert caught.value.do
    (found,), rejects = read(tmp_path, kvn((metadata(EPOCHS, **more), STATES), good))
    assert len(found.segments) == 1
    assert reason in [r.reason for r in rejects]
    assert any(word in r.what for r in rejects)


def test_a_keyword_said_twice_in_two_ways_costs_its_segment(tmp_path):
    text = with_states(STATES).replace("REF_FRAME = TEME", "REF_FRAME = TEME\nREF_FRAME = GCRF")
    with pytest.raises(DataError, match="2 contradiction"):
        read(tmp_path, text)
    text = with_states(STATES).replace("REF_FRAME = TEME", "REF_FRAME = TEME\nREF_FRAME = TEME")
    assert read(tmp_path, text).rejects == ()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"INTERPOLATION": "CHEBYSHEV"}, "not_supported"),
        ({"INTERPOLATION_DEGREE": "many"}, "layout"),
        ({"INTERPOLATION_DEGREE": None}, "layout"),
        ({"USABLE_START_TIME": written(EPOCHS[5])}, "layout"),
    ],
)
def test_a_word_that_is_not_needed_is_listed_and_costs_nothing_else(tmp_path, more, reason):
    (found,), rejects = read(tmp_path, with_states(STATES, **more))
    assert [r.reason for r in rejects] == [reason]
    assert len(found.segments[0].epochs_us) == 121


def test_velocities_that_are_not_of_the_frame_cost_the_segment(tmp_path):
    """Earth-fixed positions with inertial velocities, the commonest mistake there is; and metres for kilometres."""
    turn = about(2, 7.292e-5 * (EPOCHS - EPOCHS[0]) / 1e6)
    fixed = state_lines(EPOCHS, np.einsum("nij,nj->ni", turn, R), np.einsum("nij,nj->ni", turn, V))
    with pytest.raises(DataError, match="velocities that miss"):
        read(tmp_path, with_states(fixed, REF_FRAME="ITRF2014"))
    slow = state_lines(EPOCHS, R, V / 1000)
    with pytest.raises(DataError, match="velocities that miss"):
        read(tmp_path, with_states(slow))


def test_a_frame_that_the_states_are_not_in_shows_in_their_motion(tmp_path):
    """Inertial states called Earth-fixed hang together, but do not fall as gravity has it."""
    (found,), _ = read(tmp_path, with_states(STATES, REF_FRAME="ITRF2014"))
    assert any("is not what the states are in" in note for note in found.notes)
    (found,), _ = read(tmp_path, with_states(STATES))
    assert not any("gravity" in note for note in found.notes)


def test_holes_are_not_joined_and_are_said(tmp_path):
    states = STATES[:40] + STATES[70:]
    (found,), rejects = read(tmp_path, with_states(states))
    assert [(r.reason, r.line) for r in rejects] == [("gap", FIRST + 39)]
    assert "1,860 s" in rejects[0].what
    assert [len(s.epochs_us) for s in found.segments] == [40, 51]
    assert found.segments[0].useable_stop_us == EPOCHS[39]
    assert found.segments[1].useable_start_us == EPOCHS[70]


def test_a_path_whose_states_are_too_far_apart_is_no_path(tmp_path):
    epochs = grid("low", 24)[::30]
    text = kvn((metadata(epochs), state_lines(epochs, *truth("low", epochs))))
    with pytest.raises(DataError, match="48 intervals too long to join, one of 1,800 s") as caught:
        read(tmp_path, text)
    assert "48 states" in caught.value.what or "49 states" in caught.value.what


def test_a_path_is_cut_at_a_leap_second(tmp_path):
    text = with_states(STATES)
    for k, at in enumerate(EPOCHS):  # 23:30 to 01:30 over the end of 2016
        text = text.replace(
            written(at), written(np.datetime64("2016-12-31T23:30", "us").astype(int) + k * 60 * 10**6)
        )
    (found,), rejects = read(tmp_path, text)
    assert [len(s.epochs_us) for s in found.segments] == [30, 91]
    assert [r.reason for r in rejects] == ["leap_second"]
    assert "2017-01-01" in rejects[0].what


def test_states_that_end_early_are_said(tmp_path):
    (_,), rejects = read(tmp_path, with_states(STATES[:60]))
    assert [r.reason for r in rejects] == ["truncated"]
    assert written(EPOCHS[59])[:19] in rejects[0].what
    assert written(EPOCHS[-1])[:19] in rejects[0].what


def test_overlapping_useable_spans_contradict_each_other(tmp_path):
    late = EPOCHS[100:]
    text = kvn((metadata(EPOCHS), STATES), (metadata(late), STATES[100:]))
    (found,), rejects = read(tmp_path, text)
    assert len(found.segments) == 1
    assert rejects[0].reason == "contradiction"
    assert "overlaps" in rejects[0].what
    shared = kvn((metadata(EPOCHS[:61]), STATES[:61]), (metadata(EPOCHS[60:]), STATES[60:]))
    assert read(tmp_path, shared).rejects == ()


def test_one_message_has_one_time_system(tmp_path):
    early, late = EPOCHS[:61], EPOCHS[60:]
    text = kvn((metadata(early), STATES[:61]), (metadata(late, TIME_SYSTEM="TT"), STATES[60:]))
    (found,), rejects = read(tmp_path, text)
    assert len(found.segments) == 1
    assert [r.reason for r in rejects] == ["contradiction"]


def test_sections_that_are_not_closed_are_said(tmp_path):
    (_,), rejects = read(tmp_path, with_states([*STATES, "COVARIANCE_START", "EPOCH = 2025-04-17T06:30:00"]))
    assert [r.reason for r in rejects] == ["truncated"]
    with pytest.raises(DataError, match="not closed"):
        read(tmp_path, with_states(STATES).partition("META_STOP")[0])
    (_,), rejects = read(
        tmp_path, with_states(STATES).replace("META_STOP\n", "", 1) + kvn((metadata(EPOCHS), STATES))
    )
    assert {r.reason for r in rejects} >= {"layout"}
    assert len(rejects) >= 121  # states without their section are each named


def test_xml_that_is_cut_off_keeps_what_stands_before(tmp_path):
    text = xml((metadata(EPOCHS), STATES))
    cut = text[: text.index(STATES[80].split()[0]) + 5]
    (found,), rejects = read(tmp_path, cut)
    assert len(found.segments[0].epochs_us) == 80
    assert [r.reason for r in rejects] == ["truncated", "truncated"]
    assert any("not well-formed" in r.what for r in rejects)


@pytest.mark.parametrize("encoding", ["NONE-SUCH", "shift_jis"])
def test_an_encoding_that_cannot_be_read_is_said(tmp_path, encoding):
    with pytest.raises(DataError, match="encoding"):
        read(tmp_path, xml((metadata(EPOCHS), STATES)).replace("UTF-8", encoding, 1))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (f"<X>{R[40, 0]:.9f}</X>", ""),
        (f"<X>{R[40, 0]:.9f}</X>", f'<X units="m">{R[40, 0]:.9f}</X>'),
        (f"<X>{R[40, 0]:.9f}</X>", f"<X>{R[40, 0]:.9f}</X><X>0</X>"),
        (f"<X>{R[40, 0]:.9f}</X>", "<X>1 2</X>"),
    ],
)
def test_a_bad_state_in_xml_costs_only_itself(tmp_path, was, now):
    text = xml((metadata(EPOCHS), STATES))
    (found,), rejects = read(tmp_path, text.replace(was, now))
    assert [(r.reason, r.line) for r in rejects] == [("layout", 7 + 40)]
    assert len(found.segments[0].epochs_us) == 120
    assert read(tmp_path, text.replace("<X>", '<X units="km">')).rejects == ()


@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE oem SYSTEM "file:///etc/hostname">', '<!DOCTYPE o [<!ENTITY a "b">]>']
)
def test_document_types_and_entities_are_refused(tmp_path, declared):
    text = xml((metadata(EPOCHS), STATES)).replace("<oem", f"{declared}\n<oem", 1)
    with pytest.raises(DataError, match="document type"):
        read(tmp_path, text)


def test_many_bad_states_are_counted_and_not_all_named(tmp_path):
    epochs = np.arange(EPOCHS[0], EPOCHS[-1], 5_000_000)
    states = state_lines(epochs, *truth("low", epochs))
    wrong = [line.split()[0] + " 1 2 3 4 5 6" for line in states[:1200]]
    (_,), rejects = read(tmp_path, with_states([*wrong, *states[1200:]]))
    assert [r.reason for r in rejects].count("impossible_state") == 1001
    assert any("199 more" in r.what for r in rejects)
    (_,), rejects = read(tmp_path, with_states([*states, *states[:-1]]))
    assert [r.reason for r in rejects].count("order") == 1001
    with pytest.raises(DataError, match=r"more than 100,000 lines cannot be used"):
        read(tmp_path, with_states(["0"] * 100_001))


def test_nesting_and_values_without_end_are_refused(tmp_path):
    with pytest.raises(DataError, match="nested"):
        read(tmp_path, "<oem>" + "<a>" * 100)
    with pytest.raises(DataError, match="characters"):
        read(tmp_path, "<oem><COMMENT>" + "x" * 100_000)
    path = tmp_path / "plan.oem"
    path.write_text(message("low", 2))
    with pytest.raises(DataError, match="after decompression"):
        read_oem(path, limit_bytes=1000)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("CCSDS_OMM_VERS = 2.0\nOBJECT_NAME = A\nMEAN_MOTION = 15\n", "element sets"),
        ("CCSDS_CDM_VERS = 1.0\n", "CCSDS_CDM_VERS"),
        ("<?xml version='1.0'?><omm></omm>", "element sets"),
        ("<html><body>no</body></html>", "begins with"),
        ("%PDF-1.7", "a PDF"),
        ("\n\n# nothing\n", "nothing but"),
        ("1, 2, 3\n", "begins with '1, 2, 3'"),
        ("TIME_SYSTEM = UTC\nMETA_STOP\n", "begins with 'TIME_SYSTEM"),
    ],
)
def test_what_is_no_trajectory_is_named(tmp_path, text, what):
    with pytest.raises(DataError, match="not a trajectory") as caught:
        read(tmp_path, text)
    assert what in caught.value.what
    assert "CCSDS_OEM_VERS" in caught.value.expected


@pytest.mark.parametrize("wrap", ["{}", "<?xml version='1.0'?><ndm>{}</ndm>"])
def test_a_trajectory_given_as_element_sets_says_what_to_do(tmp_path, wrap):
    text = (
        message("low", 2) if wrap == "{}" else wrap.format(xml((metadata(EPOCHS), STATES)).partition("?>")[2])
    )
    for body in (text, xml((metadata(EPOCHS), STATES))):
        path = tmp_path / "plan.oem"
        path.write_text(body)
        with pytest.raises(DataError, match="stated trajectory") as caught:
            read_elements(path)
        assert "--trajectory" in caught.value.do


@pytest.mark.parametrize("seed", range(3))
def test_damage_of_any_kind_is_rejected_or_refused_and_nothing_else(tmp_path, seed):
    """A few hundred messages cut, doubled and scribbled into; warnings are errors in these tests."""
    r = random.Random(seed)
    hour = EPOCHS[::2][:31]
    states = STATES[::2][:31]
    sound = (
        kvn((metadata(hour, REF_FRAME="GCRF", TIME_SYSTEM="TAI"), states), (metadata(hour), states)),
        xml((metadata(hour, REF_FRAME="ITRF", TIME_SYSTEM="TDB"), states)),
    )
    scribbles = (
        "1e300",
        "nan",
        "=",
        "\n",
        "META_START\n",
        "COVARIANCE_START\n",
        "</data>",
        "<ndm>",
        "\0",
        "é",
        "<!--",
    )
    for _ in range(120):
        text = r.choice(sound)
        for _ in range(r.randrange(1, 5)):
            at, length = r.randrange(len(text)), r.choice([0, 1, 20, 200])
            copied = r.randrange(len(text))
            text = r.choice((
                text[:at] + r.choice(scribbles) + text[at + length :],
                text[:at] + text[at + length :],
                text[:at] + text[copied : copied + length] + text[at:],
            )) or "x"  # fmt: skip
        try:
            found, rejects = read(tmp_path, text)
        except DataError:
            continue
        assert found
        assert all(reject.what and reject.expected and reject.do for reject in rejects)
