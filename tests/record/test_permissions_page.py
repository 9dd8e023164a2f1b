"""The published page of the table is current and leaves no row out."""

from pathlib import Path

from dueregard.record.forms import FORMS
from dueregard.record.permissions import TABLE
from dueregard.record.permissions_page import FILE, permissions_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_is_current():
    assert (DOCS / FILE).read_text(encoding="utf-8") == permissions_page()


def test_every_row_and_every_form_stands_on_the_page():
    page = permissions_page()
    for row in TABLE:
        assert f"| {row.id} | " in page
        assert row.sentence in page
    for number in FORMS:
        assert f"\n| {number} | {FORMS[number].ABOUT.title} | " in page
