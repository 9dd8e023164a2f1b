"""A trajectory message in XML (CCSDS 502.0-B-3, section 8; 505.0): ``<oem>``, alone or within an ``<ndm>``.

It is parsed as it is read, never held as a tree. Document types and entities are refused: no message needs them, and
they can be made to fill the memory or to read other files.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from xml.parsers import expat  # without document type: nothing to expand

from dueregard.model.errors import DataError
from dueregard.model.reject import Reject
from dueregard.sky.lines import quoted
from dueregard.sky.oem_parts import ASK_AUTHOR, HEADER, Part

DEPTH_LIMIT: Final = 32  # a message has six levels
TEXT_LIMIT: Final = 2**16  # characters of one value

_MESSAGES: Final = ("omm", "opm", "ocm", "cdm", "tdm", "aem", "apm", "acm", "rdm")
_STATE: Final = ("EPOCH", "X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
_UNITS: Final = dict.fromkeys(("X", "Y", "Z"), "km") | dict.fromkeys(("X_DOT", "Y_DOT", "Z_DOT"), "km/s")


def xml_parts(pieces: Iterable[bytes], file: str, where: str) -> Iterator[Part | Reject]:
    """Yield the parts of the messages in the file in their order, and a reject for what is none.

    Where the XML is broken or cut off, what stands before is yielded, and a reject for the rest. Raises
    :class:`DataError` where the file declares a document type or an entity, or is nested or long beyond reason.
    """
    reader = _Reader(file, where)
    for piece in pieces:
        yield from reader.feed(piece)
        if reader.broken:
            return
    yield from reader.feed(b"", last=True)


class _Reader:
    """The parser of one file and where it stands in it."""

    def __init__(self, file: str, where: str) -> None:
        self.file, self.where = file, where
        self.found: list[Part | Reject] = []
        self.path: list[str] = []
        self.text: list[str] = []
        self.length = 0
        self.units = ""
        self.leaf = False
        self.state: dict[str, str] = {}
        self.state_line = 0
        self.fault = ""
        self.other = 0  # the depth within a message of another kind
        self.broken = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def feed(self, piece: bytes, *, last: bool = False) -> list[Part | Reject]:
        """Return the parts that end in this piece of the file."""
        self.found = []
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            self.broken = True
            what = f"not well-formed XML ({expat.ErrorString(error.code)}); what follows was not read"
            self.reject("truncated", error.lineno, what, "a whole <oem> ... </oem>")
        except (
            LookupError,
            ValueError,
        ) as error:  # what Python says to an encoding that it, or the parser, has not
            self.broken = True
            self.reject("layout", 1, f"an encoding that cannot be read ({error})", "XML in UTF-8")
        return self.found

    def reject(self, reason: str, line: int, what: str, expected: str) -> None:
        self.found.append(Reject(self.file, line, reason, what, expected, ASK_AUTHOR))

    def refuse(self, *_: object) -> None:
        raise DataError(
            "an XML declaration of a document type or an entity",
            where=f"{self.where}, line {self.parser.CurrentLineNumber}",
            expected="plain XML without document type and entities",
            do="remove the declaration, after looking at what it is for",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        line, element = self.parser.CurrentLineNumber, name.rpartition(":")[2]
        self.path.append(element)
        if len(self.path) > DEPTH_LIMIT:
            raise self._beyond("elements nested more than", DEPTH_LIMIT, "deep")
        self.text, self.length, self.leaf, self.units = [], 0, True, attributes.get("units", "")
        if self.other:
            return
        if element.lower() in _MESSAGES and len(self.path) <= 2:
            self.other = len(self.path)
            self.reject("not_an_oem", line, f"a message of another kind, <{element}>", "<oem>")
        elif element == "oem":
            self.found.append(Part("message", line))
        elif element == "segment":
            self.found.append(Part("segment", line))
        elif element == "covarianceMatrix":
            self.found.append(Part("covariance", line))
        elif element == "stateVector":
            self.state, self.state_line, self.fault = {}, line, ""

    def characters(self, text: str) -> None:
        self.length += len(text)
        if self.length > TEXT_LIMIT:
            raise self._beyond("a value of more than", TEXT_LIMIT, "characters")
        self.text.append(text)

    def end(self, _name: str) -> None:
        element, value = self.path.pop(), "".join(self.text).strip()
        parent = self.path[-1] if self.path else ""
        line, leaf = self.parser.CurrentLineNumber, self.leaf
        self.text, self.length, self.leaf = [], 0, False
        if self.other:
            self.other = 0 if len(self.path) < self.other else self.other
        elif element == "stateVector":
            self._state()
        elif not leaf:
            return
        elif parent == "stateVector":
            self._number(element.upper(), value)
        elif element == "COMMENT":
            self.found.append(Part("comment", line, value=value))
        elif parent == "metadata" or element in HEADER:
            self.found.append(Part("keyword", line, element.upper(), value))

    def _number(self, name: str, value: str) -> None:
        if self.state.setdefault(name, value) != value:
            self.fault = self.fault or f"{name} is given twice"
        elif self.units and self.units.lower() != _UNITS.get(name, self.units.lower()):
            self.fault = self.fault or f"{name} in {quoted(self.units)}, not in {_UNITS[name]}"

    def _state(self) -> None:
        missing = [name for name in _STATE if name not in self.state]
        if missing or self.fault:
            what = self.fault or f"a state without {', '.join(missing)}"
            self.reject("layout", self.state_line, what, f"{', '.join(_STATE)}, in km and km/s")
        else:
            fields = tuple(self.state[name] for name in _STATE)
            self.found.append(Part("state", self.state_line, fields=fields))

    def _beyond(self, before: str, limit: int, after: str) -> DataError:
        return DataError(
            f"{before} {limit:,} {after}",
            where=f"{self.where}, line {self.parser.CurrentLineNumber}",
            expected="an OEM in XML",
            do="check that this is the right file",
        )
