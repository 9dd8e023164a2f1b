"""What may stand in a field: lines and texts with their limits, instants, catalogue numbers, distances, actors.

Each kind says in words what was expected, so that an error, a blank form and the documents use the same words. The
unit of a number is the suffix of its field's name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: a short name of its own, and what may stand in such a field, in words."""

    name: str
    expected: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The words a field is closed to, each with what it means."""

    choices: dict[str, str]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return one constant with its meaning for each word, instead of a bare list."""
        words = [{"const": word, "description": meaning} for word, meaning in self.choices.items()]
        return {"type": "string", "oneOf": words}


# The suffix of a field's name and the unit that it stands for.
UNITS: Final = {
    "_km": "kilometres",
    "_km_s": "kilometres per second",
    "_m_s": "metres per second",
    "_deg": "degrees",
    "_min": "minutes",
    "_h": "hours",
    "_s": "seconds",
    "_kg": "kilograms",
    "_mhz": "megahertz",
}

# A line holds no control character; a text may hold line breaks and tabs. Neither may hold U+202A to U+202E, which
# make a reader see the letters of a signed text in another order than the one signed. Both must hold something.
_NO_CONTROL: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e"
_NO_CONTROL_BUT_BREAKS: Final = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e"
LINE_PATTERN: Final = rf"^[^{_NO_CONTROL}]*[^\s{_NO_CONTROL}][^{_NO_CONTROL}]*$"
TEXT_PATTERN: Final = (
    rf"^[^{_NO_CONTROL_BUT_BREAKS}]*[^\s{_NO_CONTROL_BUT_BREAKS}][^{_NO_CONTROL_BUT_BREAKS}]*$"
)
INSTANT_PATTERN: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-5][0-9](\.[0-9]{1,6})?)?(Z|\+00:00)$"
)
DAY_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

LINE_LENGTH, TEXT_LENGTH, LONG_TEXT_LENGTH = 200, 4_000, 20_000
# A week of states at one a minute is about 1 MB of OEM text.
PLAN_LENGTH: Final = 2_000_000

# In every database a whole number of 18 digits is exact; catalogues are at six.
LARGEST_CATALOGUE_NUMBER: Final = 10**18 - 1


class _Utc:
    """An instant whose text names UTC. A bare number is refused: read as seconds since 1970 it would be any date."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        strict = core_schema.datetime_schema(strict=True, tz_constraint=0, microseconds_precision="error")
        text = core_schema.str_schema(strict=True, pattern=INSTANT_PATTERN)
        parsed = core_schema.datetime_schema(strict=False, tz_constraint=0, microseconds_precision="error")
        return core_schema.json_or_python_schema(core_schema.chain_schema([text, parsed]), strict)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date-time", "pattern": INSTANT_PATTERN}


class _Date:
    """A calendar day."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(strict=True, pattern=DAY_PATTERN)
        parsed = core_schema.date_schema(strict=False)
        return core_schema.json_or_python_schema(
            core_schema.chain_schema([text, parsed]), core_schema.date_schema(strict=True)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "format": "date", "pattern": DAY_PATTERN}


def _text(longest: int, pattern: str) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=longest, pattern=pattern)


def _shape(pattern: str, longest: int) -> StringConstraints:
    return StringConstraints(pattern=pattern, max_length=longest)


Flag = Annotated[bool, Kind("flag", "true or false")]
Line = Annotated[
    str, _text(LINE_LENGTH, LINE_PATTERN), Kind("line", f"one line of text, 1 to {LINE_LENGTH} characters")
]
Text = Annotated[
    str, _text(TEXT_LENGTH, TEXT_PATTERN), Kind("text", f"a text of 1 to {TEXT_LENGTH:,} characters")
]
LongText = Annotated[
    str,
    _text(LONG_TEXT_LENGTH, TEXT_PATTERN),
    Kind("long text", f"a text of 1 to {LONG_TEXT_LENGTH:,} characters"),
]
PlanText = Annotated[
    str,
    _text(PLAN_LENGTH, TEXT_PATTERN),
    Kind("plan", f"a text of 1 to {PLAN_LENGTH:,} characters, such as the whole text of an OEM"),
]

Instant = Annotated[datetime, _Utc, Kind("instant", "a time in UTC such as 2031-03-01T12:00:00Z")]
Day = Annotated[date, _Date, Kind("day", "a date such as 2031-03-01")]

ActorId = Annotated[
    str,
    _shape(r"^[A-Z0-9]+(-[A-Z0-9]+)*$", 64),
    Kind("actor", "the id of an actor: capital letters, digits and hyphens, at most 64, such as BOR"),
]
EntryId = Annotated[
    str, _shape(r"^[0-9a-f]{64}$", 64), Kind("entry", "the id of an entry: 64 digits 0 to 9 and a to f")
]
Sha256 = Annotated[
    str,
    _shape(r"^[0-9a-f]{64}$", 64),
    Kind("sha256", "a SHA-256 hash written as 64 digits 0 to 9 and a to f"),
]
Hex32 = Annotated[
    str, _shape(r"^[0-9a-f]{64}$", 64), Kind("32 bytes", "32 bytes written as 64 digits 0 to 9 and a to f")
]
Base64 = Annotated[
    str,
    _shape(r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", PLAN_LENGTH),
    Field(min_length=4),
    Kind("base64", "base64 (RFC 4648, with padding), on one line"),
]
PublicKeyText = Annotated[
    str,
    _shape(r"^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=]{60}\n-----END PUBLIC KEY-----\n?$", 200),
    Kind(
        "public key",
        "the three lines of an Ed25519 public key in PEM, beginning with -----BEGIN PUBLIC KEY-----",
    ),
]
LanguageTag = Annotated[
    str,
    _shape(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", 35),
    Kind(
        "language",
        "a language tag such as en (Arabic ar, Chinese zh, English en, French fr, Russian ru, Spanish es)",
    ),
]
Iso3166 = Annotated[
    str,
    _shape(r"^[A-Z]{3}$", 3),
    Kind("iso 3166", "the three capital letters of ISO 3166-1 alpha-3, such as BOR for a fictional State"),
]
CatalogueNumber = Annotated[
    int,
    Field(ge=1, le=LARGEST_CATALOGUE_NUMBER),
    Kind("catalogue number", "a whole number above 0, of any size up to 18 digits"),
]
CosparId = Annotated[
    str,
    _shape(r"^[0-9]{4}-[0-9]{3}[A-Z]{1,3}$", 11),
    Kind("cospar", "a COSPAR designator such as 2031-014A"),
]
Url = Annotated[
    str,
    _shape(r"^https?://[!-~]+$", 500),
    Kind("url", "an address that begins with https:// or http://, at most 500 characters"),
]
Email = Annotated[
    str,
    _shape(r"^[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+$", 254),
    Kind("e-mail", "an e-mail address such as desk@space.example"),
]
Phone = Annotated[
    str,
    _shape(r"^\+?[0-9][0-9 ()./-]{2,38}$", 40),
    Kind("telephone", "a telephone number, with the country's code, such as +999 1 555 0100"),
]

# Further than the Moon's apogee no element set of an Earth satellite goes; 10 million km leaves room for the Lagrange
# points of the Sun and the Earth.
Km = Annotated[
    float, Field(ge=0, le=1e7, allow_inf_nan=False), Kind("km", "a number of kilometres, 0 or more")
]
PositiveKm = Annotated[
    float, Field(gt=0, le=1e7, allow_inf_nan=False), Kind("positive km", "a number of kilometres above 0")
]
AltitudeKm = Annotated[
    float,
    Field(ge=-10, le=1e7, allow_inf_nan=False),
    Kind("altitude", "a number of kilometres above the Earth's surface"),
]
MetresPerSecond = Annotated[
    float,
    Field(ge=0, le=1e5, allow_inf_nan=False),
    Kind("m/s", "a number of metres per second, 0 or more"),
]
KmPerSecond = Annotated[
    float, Field(ge=0, le=1e3, allow_inf_nan=False), Kind("km/s", "a number of km/s, 0 or more")
]
Latitude = Annotated[
    float,
    Field(ge=-90, le=90, allow_inf_nan=False),
    Kind("latitude", "degrees from -90 (south) to 90 (north)"),
]
Longitude = Annotated[
    float,
    Field(ge=-180, le=180, allow_inf_nan=False),
    Kind("longitude", "degrees from -180 (west) to 180 (east)"),
]
Azimuth = Annotated[
    float,
    Field(ge=0, le=360, allow_inf_nan=False),
    Kind("azimuth", "degrees from north by east, 0 to 360"),
]
Inclination = Annotated[
    float, Field(ge=0, le=180, allow_inf_nan=False), Kind("inclination", "degrees from 0 to 180")
]
HalfWidth = Annotated[
    float,
    Field(gt=0, le=180, allow_inf_nan=False),
    Kind("half-width", "a number of degrees above 0 and at most 180"),
]
Minutes = Annotated[
    float, Field(ge=0, le=1e7, allow_inf_nan=False), Kind("minutes", "a number of minutes, 0 or more")
]
Hours = Annotated[
    float, Field(ge=0, le=1e6, allow_inf_nan=False), Kind("hours", "a number of hours, 0 or more")
]
Seconds = Annotated[
    float, Field(ge=0, le=1e9, allow_inf_nan=False), Kind("seconds", "a number of seconds, 0 or more")
]
Kilograms = Annotated[
    float, Field(ge=0, le=1e9, allow_inf_nan=False), Kind("kilograms", "a number of kilograms, 0 or more")
]
Megahertz = Annotated[
    float, Field(gt=0, le=1e9, allow_inf_nan=False), Kind("megahertz", "a number of megahertz above 0")
]
Probability = Annotated[
    float, Field(ge=0, le=1, allow_inf_nan=False), Kind("probability", "a number from 0 to 1")
]
Count = Annotated[int, Field(ge=0, le=10**9), Kind("count", "a whole number, 0 or more")]
Number = Annotated[
    float, Field(ge=-1e9, le=1e9, allow_inf_nan=False), Kind("number", "a number of at most nine digits")
]
Place = Annotated[int, Field(ge=1, le=50), Kind("place", "a whole number from 1 to 50")]
