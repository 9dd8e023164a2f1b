"""Pure compute on arrays: no clock, no disk, no network."""
