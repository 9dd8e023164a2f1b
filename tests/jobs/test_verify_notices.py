"""A run's comparisons with notices are held like its findings: by identity, by the manifest, and made anew."""

import hashlib
import json

import pytest
from invented_sky import START, write_sky

from dueregard.assess.identity import content_id
from dueregard.jobs.manifest import MANIFEST, write_run
from dueregard.jobs.monitor import Asked, monitor
from dueregard.jobs.verify import verify

NOTICE = {
    "format": "proximity-operation notice",
    "filed_by": "BOR",
    "filed_at": "2031-04-20T09:00:00Z",
    "object_norad_cat_id": 700_002,
    "target_norad_cat_id": 700_001,
    "start": "2031-05-01T02:00:00Z",
    "end": "2031-05-01T20:00:00Z",
    "least_planned_km": 2.0,
    "purpose": "an invented purpose",
    "consent_of": [],
}


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a run over the invented sky, with one notice on record."""
    files = write_sky(tmp_path / "sky", bad=False)
    record = tmp_path / "record.json"
    record.write_text(json.dumps([NOTICE]), encoding="utf-8")
    asked = Asked(
        (files["sets"],),
        files["satcat"],
        START,
        24.0,
        records=(record,),
        owners=files["owners"],
        fictional=True,
    )
    run = monitor(asked)
    write_run(run, asked, tmp_path / "run")
    return tmp_path / "run"


def rewrite(folder, change):
    """Alter the comparisons and list the new bytes in the manifest, as somebody would who wants to go unseen."""
    path, manifest = folder / "notices.json", json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    told = change(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(told), encoding="utf-8")
    manifest["files"]["notices.json"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest["id"] = content_id(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_every_comparison_comes_out_again_and_neighbours_notified_for_hours_were_near_before_and_after(
    folder,
):
    assert verify(folder, recompute=True).faults == ()
    (one,) = [n for n in json.loads((folder / "notices.json").read_text(encoding="utf-8")) if n["notice"]]
    assert one["outcome"] == "otherwise than notified"
    assert {c["aspect"]: c["answer"] for c in one["compared"]} == {
        "nearer": "no", "earlier": "yes", "longer": "yes",
    }  # fmt: skip
    assert (folder / "notices-1.html").is_file()


def test_a_changed_word_a_dropped_and_an_added_comparison_are_found(folder):
    def softened(told):
        told[0]["outcome"] = "as notified"
        return told

    rewrite(folder, softened)
    assert any("does not say what its identity says" in fault for fault in verify(folder).faults)
    rewrite(folder, lambda told: told[1:])
    assert any("comparisons with notices are not those" in fault for fault in verify(folder).faults)


def test_a_comparison_made_up_whole_is_found_by_computing_anew(folder):
    made_up = {}

    def forged(told):
        told[0]["outcome"] = "as notified"
        told[0]["id"] = content_id(told[0])
        made_up["id"] = told[0]["id"]
        return told

    rewrite(folder, forged)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["notices"][0] = made_up["id"]
    manifest["id"] = content_id(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(folder).faults == ()
    faults = verify(folder, recompute=True).faults
    assert any("did not come out again" in fault and made_up["id"][:12] in fault for fault in faults)


def test_a_run_from_before_notices_were_compared_still_verifies(folder):
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name in [n for n in manifest["files"] if n.startswith("notices")]:
        (folder / name).unlink()
        del manifest["files"][name]
    del manifest["notices"]
    manifest["id"] = content_id(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert verify(folder).faults == ()
