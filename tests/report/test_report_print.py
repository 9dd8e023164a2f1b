"""The style sheet on paper: one size rules all type, nothing is printed that only a screen can open or show."""

import re
from importlib import resources

import pytest

STYLE = (resources.files("dueregard.report") / "templates" / "style.css").read_text(encoding="utf-8")


def block(style: str, head: str) -> str:
    """Return what stands between the braces of an at-rule, by counting them."""
    start = style.index(head) + len(head)
    depth = 0
    for at in range(start, len(style)):
        depth += {"{": 1, "}": -1}.get(style[at], 0)
        if depth == 0 and style[at] == "}":
            return style[start + 1 : at]
    raise AssertionError(head)


PRINT = block(STYLE, "@media print ")
PHONE = block(STYLE, "@media screen and (max-width: 44rem) ")
EVERYWHERE = STYLE.replace(PRINT, "").replace(PHONE, "")


def rules(style: str) -> dict[str, str]:
    """Return the declarations of each selector of a list, the last where it stands twice with one property."""
    found: dict[str, str] = {}
    for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        for selector in selectors.split(","):
            found[selector.strip()] = found.get(selector.strip(), "") + declarations
    return found


def test_all_type_is_measured_against_the_root_so_that_paper_needs_one_size() -> None:
    sizes = re.findall(r"font(?:-size)?:\s*([^;}]+)", STYLE.replace(PRINT, ""))
    lengths = [length for size in sizes for length in re.findall(r"[\d.]+(px|pt|cm|mm|in)\b", size)]
    assert sizes
    assert not lengths
    assert re.findall(r"font-size:\s*([^;}]+)", PRINT) == ["9.5pt "]
    assert "9.5pt" in rules(PRINT)[":root"]


def test_what_paper_cannot_open_is_not_printed() -> None:
    for selector in (".top nav", ".skip", "details:not([open])"):
        assert "display: none" in rules(PRINT)[selector]


def test_the_drawing_for_a_phone_shows_on_a_phone_alone() -> None:
    assert "display: none" in rules(EVERYWHERE)[".narrow"]
    assert "display: block" in rules(PHONE)["svg.narrow"]
    assert "display: inline" in rules(PHONE)["span.narrow"]
    assert "display: none" in rules(PHONE)[".wide"]
    assert "narrow" not in PRINT


@pytest.mark.parametrize("selector", ["tr", "li", "figure", "p", "h2"])
def test_nothing_small_is_torn_between_two_sheets(selector: str) -> None:
    assert "break-inside: avoid" in rules(PRINT)[selector]


@pytest.mark.parametrize("selector", ["h2", "h3", "caption", "thead"])
def test_no_heading_is_left_alone_at_the_foot_of_a_sheet(selector: str) -> None:
    assert "break-after: avoid" in rules(PRINT)[selector]


@pytest.mark.parametrize("selector", ["tbody tr:last-child", "dd:last-child"])
def test_no_last_line_is_left_alone_on_a_sheet(selector: str) -> None:
    assert "break-before: avoid" in rules(PRINT)[selector]


def test_a_box_keeps_its_edge_where_a_printer_leaves_backgrounds_out() -> None:
    for selector in (".banner", ".limits", "pre"):
        assert "border: 1px solid" in rules(PRINT)[selector]
