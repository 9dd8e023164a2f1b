"""Whom a notice concerns: plans read as messages, screened against an invented sky, owners resolved or said unknown."""

import dataclasses
import json
from datetime import timedelta

import numpy as np
import pytest
from invented_sky import OMM, START, geo_row, leo_row, write_sky

from dueregard.jobs.circulation import circulation_form, plan_circulation
from dueregard.jobs.concerned import screen_plans
from dueregard.knowledge.owners import load_owners
from dueregard.model.errors import DataError, UsageError
from dueregard.orbit.sgp4.prepared import on_grid_by_time, prepare
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.sky.read import read_elements
from dueregard.sky.satcat import read_satcat

SERVICER, AURELIAN, BOREALIAN = 800_001, 700_001, 700_002
HOURS = 24.0
ENTRY = "ab" * 32


def states(row, tmp_path, hours=HOURS):
    """Return an OEM of an element set's own path: what an operator who plans it so would send."""
    path = tmp_path / "planned.csv"
    path.write_text(f"{OMM}\n{row}\n")
    t = np.arange(0.0, hours * 3600.0 + 1.0, 300.0)
    r, v, error = on_grid_by_time(prepare(read_elements(path).values, START), t)
    assert not error.any()
    at = [START.replace(tzinfo=None) + timedelta(seconds=float(s)) for s in t]
    lines = [
        f"{a.isoformat()} " + " ".join(f"{x:.9f}" for x in (*p[0], *w[0]))
        for a, p, w in zip(at, r.reshape(-1, 1, 3), v.reshape(-1, 1, 3), strict=True)
    ]
    head = [
        "CCSDS_OEM_VERS = 2.0", "CREATION_DATE = 2031-04-20T00:00:00", "ORIGINATOR = CASSIA", "META_START",
        "OBJECT_NAME = CAS-1", "OBJECT_ID = 2029-014A", "CENTER_NAME = EARTH", "REF_FRAME = TEME",
        "TIME_SYSTEM = UTC", f"START_TIME = {at[0].isoformat()}", f"STOP_TIME = {at[-1].isoformat()}",
        "INTERPOLATION = HERMITE", "INTERPOLATION_DEGREE = 7", "META_STOP",
    ]  # fmt: skip
    return "\n".join([*head, *lines]) + "\n"


def omm(row):
    """Return the same set as an OMM in KVN."""
    values = dict(zip(OMM.split(","), row.split(","), strict=True))
    keep = (
        "EPOCH",
        "MEAN_MOTION",
        "ECCENTRICITY",
        "INCLINATION",
        "RA_OF_ASC_NODE",
        "ARG_OF_PERICENTER",
        "MEAN_ANOMALY",
    )
    lines = [
        "CCSDS_OMM_VERS = 2.0", "CREATION_DATE = 2031-04-20T00:00:00", "ORIGINATOR = CASSIA",
        f"OBJECT_NAME = {values['OBJECT_NAME']}", f"OBJECT_ID = {values['OBJECT_ID']}", "CENTER_NAME = EARTH",
        "REF_FRAME = TEME", "TIME_SYSTEM = UTC", "MEAN_ELEMENT_THEORY = SGP4",
        *(f"{name} = {values[name]}" for name in keep),
        f"NORAD_CAT_ID = {values['NORAD_CAT_ID']}", "ELEMENT_SET_NO = 999", "REV_AT_EPOCH = 1", "BSTAR = 0",
        "MEAN_MOTION_DOT = 0", "MEAN_MOTION_DDOT = 0",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def written(at):
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def notice(plans, *, near=AURELIAN, owner="AUR", hours=HOURS, **more):
    """Return form N1 of a fictional State whose servicer is to come near an object."""
    fields = json.dumps(
        {
            "filed_by": "CAS",
            "language": "en",
            "sensitivity": "public",
            "fictional": True,
            "operation": "An invented inspection",
            "kind": "inspection",
            "purpose": "To look.",
            "objects": [{"object": {"norad_cat_id": SERVICER, "name": "CAS-1"}, "operator": "CAS-OPS"}],
            "approached_objects": [{"object": {"norad_cat_id": near}, "owner": owner, "consent": "given"}],
            "window": {
                "start": f"{START:%Y-%m-%dT%H:%M:%SZ}",
                "end": f"{START + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}",
            },
            "plans": plans,
            "contact": {"office": "Watch room", "phone": "+99 000 0000", "email": "watch@example.org"},
            **more,
        }
    )
    return ProximityNotice.model_validate_json(fields)


@pytest.fixture(scope="module")
def sky(tmp_path_factory):
    files = write_sky(tmp_path_factory.mktemp("sky"), bad=False)
    return (
        read_elements(files["sets"]).values,
        read_satcat(files["satcat"]).values,
        load_owners(files["owners"]),
    )


def planned(sky, one, **more):
    return plan_circulation(one, *sky, **more)


@pytest.mark.parametrize("form", ["OEM", "OMM"])
def test_a_plan_finds_the_owner_approached_and_the_state_whose_object_is_near(sky, tmp_path, form):
    row = geo_row(SERVICER, 10.01, name="CAS-1")
    text = states(row, tmp_path) if form == "OEM" else omm(row)
    found = planned(sky, notice([{"form": form, "text": text}]))
    assert [(c.name, c.why) for c in found.recipients] == [
        ("Aurelia", "owner of an approached object"),
        ("Borealia", "object near the trajectory"),
    ]
    (neighbour,) = found.recipients[1].objects
    assert neighbour.norad_cat_id == BOREALIAN
    assert 10.0 < neighbour.least_km < 30.0  # 0.02 degrees of longitude are 14.7 km, and the orbits are alike
    assert START <= neighbour.entry <= neighbour.tca <= neighbour.exit
    assert found.contradictions == ()
    assert found.rejects == ()


def test_when_an_approached_object_comes_near_is_computed_too(sky, tmp_path):
    text = omm(geo_row(SERVICER, 10.01, name="CAS-1"))
    found = planned(sky, notice([{"form": "OMM", "text": text}]))
    (approached,) = found.recipients[0].objects
    assert approached.beside == "plan 1 (CAS-1)"
    assert START <= approached.entry <= approached.tca <= approached.exit
    assert 0.0 < approached.least_km < 30.0
    assert found.recipients[0].basis == "Named as owner in the notice, and so by the catalogue."
    (unscreened,) = planned(sky, notice([])).recipients[0].objects
    assert (unscreened.beside, unscreened.tca) == ("the notice names it", None)


def test_the_window_of_the_notice_and_not_the_plan_s_is_screened_and_gaps_are_said(sky, tmp_path):
    text = states(geo_row(SERVICER, 10.01), tmp_path, hours=6.0)
    found = planned(sky, notice([{"form": "OEM", "text": text}]))
    assert any("gives no states" in words and "2031-05-01T06:00Z" in words for words in found.not_seen)
    assert all(o.exit <= START + timedelta(hours=6) for o in found.recipients[1].objects)


def test_a_plan_in_words_is_said_to_be_unseen_and_the_approached_object_stands_in(sky):
    found = planned(sky, notice([{"form": "words", "text": "From behind, then stop."}]))
    assert any("in words" in words for words in found.not_seen)
    (borealia,) = [c for c in found.recipients if c.actor == "BOR"]
    assert "stand in for the plan" in borealia.objects[0].beside
    without = planned(sky, notice([]))
    assert any("carries no plan" in words for words in without.not_seen)
    assert [c.actor for c in without.recipients] == ["AUR", "BOR"]


def test_an_approached_object_without_elements_is_said_and_its_owner_is_told_all_the_same(sky):
    found = planned(sky, notice([], near=700_050, owner="BOR"))
    assert any("has no element sets" in words for words in found.not_seen)
    assert [c.actor for c in found.recipients] == ["BOR"]


def test_objects_of_owners_that_no_rule_resolves_are_named_and_not_guessed(sky, tmp_path):
    text = states(geo_row(SERVICER, 90.01), tmp_path)
    found = planned(sky, notice([{"form": "OEM", "text": text}], near=700_005))
    assert [c.actor for c in found.recipients] == ["AUR"]
    (unknown,) = found.nobody_to_tell
    assert "700006" in unknown
    assert "no rule is on file" in unknown


def test_the_filer_s_own_objects_are_listed_apart(sky, tmp_path):
    text = states(geo_row(SERVICER, 10.01), tmp_path)
    found = planned(sky, notice([{"form": "OEM", "text": text}], filed_by="BOR", sensitivity="public"))
    assert [c.actor for c in found.recipients] == ["AUR"]
    assert [o.norad_cat_id for o in found.own] == [BOREALIAN]


def test_where_notice_and_catalogue_name_different_owners_both_are_told(sky):
    found = planned(sky, notice([], owner="DOR"))
    assert {c.actor for c in found.recipients} == {"AUR", "BOR", "DOR"}
    (said,) = found.contradictions
    assert "DOR" in said
    assert "Aurelia" in said
    bases = {c.actor: c.basis for c in found.recipients}
    assert bases["DOR"] == "Named as owner in the notice."
    assert bases["AUR"] == "Owner by the catalogue."


def test_a_catalogue_s_owner_without_a_known_state_is_not_said_to_be_told(sky):
    elements, satcat, owners = sky
    operator = dataclasses.replace(
        owners["AUR"], kind="operator", responsible_states=frozenset(), name="Aurel Space"
    )
    found = plan_circulation(notice([], owner="DOR"), elements, satcat, {**owners, "AUR": operator})
    assert [c.actor for c in found.recipients] == ["BOR", "DOR"]
    (said,) = found.contradictions
    assert "Aurel Space" in said
    assert "Both are told" not in said


def test_debris_that_passes_is_passed_over_and_a_payload_that_passes_is_told(tmp_path):
    """Two that meet where their planes cross, twice a revolution; within the window that is all they do."""
    rows = [leo_row(700_001, 60.0), leo_row(700_009, 61.0, node_deg=110.0)]
    files = write_sky(tmp_path / "low", rows=rows, bad=False)
    elements, satcat, owners = (
        read_elements(files["sets"]).values, read_satcat(files["satcat"]).values, load_owners(files["owners"])
    )  # fmt: skip
    one = notice([{"form": "OMM", "text": omm(leo_row(SERVICER, 60.5, name="CAS-1"))}])
    far = plan_circulation(one, elements, satcat, owners, stay_km=200.0, pass_km=2000.0)
    assert [o.norad_cat_id for o in far.passed_over] == [700_009]
    assert [c.actor for c in far.recipients] == ["AUR"]
    near = plan_circulation(one, elements, satcat, owners)
    assert near.passed_over == ()


def test_who_will_see_what_is_said_before_it_is_sent(sky):
    (everybody,) = planned(sky, notice([])).sights
    assert (everybody.who, everybody.sees) == ("everybody", "the whole notice")
    named = planned(sky, notice([], sensitivity="named readers", readers=["AUR"])).sights
    assert [(s.who, s.sees) for s in named] == [
        ("CAS", "the whole notice"),
        ("AUR", "the whole notice"),
        ("BOR", "nothing of it"),
    ]
    assert "add it there" in named[2].because


def test_form_h2_carries_every_recipient_and_what_could_not_be_looked_at(sky, tmp_path):
    text = states(geo_row(SERVICER, 10.01), tmp_path)
    found = planned(sky, notice([{"form": "OEM", "text": text}]))
    form = circulation_form(found, filed_by="CAS", entry=ENTRY, sent=START, fictional=True)
    assert [(r.actor, r.why) for r in form.recipients] == [(c.actor, c.why) for c in found.recipients]
    assert form.recipients[1].objects[0].norad_cat_id == BOREALIAN
    assert "Screened from 2031-05-01 to 2031-05-02" in form.screened
    assert "within 100 km for five minutes or longer, or 5 km at any speed" in form.screened
    for words in found.not_seen:
        assert words in form.screened


def test_a_screening_with_much_unseen_still_fits_the_form(sky):
    objects = [
        {
            "object": {"norad_cat_id": 810_000 + n, "name": f"{n} " + "N" * 170},
            "owner": "AUR",
            "consent": "given",
        }
        for n in range(50)
    ]
    found = planned(sky, notice([], approached_objects=objects))
    assert len(found.not_seen) > 50
    form = circulation_form(found, filed_by="CAS", entry=ENTRY, sent=START)
    assert len(form.screened) <= 4_000
    assert "more could not be looked at" in form.screened


def test_nobody_concerned_is_no_circulation(sky):
    found = planned(sky, notice([], near=700_050, owner="CAS", filed_by="CAS", on_behalf_of=["BOR"]))
    assert found.recipients == ()
    with pytest.raises(UsageError, match="nobody was found"):
        circulation_form(found, filed_by="CAS", entry=ENTRY, sent=START)


def test_a_plan_that_is_not_what_it_says_is_named(sky):
    for form in ("OEM", "OMM"):
        with pytest.raises(DataError, match=f"plan 1 .*is no {form}"):
            planned(sky, notice([{"form": form, "text": "a text about something else"}]))


def test_distances_out_of_range_are_refused(sky):
    with pytest.raises(UsageError, match="first above 0"):
        planned(sky, notice([]), stay_km=0.0)
    with pytest.raises(ValueError, match="second 0 or more"):
        screen_plans(notice([]), sky[0], 10.0, -1.0)


def test_without_a_catalogue_owners_are_said_to_be_unknown(sky):
    elements, satcat, owners = sky
    found = plan_circulation(notice([]), elements, satcat.clear(), owners)
    assert [c.actor for c in found.recipients] == ["AUR"]  # by the notice's own word
    assert any("No satellite catalogue" in words for words in found.not_seen)
