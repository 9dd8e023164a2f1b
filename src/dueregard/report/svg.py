"""A matplotlib drawing turned into a small SVG that can stand in a page beside others.

Coordinates are rounded to a tenth of a unit and written relative to each other, styles become attributes (so that the
page's security policy can refuse every inline style), the few identifiers left carry the drawing's own name, and type
is left to the reader's system.
"""

import io
import re
from html import escape
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NUMBER: Final = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
_STEP: Final = re.compile(r"([MLQCz])([^MLQCz]*)")
_URL: Final = re.compile(r"url\(#([^)]+)\)")
# the family comes from the style sheet; the rest is what SVG takes anyway
_DROPPED: Final = {
    "font-family",
    "font-style",
    "font-variant",
    "font-weight",
    "font-stretch",
    "stroke-dashoffset",
}
_DEFAULTS: Final = {("stroke-linejoin", "miter"), ("text-anchor", "start"), ("stroke-linecap", "butt")}


def to_svg(figure: "Figure", name: str, label: str, css_class: str) -> str:
    """Return the figure as an ``<svg>`` element: a viewBox instead of a size, ``role="img"``, ``label`` as its
    accessible name, identifiers prefixed with ``name``. The bytes depend on the drawing alone.
    """
    raw = io.StringIO()
    figure.savefig(raw, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ElementTree.fromstring(raw.getvalue())  # noqa: S314 - matplotlib's own output, made a line above
    body = "".join(_element(child, name) for child in root)
    return (
        f'<svg class="{css_class}" viewBox="{root.get("viewBox")}" role="img" aria-label="{escape(label)}">'
        f"{body}</svg>"
    )


def _element(node: ElementTree.Element, name: str) -> str:
    tag = node.tag.rpartition("}")[2]
    if tag in {"metadata", "style"}:
        return ""
    inner = "".join(_element(child, name) for child in node)
    if tag == "g":  # groups only carry identifiers nobody refers to
        return inner
    if tag == "defs":
        return f"<defs>{inner}</defs>" if inner else ""
    attributes = _attributes(node, name)
    text = escape((node.text or "").strip(), quote=False)
    if tag == "text" and not text:
        return ""
    return f"<{tag}{attributes}>{text}{inner}</{tag}>" if text or inner else f"<{tag}{attributes}/>"


def _attributes(node: ElementTree.Element, name: str) -> str:
    pairs: list[tuple[str, str]] = []
    for raw_key, raw_value in node.attrib.items():
        key, value = raw_key.rpartition("}")[2], raw_value
        if key == "style":
            pairs += [
                (part[0].strip(), part[1].strip().removesuffix("px"))
                for part in (item.split(":", 1) for item in value.split(";") if ":" in item)
            ]
        elif key == "d":
            pairs.append((key, _path(value)))
        elif key == "id":
            pairs.append((key, f"{name}-{value}"))
        elif key == "transform":
            if not re.match(r"rotate\(-?0 ", value):
                pairs.append((key, _NUMBER.sub(lambda found: _tenth(float(found.group())), value)))
        elif key == "clip-path":
            pairs.append((key, _URL.sub(rf"url(#{name}-\1)", value)))
        elif key == "href":
            pairs.append((key, value.replace("#", f"#{name}-")))
        else:
            pairs.append((key, value))
    kept = [(key, value) for key, value in pairs if key not in _DROPPED and (key, value) not in _DEFAULTS]
    return "".join(f' {key}="{escape(_rounded(key, value))}"' for key, value in kept)


def _rounded(key: str, value: str) -> str:
    if key in {"x", "y", "width", "height", "stroke-dasharray"}:
        return _NUMBER.sub(lambda found: _tenth(float(found.group())), value)
    return value


def _path(path: str) -> str:
    """Return the path with relative steps of a tenth of a unit; steps of nothing are left out."""
    out: list[str] = []
    here = (0, 0)
    for letter, rest in _STEP.findall(path):
        numbers = [round(float(number) * 10) for number in _NUMBER.findall(rest)]
        if letter == "z":
            out.append("z")
            continue
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "L" and points == [here]:
            continue
        # relative to where this step began, also for the control points of a curve
        steps = "".join(_signed(x - here[0]) + _signed(y - here[1]) for x, y in points)
        if letter == "M":  # written absolutely, so that nothing depends on where a closed path ended
            steps = "".join(_signed(x) + _signed(y) for x, y in points).lstrip()
            out.append(f"M{steps}")
        else:
            out.append(f"{letter.lower()}{steps.lstrip()}")
        here = points[-1]
    return _joined(out)


def _joined(out: list[str]) -> str:
    """Return the steps with the letter said once for a run of lines."""
    text = ""
    before = ""
    for step in out:
        if step[0] == "l" and before == "l":
            text += step[1:] if step[1] == "-" else f" {step[1:]}"
        else:
            text += step
        before = step[0]
    return text


def _signed(tenths: int) -> str:
    text = _tenth(tenths / 10)
    return text if text.startswith("-") else f" {text}"


def _tenth(value: float) -> str:
    """Return the number to one decimal, as short as it goes: 3, -0.4 as -.4, 0."""
    text = f"{value:.1f}".removesuffix(".0")
    if text in {"-0", "0"}:
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
