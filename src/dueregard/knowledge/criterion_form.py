"""The form of a criterion in a file: a table of fields in, a ``Criterion`` out, and back without loss.

Criteria files (TOML) and filings (JSON) use the same form, so that a reading of a text looks the same wherever
it is written down.
"""

from collections.abc import Mapping
from typing import get_args

from dueregard.knowledge.form import Field, Wrong, read_fields
from dueregard.model.criterion import (
    Criterion,
    LongitudeBand,
    ObjectClass,
    Pairs,
    Purpose,
    Region,
    RtnBox,
    Sphere,
    Standing,
    Zone,
)
from dueregard.model.time import format_instant

VERIFIED = ("yes", "secondary", "fictional", "own")

CRITERION_FIELDS = (
    Field("id", "text"),
    Field("title", "text"),
    Field("author", "text"),
    Field("standing", "text", choices=get_args(Standing)),
    Field("purpose", "text", choices=get_args(Purpose)),
    Field("source", "text"),
    Field("pin", "text", required=False, default="", filled=False),
    Field("year", "text", required=False, default="", filled=False),
    Field("verified", "text", choices=VERIFIED),
    Field("region", "text", choices=get_args(Region)),
    Field("object_class", "text", choices=get_args(ObjectClass)),
    Field("zone", "table", required=False),
    Field("pairs", "text", required=False, default="all", choices=get_args(Pairs)),
    Field("protects", "text", required=False, default="", filled=False),
    Field("objects", "whole numbers", required=False, default=()),
    Field("dwell_s", "number", required=False, default=0.0, positive=False),
    Field("max_relative_speed_km_s", "number", required=False, default=0.0, positive=False),
    Field("consent_exempts", "flag", required=False, default=False),
    Field("notice_exempts", "flag", required=False, default=False),
    Field("valid_from", "instant", required=False, nullable=True),
    Field("valid_to", "instant", required=False, nullable=True),
    Field("measured", "flag", required=False, default=True),
    Field("why_not_measured", "text", required=False, default="", filled=False),
    Field("note", "text", required=False, default="", filled=False),
    Field("version", "text", required=False, default="1"),
)

# Each shape with its lengths. They are radii and HALF-widths, never full widths.
SHAPES: dict[str, tuple[str, ...]] = {
    "sphere": ("radius_km",),
    "box": ("radial_km", "in_track_km", "cross_track_km"),
    "longitude band": ("half_width_deg",),
}


def criterion_from(raw: Mapping[str, object]) -> tuple[Criterion | None, tuple[Wrong, ...]]:
    """Return the criterion, or None with every wrong field of the table named."""
    values, wrong = read_fields(raw, CRITERION_FIELDS)
    zone, wrong_zone = _zone_from(values.pop("zone"))
    wrong = (*wrong, *wrong_zone)
    if wrong:
        return None, wrong
    criterion = Criterion(zone=zone, **values)
    wrong = _contradictions(criterion)
    return (None, wrong) if wrong else (criterion, ())


def criterion_to_dict(criterion: Criterion) -> dict[str, object]:
    """Return the criterion as a table in the form that ``criterion_from`` reads; fields at their default are left out.

    Times are texts in UTC and whole floats are integers, so the table can be written as JSON and hashed.
    """
    table: dict[str, object] = {}
    for field in CRITERION_FIELDS:
        value = getattr(criterion, field.name)
        if field.name == "zone":
            value = _zone_to_dict(criterion.zone)
        elif field.kind == "instant":
            value = None if value is None else format_instant(value)
        elif field.kind == "number":
            value = plain_number(value)
        elif isinstance(value, tuple):
            value = list(value)
        left_out = list(field.default) if isinstance(field.default, tuple) else field.default
        if field.required or value != left_out:
            table[field.name] = value
    return table


def plain_number(value: float) -> float | int:
    """Return the number as an int where it is whole, so that 50 and 50.0 are written, and hashed, alike."""
    # 2**53: above it a float no longer tells neighbouring whole numbers apart.
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _zone_from(raw: Mapping[str, object] | None) -> tuple[Zone | None, tuple[Wrong, ...]]:
    if raw is None:
        return None, ()
    shape = raw.get("shape")
    if not isinstance(shape, str) or shape not in SHAPES:
        found = "missing" if shape is None else repr(shape)
        return None, (Wrong("zone.shape", found, "one of " + ", ".join(SHAPES)),)
    lengths = [Field(name, "number") for name in SHAPES[shape]]
    values, wrong = read_fields({k: v for k, v in raw.items() if k != "shape"}, lengths)
    if wrong:
        return None, tuple(Wrong(f"zone.{w.field}", w.what, w.expected) for w in wrong)
    if shape == "sphere":
        return Sphere(**values), ()
    if shape == "box":
        return RtnBox(**values), ()
    if values["half_width_deg"] > 180:
        wide = f"{values['half_width_deg']:g}"
        return None, (Wrong("zone.half_width_deg", wide, "a number of degrees above 0 and at most 180"),)
    return LongitudeBand(**values), ()


def _zone_to_dict(zone: Zone | None) -> dict[str, object] | None:
    if zone is None:
        return None
    shape = {Sphere: "sphere", RtnBox: "box", LongitudeBand: "longitude band"}[type(zone)]
    return {"shape": shape, **{name: plain_number(getattr(zone, name)) for name in SHAPES[shape]}}


def _contradictions(c: Criterion) -> tuple[Wrong, ...]:
    """Return what is wrong between fields that are each well formed."""
    wrong: list[Wrong] = []
    if c.measured and c.zone is None:
        wrong.append(Wrong("zone", "missing", "a zone, or measured = false with why_not_measured"))
    if c.measured and c.why_not_measured:
        wrong.append(Wrong("why_not_measured", "given", "nothing here unless measured = false"))
    if not c.measured and not c.why_not_measured.strip():
        wrong.append(Wrong("why_not_measured", "missing", "a sentence, because measured = false"))
    if c.object_class == "named" and not c.objects:
        wrong.append(Wrong("objects", "missing", "the catalogue numbers of the named objects"))
    if c.object_class != "named" and c.objects:
        wrong.append(Wrong("objects", "given", f"object_class = named (it is {c.object_class})"))
    if c.object_class == "not in the catalogue" and c.measured:
        wrong.append(
            Wrong("measured", "true", "false: the catalogue does not tell which objects are of this class")
        )
    if isinstance(c.zone, LongitudeBand) and c.region not in ("GEO",):
        wrong.append(Wrong("region", repr(c.region), "GEO, where a longitude band has a meaning"))
    if c.valid_from and c.valid_to and not c.valid_from < c.valid_to:
        wrong.append(Wrong("valid_to", format_instant(c.valid_to), "a time after valid_from"))
    return tuple(wrong)
