"""Strategies for forms, built from the forms themselves: every field by its kind, then mended until the rules hold."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from dueregard.ledger.keys import SigningKey, public_key_text
from dueregard.record.forms.anatomy import FieldShape, shapes_of
from dueregard.record.forms.areas import Area
from dueregard.record.forms.clarification import ClarificationAnswer
from dueregard.record.forms.distance import Distance
from dueregard.record.forms.head import Form
from dueregard.record.forms.key import KeyEntry
from dueregard.record.forms.kinds import LARGEST_CATALOGUE_NUMBER
from dueregard.record.forms.part import Part
from dueregard.record.forms.proximity import ProximityNotice
from dueregard.record.forms.reply import ReplyToFinding
from dueregard.record.forms.rules import (
    AtLeastOne,
    AtMostOne,
    EachOnce,
    GivenExactlyWhen,
    GivenOnlyWhen,
    GivenWhen,
    NotMore,
    Ordered,
)
from dueregard.record.forms.seal import SealedFiling, SealOpening
from dueregard.record.forms.zones import BandZone

REORDERING = "\u202a\u202b\u202c\u202d\u202e"
VISIBLE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=REORDERING)
BROKEN = st.one_of(VISIBLE, st.sampled_from("\n\t\r"))
HEX = st.integers(0, 2**256 - 1).map(lambda n: f"{n:064x}")


def text_of(alphabet, most: int):
    return st.text(alphabet, min_size=1, max_size=most).filter(lambda s: s.strip() != "")


def number(low: float, high: float, open_low: bool = False):
    return st.floats(low, high, allow_nan=False, exclude_min=open_low)


INSTANTS = st.datetimes(datetime(1957, 10, 4), datetime(2200, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(1957, 10, 4), date(2200, 1, 1))

OF_KIND = {
    "flag": st.booleans(),
    "line": text_of(VISIBLE, 40),
    "text": text_of(BROKEN, 60),
    "long text": text_of(BROKEN, 60),
    "plan": text_of(BROKEN, 200),
    "instant": INSTANTS,
    "day": DAYS,
    "actor": st.from_regex(r"[A-Z0-9]{1,5}(-[A-Z0-9]{1,5}){0,3}", fullmatch=True),
    "entry": HEX,
    "sha256": HEX,
    "32 bytes": HEX,
    "base64": st.from_regex(r"([A-Za-z0-9+/]{4}){1,5}([A-Za-z0-9+/]{2}==)?", fullmatch=True),
    "public key": st.just("a key is made with its id, below"),
    "language": st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", fullmatch=True),
    "iso 3166": st.from_regex(r"[A-Z]{3}", fullmatch=True),
    "catalogue number": st.integers(1, LARGEST_CATALOGUE_NUMBER),
    "cospar": st.from_regex(r"[0-9]{4}-[0-9]{3}[A-Z]{1,3}", fullmatch=True),
    "url": st.from_regex(r"https?://[!-~]{1,40}", fullmatch=True),
    "e-mail": st.from_regex(r"[!-?A-~]{1,9}@[!-?A-~]{1,9}\.[!-?A-~]{1,9}", fullmatch=True),
    "telephone": st.from_regex(r"\+?[0-9][0-9 ()./-]{2,38}", fullmatch=True),
    "km": number(0, 1e7),
    "positive km": number(0, 1e7, open_low=True),
    "altitude": number(-10, 1e7),
    "m/s": number(0, 1e5),
    "km/s": number(0, 1e3),
    "latitude": number(-90, 90),
    "longitude": number(-180, 180),
    "azimuth": number(0, 360),
    "inclination": number(0, 180),
    "half-width": number(0, 180, open_low=True),
    "minutes": number(0, 1e7),
    "hours": number(0, 1e6),
    "seconds": number(0, 1e9),
    "kilograms": number(0, 1e9),
    "megahertz": number(0, 1e9, open_low=True),
    "probability": number(0, 1),
    "count": st.integers(0, 10**9),
    "number": number(-1e9, 1e9),
    "place": st.integers(1, 50),
}


@st.composite
def filings(draw, form: type[Form]) -> Form:
    """Draw any form of this class."""
    return draw(tables(form))


@st.composite
def tables(draw, table: type[Part]) -> Part:
    """Draw any table of this class, with rules kept."""
    values = dict(draw(fields_of(table)))
    shapes = {s.name: s for s in shapes_of(table)}
    if issubclass(table, Form):
        _mend_head(table, values, draw)
    for rule in (*table.RULES, *table.RULES):  # what one rule asks for, an earlier one may have to mend
        _mend(rule, values, shapes, draw)
    _mend_by_hand(table, values, draw)
    return table(**values)


@cache
def fields_of(table: type[Part]):
    return st.fixed_dictionaries({s.name: field(s) for s in shapes_of(table) if s.name != "format"})


def field(shape: FieldShape, given: bool = False):
    """Return a strategy for what may stand in the field; ``given`` asks that something does."""
    one = st.one_of(*[tables(t) for t in shape.tables]) if shape.tables else plain(shape)
    if shape.many:
        least = max(shape.least, 1 if given else 0)
        return st.lists(one, min_size=least, max_size=max(least, 2)).map(tuple)
    return st.one_of(st.none(), one) if shape.nullable and not given else one


def plain(shape: FieldShape):
    if shape.choices:
        return st.sampled_from(sorted(shape.choices))
    return OF_KIND[shape.kind.name]


def _mend(rule, values, shapes, draw) -> None:
    match rule:
        case Ordered(earlier, later, equal):
            _mend_order(values, shapes, earlier, later, equal)
        case NotMore(smaller, larger) if None not in (values[smaller], values[larger]):
            values[smaller], values[larger] = sorted((values[smaller], values[larger]))
        case AtLeastOne(among) if all(values[name] is None for name in among):
            name = draw(st.sampled_from(among))
            values[name] = draw(field(shapes[name], given=True))
        case AtMostOne(among):
            for name in [n for n in among if values[n] is not None][1:]:
                values[name] = None
        case GivenWhen(name, other, among) if values[other] in among and not values[name]:
            values[name] = draw(field(shapes[name], given=True))
        case GivenOnlyWhen(name, other, among) if values[other] not in among:
            values[name] = shapes[name].default
        case GivenExactlyWhen(name, other, among):
            if values[other] not in among:
                values[name] = shapes[name].default
            elif not values[name]:
                values[name] = draw(field(shapes[name], given=True))
        case EachOnce(name):
            values[name] = tuple(dict.fromkeys(values[name]))


def _mend_order(values, shapes, earlier, later, equal) -> None:
    if None in (values[earlier], values[later]):
        return
    values[earlier], values[later] = sorted((values[earlier], values[later]))
    if values[earlier] == values[later] and not equal:
        values[later] += timedelta(days=1)


def _mend_head(table, values, draw) -> None:
    if values["entered_from"] is not None and values["entered_from"].entered_by == values["filed_by"]:
        values["filed_by"] = "X" + values["filed_by"][:63]
    said = {values["filed_by"], *values["on_behalf_of"]}
    values["jointly_with"] = tuple(a for a in values["jointly_with"] if a not in said)
    withdraws = table.ABOUT.number == "H5"
    values["withdraws"] = draw(HEX) if withdraws else None
    if withdraws:
        values["amends"] = values["replaces"] = None


def _mend_by_hand(table, values, draw) -> None:
    """Keep the rules that a form has of its own (``Holds``)."""
    if table is Area:
        corners = ("south_deg", "north_deg", "west_deg", "east_deg")
        if any(values[c] is None for c in corners):
            values.update(dict.fromkeys(corners))
            values["words"] = values["words"] or "somewhere"
    elif table is Distance:
        _mend_distance(values)
    elif table is ProximityNotice:
        _mend_notice(values)
    elif table is ReplyToFinding:
        if values["object1"].norad_cat_id == values["object2"].norad_cat_id:
            values["object2"] = values["object2"].model_copy(update={"norad_cat_id": None, "name": "another"})
    elif table is ClarificationAnswer:
        numbered = enumerate(values["answers"], start=1)
        values["answers"] = tuple(one.model_copy(update={"question": n}) for n, one in numbered)
    elif table is KeyEntry:
        key = SigningKey(draw(st.binary(min_size=32, max_size=32))).public
        values["key_id"] = key.key_id
        values["public_key"] = public_key_text(key) if values["public_key"] else None
        if values["old_key_id"] == key.key_id:
            values["old_key_id"] = "0" * 64
    elif table in (SealedFiling, SealOpening):
        values["sensitivity"], values["readers"] = "public", ()


def _mend_distance(values) -> None:
    if values["object_class"] == "not in the catalogue":
        values["measured"] = False
    if values["measured"] and values["zone"] is None:
        values["measured"] = False
    values["why_not_measured"] = None if values["measured"] else "for a reason"
    if values["object_class"] == "named":
        values["objects"] = values["objects"] or (900101,)
    else:
        values["objects"] = ()
    if isinstance(values["zone"], BandZone):
        values["region"] = "GEO"
    if None not in (values["valid_from"], values["valid_to"]):
        _mend_order(values, {}, "valid_from", "valid_to", equal=False)


def _mend_notice(values) -> None:
    window, least = values["window"], values["least_planned_km"]
    values["phases"] = tuple(
        phase.model_copy(
            update={
                "start": window.start,
                "end": window.end,
                "least_distance_km": None if least is None else min(least + 1, 1e7),
            }
        )
        for phase in values["phases"]
    )
    moved = {one.object.norad_cat_id for one in values["objects"]}
    values["approached_objects"] = tuple(
        one.model_copy(
            update={"object": one.object.model_copy(update={"norad_cat_id": None, "name": "near"})}
        )
        if one.object.norad_cat_id in moved
        else one
        for one in values["approached_objects"]
    )
