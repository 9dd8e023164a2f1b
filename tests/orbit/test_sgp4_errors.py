"""What SGP4 refuses is told by its own codes; what we are asked wrongly is told in words."""

import numpy as np
import polars as pl
import pytest
from sgp4_sets import EPOCH, invented

from dueregard.orbit import reference
from dueregard.orbit.sgp4 import grid, initialise, prepared, scattered


def changed(column, value):
    return invented("low", 3).with_columns(pl.lit(value).cast(pl.Float64).alias(column))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("eccentricity", 0.9999),
        ("eccentricity", 0.5),
        ("eccentricity", 1.2),
        ("eccentricity", -0.01),
        ("mean_motion_rev_day", 25.0),
        ("mean_motion_rev_day", -15.0),
        ("mean_motion_rev_day", 1e-3),
        ("bstar", 40.0),
        ("bstar", -40.0),
        ("inclination_deg", 180.0),
    ],
)
def test_impossible_sets_give_the_codes_of_python_sgp4(column, value):
    elements, offsets_s = changed(column, value), np.array([-7e5, -100.0, 0.0, 3600.0, 86_400.0, 7e5])
    theirs = reference.on_grid(reference.prepare(elements, EPOCH), offsets_s)
    made = prepared.prepare(elements, EPOCH)
    ours = prepared.on_grid(made, offsets_s)
    assert ours.error.tolist() == theirs.error.tolist()
    assert np.isnan(ours.positions_km[ours.error != 0]).all()


def test_the_code_at_the_epoch_is_kept_with_the_constants():
    at_epoch = prepared.prepare(changed("mean_motion_rev_day", 25.0), EPOCH).constants.error
    assert at_epoch.tolist() == [6, 6, 6]
    assert prepared.prepare(invented("low", 3), EPOCH).constants.error.tolist() == [0, 0, 0]


def test_one_bad_set_leaves_the_others_as_they_are():
    good = invented("low", 3)
    mixed = pl.concat([good[:1], changed("eccentricity", 1.2)[1:2], good[2:]])
    offsets_s = np.array([0.0, 600.0])
    alone = prepared.on_grid(prepared.prepare(good, EPOCH), offsets_s)
    beside = prepared.on_grid(prepared.prepare(mixed, EPOCH), offsets_s)
    assert (alone.positions_km[[0, 2]] == beside.positions_km[[0, 2]]).all()
    assert (beside.error[1] != 0).all() or np.isnan(beside.positions_km[1]).all()


def test_nothing_asked_gives_nothing():
    made = prepared.prepare(invented("low", 3), EPOCH)
    assert prepared.on_grid(made, np.empty(0)).positions_km.shape == (3, 0, 3)
    assert prepared.on_grid(prepared.subset(made, []), np.zeros(2)).positions_km.shape == (0, 2, 3)
    assert prepared.at_times(made, np.empty(0, np.int64), np.empty(0))[0].shape == (0, 3)


def test_a_row_that_there_is_not_is_refused():
    made = prepared.prepare(invented("low", 3), EPOCH)
    with pytest.raises(ValueError, match="rows must lie between 0 and 2"):
        scattered(made.constants, np.array([3]), np.zeros(1))
    with pytest.raises(ValueError, match="rows must lie between 0 and 2"):
        scattered(made.constants, np.array([-1]), np.zeros(1))


def test_a_time_that_is_no_number_is_refused():
    made = prepared.prepare(invented("low", 3), EPOCH)
    with pytest.raises(ValueError, match="finite"):
        grid(made.constants, made.lead_min, np.array([0.0, np.nan]))
    with pytest.raises(ValueError, match="finite"):
        scattered(made.constants, np.array([0]), np.array([np.inf]))


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        initialise(*[np.zeros(3)] * 7, np.zeros(2))


def test_arrays_of_the_wrong_shape_are_refused():
    made = prepared.prepare(invented("low", 3), EPOCH)
    wrong = np.empty((3, 2, 3)), np.empty((3, 2, 3)), np.empty((2, 3), np.uint8)
    with pytest.raises(ValueError, match=r"shape \(3, 2, 3\)"):
        grid(made.constants, made.lead_min, np.zeros(2), out=wrong)
    with pytest.raises(ValueError, match="one lead per object"):
        grid(made.constants, made.lead_min[:2], np.zeros(2))
    with pytest.raises(ValueError, match="one time per row"):
        scattered(made.constants, np.array([0, 1]), np.zeros(1))
