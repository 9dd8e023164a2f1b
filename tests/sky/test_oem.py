"""What a sound trajectory message says comes through, in KVN and XML, packed or not."""

import gzip
import lzma

import numpy as np
import pytest
import zstandard
from element_writing import real_data
from oem_writing import grid, instant, kvn, message, metadata, state_lines, truth, written, xml

from dueregard.model.errors import DataError
from dueregard.orbit.path_states import path_states
from dueregard.sky.oem import read_oem


def read(tmp_path, text: str | bytes, name: str = "plan.oem"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_oem(path)


def lines_of(epochs):
    return state_lines(epochs, *truth("low", epochs))


def test_every_word_of_the_message_comes_through(tmp_path):
    (found,), rejects = read(tmp_path, message("low", 2, CENTER_NAME="Earth"))
    epochs = grid("low", 2)
    assert rejects == ()
    assert (found.object_name, found.object_id, found.norad_cat_id) == ("FELT 7", "2024-190A", None)
    assert (found.center_name, found.ref_frame, found.time_system) == ("Earth", "TEME", "UTC")
    assert (found.interpolation, found.interpolation_degree) == ("HERMITE", 7)
    assert (found.originator, found.creation_date) == ("FELTLAND", "2025-04-16T12:00:00")
    assert (found.source, found.line) == ("plan.oem", 5)
    (segment,) = found.segments
    assert (segment.start_us, segment.stop_us) == (epochs[0], epochs[-1])
    assert (segment.useable_start_us, segment.useable_stop_us) == (epochs[0], epochs[-1])
    assert found.interpolation_error_km < 0.001
    assert not segment.positions_km.flags.writeable


def test_kvn_and_xml_give_the_same_states(tmp_path):
    epochs = grid("low", 2)
    segment = metadata(epochs), lines_of(epochs)
    (a,), _ = read(tmp_path, kvn(segment))
    (b,), rejects = read(tmp_path, xml(segment), "plan.xml")
    assert rejects == ()
    assert np.array_equal(a.segments[0].positions_km, b.segments[0].positions_km)
    assert np.array_equal(a.segments[0].velocities_km_s, b.segments[0].velocities_km_s)
    assert (a.object_id, a.originator, a.interpolation) == (b.object_id, b.originator, b.interpolation)


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, zstandard.ZstdCompressor().compress], ids=["gz", "xz", "zst"]
)
def test_packed_files_are_recognised_by_their_bytes(tmp_path, pack):
    (found,), rejects = read(tmp_path, pack(message("low", 2).encode()), "plan.dat")
    assert len(found.segments[0].epochs_us) == 121
    assert rejects == ()


def test_spaces_case_line_ends_comments_accelerations_and_a_mark_do_not_matter(tmp_path):
    epochs = grid("low", 2)
    states = [line.replace(" ", "   ") + "  0.1 -0.2 1e-3" for line in lines_of(epochs)]
    states.insert(0, "COMMENT made up")
    text = kvn(({k.lower(): v for k, v in metadata(epochs, INTERPOLATION="Hermite").items()}, states))
    (found,), rejects = read(tmp_path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert rejects == ()
    assert len(found.segments[0].epochs_us) == 121


def test_day_of_the_year_epochs_are_read(tmp_path):
    epochs = grid("low", 2)
    text = message("low", 2).replace("2025-04-17T", "2025-107T")
    (found,), rejects = read(tmp_path, text)
    assert rejects == ()
    assert np.array_equal(found.segments[0].epochs_us, epochs)


def test_segments_stay_apart_and_the_useable_span_is_kept(tmp_path):
    epochs = grid("low", 4)
    middle = 120
    first, second = epochs[: middle + 3], epochs[middle - 2 :]
    text = kvn(
        (metadata(first, USEABLE_STOP_TIME=written(epochs[middle])), lines_of(first)),
        (metadata(second, USEABLE_START_TIME=written(epochs[middle])), lines_of(second)),
    )
    (found,), rejects = read(tmp_path, text)
    assert rejects == ()
    assert [s.useable_start_us for s in found.segments] == [epochs[0], epochs[middle]]
    assert [s.useable_stop_us for s in found.segments] == [epochs[middle], epochs[-1]]
    assert [s.stop_us for s in found.segments] == [first[-1], second[-1]]


def test_objects_and_messages_stay_apart(tmp_path):
    epochs = grid("low", 2)
    one, two = metadata(epochs), metadata(epochs, OBJECT_NAME="FELT 8", OBJECT_ID="2024-190B")
    found, rejects = read(tmp_path, kvn((one, lines_of(epochs)), (two, lines_of(epochs))))
    assert rejects == ()
    assert [e.object_name for e in found] == ["FELT 7", "FELT 8"]
    # Two plans for one object, in two messages of one file: neither contradicts the other.
    single = kvn((one, lines_of(epochs)))
    found, rejects = read(tmp_path, single + single)
    assert rejects == ()
    assert [len(e.segments) for e in found] == [1, 1]
    body = xml((one, lines_of(epochs))).partition("?>")[2]
    found, rejects = read(tmp_path, f"<?xml version='1.0'?><ndm>{body}{body}</ndm>")
    assert rejects == ()
    assert len(found) == 2


def test_segments_in_different_frames_are_trajectories_of_their_own(tmp_path):
    epochs = grid("low", 4)
    early, late = epochs[:121], epochs[120:]
    text = kvn(
        (metadata(early), lines_of(early)),
        (metadata(late, REF_FRAME="ICRF"), lines_of(late)),
    )
    found, _ = read(tmp_path, text)
    assert [(e.ref_frame, e.frame_used, len(e.segments)) for e in found] == [
        ("TEME", "TEME", 1),
        ("ICRF", "TEME", 1),
    ]


@pytest.mark.parametrize(
    ("object_id", "comment", "expected"),
    [
        ("25544", "", 25544),
        ("1998-067A", "NORAD_CAT_ID = 25544", 25544),
        ("1998-067A", "NORAD ID: 25544", 25544),
        ("1998-067A", "SATCAT number = 123456789", 123456789),
        ("25544", "NORAD_CAT_ID = 25545", None),
        ("1998-067A", "passes 12 km below NORAD_CAT_ID = 25544", None),
        ("FELT 25544", "", None),
    ],
)
def test_the_catalogue_number_is_read_and_never_guessed(tmp_path, object_id, comment, expected):
    epochs = grid("low", 2)
    states = [f"COMMENT {comment}", *lines_of(epochs)] if comment else lines_of(epochs)
    (found,), _ = read(tmp_path, kvn((metadata(epochs, OBJECT_ID=object_id), states)))
    assert found.norad_cat_id == expected


def test_covariances_are_counted_and_said_not_to_be_used(tmp_path):
    epochs = grid("low", 2)
    block = ["COVARIANCE_START"]
    for at in epochs[:2]:
        block += [f"EPOCH = {written(at)}", "COV_REF_FRAME = RTN", "1e-4", "2e-4 not-a-number"]
    text = kvn((metadata(epochs), [*lines_of(epochs), *block, "COVARIANCE_STOP"]))
    inner = "<covarianceMatrix><EPOCH>2025-04-17T06:30:00</EPOCH><CX_X>1</CX_X></covarianceMatrix>"
    for written_as, count in ((text, 2), (xml((metadata(epochs), lines_of(epochs)), inner=inner), 1)):
        (found,), rejects = read(tmp_path, written_as)
        assert rejects == ()
        assert found.covariances == count
        assert any("covariance" in note for note in found.notes)


def test_what_is_done_without_the_author_s_word_is_said(tmp_path):
    epochs = grid("low", 2)
    bare = metadata(epochs, INTERPOLATION=None, INTERPOLATION_DEGREE=None)
    (found,), rejects = read(tmp_path, kvn((bare, lines_of(epochs)), head=("CLASSIFICATION = FOR FELTLAND",)))
    assert rejects == ()
    assert (found.interpolation, found.interpolation_degree) == (None, None)
    notes = " | ".join(found.notes)
    assert "Hermite of degree 7" in notes
    assert "FOR FELTLAND" in notes
    assert "m or less" in notes


def test_real_messages_are_read_or_refused_with_reasons():
    """Sound and malformed ones, most of them about Mars: none is lost without a word."""
    folder = real_data() / "conjunction" / "ccsds" / "odm" / "oem"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    if not files:
        pytest.skip("no trajectory messages among the real data")
    refused = []
    for path in files:
        try:
            found, _ = read_oem(path)
        except DataError as error:
            refused.append((path.name, error))
        else:
            for ephemeris in found:
                at = instant(ephemeris.useable_start_us)
                assert path_states(ephemeris, at, np.array([0.0, 1.0]))[2].tolist() == [0, 0]
    assert {path.name for path in files} - {name for name, _ in refused} >= {"oemLowerCaseValue.oem"}
    for name, error in refused:
        assert name in str(error)
        assert "First: line" in error.what or error.what.startswith("not a trajectory")
        assert error.do
