"""Fields filled in by name: in their place, between the comments, and read back as what was meant."""

import json
import tomllib

import pytest
from node_made import BEGIN, MERIDIAN_KEY, begun, notice, signed

from dueregard.jobs.begin_draft import begun_draft, form_number
from dueregard.jobs.filing import file, given
from dueregard.jobs.node import log_key
from dueregard.jobs.prefill import prefilled
from dueregard.jobs.receipt_file import entry_in_receipt, receipt_beside, write_receipt
from dueregard.model.errors import DataError, UsageError
from dueregard.record.forms import FORMS, blank, example, form_of, from_toml, to_toml, write_filing
from dueregard.record.forms.anatomy import shapes_of


@pytest.mark.parametrize("number", FORMS)
def test_every_plain_field_of_every_form_can_be_filled_in_blank_or_filled(number):
    form = form_of(number)
    fields = {
        shape.name: shape.example if isinstance(shape.example, str) else json.dumps(shape.example)
        for shape in shapes_of(form)
        if not shape.tables and shape.name != "format" and shape.example is not None
    }
    whole = json.loads(write_filing(example(number)))
    for text in (blank(number), to_toml(example(number))):
        made = prefilled(text, form, fields)
        read = tomllib.loads(made)
        for shape in shapes_of(form):
            if shape.name in fields:
                assert read[shape.name] == shape.example, shape.name
        assert made.count("\n## ") == text.count("\n## ")  # every explanation stays
    untouched = prefilled(to_toml(example(number)), form, {"reference": "a new one"})
    assert json.loads(write_filing(from_toml(untouched))) == {**whole, "reference": "a new one"}


def test_fields_of_tables_are_named_by_path():
    text = prefilled(
        blank("N1"),
        form_of("N1"),
        {
            "window.start": "2031-03-01T00:00:00Z",
            "objects.object.norad_cat_id": "900101",
            "objects.operator": "BOR",
        },
    )
    read = tomllib.loads(text)
    assert read["window"] == {"start": "2031-03-01T00:00:00Z", "end": ""}
    assert read["objects"][0]["object"]["norad_cat_id"] == 900101
    assert read["approached_objects"][0]["object"] == {}


@pytest.mark.parametrize("begin", [blank("N1"), to_toml(notice(plans=(), phases=(), abort=None))])
def test_a_table_that_is_left_out_comes_with_its_first_field(begin):
    whole = prefilled(
        begin,
        form_of("N1"),
        {
            "plans.of.norad_cat_id": "900101",
            "plans.form": "words",
            "plans.text": "One line.\nAnd another.",
            "phases.name": "Drift",
            "abort.when": "The owner asks for it.",
        },
    )
    read = tomllib.loads(whole)
    assert read["plans"] == [
        {"form": "words", "text": "One line.\nAnd another.", "of": {"norad_cat_id": 900101}}
    ]
    assert read["phases"] == [{"name": "Drift"}]
    assert read["abort"] == {"when": "The owner asks for it."}
    assert read.keys() - tomllib.loads(begin).keys() == {"plans", "phases", "abort"}
    assert whole.count("\n## ") == begin.count("\n## ")


def test_of_several_tables_in_one_place_none_is_brought_in():
    with pytest.raises(UsageError, match="one of several tables, and none of them has been chosen"):
        prefilled(blank("D1"), form_of("D1"), {"distance.zone.radius_km": "50"})
    read = tomllib.loads(prefilled(blank("D1"), form_of("D1"), {"distance.purpose": "safety"}))
    assert read["distance"] == {**read["distance"], "purpose": "safety"}


def test_a_list_of_texts_may_be_given_as_one_text():
    for written in ("operator", '["operator"]'):
        assert tomllib.loads(prefilled(blank("K1"), form_of("K1"), {"roles": written}))["roles"] == [
            "operator"
        ]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("filedby", "BOR", "did you mean filed_by?"),
        ("format", "DR-N1/2", "no field format to be set"),
        ("window.begin", "2031", "no field window.begin"),
        ("kind.of", "x", "kind is no table"),
        ("fictional", "yes", "'yes' can not stand in a draft"),
    ],
)
def test_what_cannot_be_filled_in_is_told(path, value, said):
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        prefilled(blank("N1"), form_of("N1"), {path: value})


def test_values_cannot_break_out_of_their_field():
    hostile = 'x"\nsensitivity = "public'
    read = tomllib.loads(prefilled(blank("N1"), form_of("N1"), {"operation": hostile}))
    assert read["operation"] == hostile
    assert read["sensitivity"] == ""
    with pytest.raises(UsageError):
        prefilled(blank("N1"), form_of("N1"), {"operation": '"x"\nsensitivity = "public"'})


@pytest.fixture
def receipt(tmp_path):
    """Hand out the receipt of a notice that is in a log, and the notice's draft beside it."""
    draft = tmp_path / "n1.toml"
    draft.write_text(to_toml(notice()))
    with begun(tmp_path / "bor") as node:
        key = log_key(node, lambda _path: "")
        one = given(signed(notice(), MERIDIAN_KEY), tmp_path / "n1.json")
        (filed,) = file(node, key, [one], lambda: BEGIN, anyway=True)
    path = receipt_beside(tmp_path / "n1.json")
    write_receipt(path, filed.receipt)
    return path


def test_a_draft_begins_with_an_earlier_one_and_names_what_it_corrects(receipt):
    entry, envelope = entry_in_receipt(receipt)
    assert envelope == signed(notice(), MERIDIAN_KEY)
    text = begun_draft(
        "N1", False, receipt.with_name("n1.toml"), {"amends": receipt}, ["least_planned_km=1.0"]
    )
    assert from_toml(text) == notice(amends=entry, least_planned_km=1.0)
    assert form_number(None, receipt.with_name("n1.toml")) == "N1"
    with pytest.raises(UsageError, match="the file holds form N1, not N2"):
        form_number("N2", receipt.with_name("n1.toml"))


@pytest.mark.parametrize(
    ("number", "field"), [("N2", "notice"), ("H1", "entry"), ("H5", "withdraws"), ("Q7", "query")]
)
def test_a_draft_names_what_it_is_about(number, field, receipt):
    read = tomllib.loads(begun_draft(number, False, None, {"about": receipt}, []))
    assert read[field] == entry_in_receipt(receipt)[0]
    with pytest.raises(UsageError, match="is about no other filing"):
        begun_draft("N1", False, None, {"about": receipt}, [])


def test_what_is_no_receipt_or_of_another_filing_is_told(receipt):
    with pytest.raises(DataError, match="this is no receipt"):
        entry_in_receipt(receipt.with_name("n1.toml"))
    with pytest.raises(DataError, match="it is the receipt of another filing"):
        entry_in_receipt(receipt, notice(reference="another"))
    assert entry_in_receipt(receipt, notice())[0]
