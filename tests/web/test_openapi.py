"""The OpenAPI document is current, complete, and what the node does: schemathesis asks everything in it."""

import json
import random
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from web_made import Client, enter_cast, form, made_node, serves, signed

from dueregard.web.app import make_app, make_routes
from dueregard.web.problem import KINDS, TYPE_PREFIX
from dueregard.web.publish import openapi_text

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
DOCUMENT = json.loads(FILE.read_text(encoding="utf-8"))
OPERATIONS = [
    (path, method, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
EVERY = pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[f"{method} {path}" for path, method, _ in OPERATIONS]
)
EXAMPLES = 25  # for each operation and each kind of request: well formed, and not


def test_the_published_document_is_current():
    assert FILE.read_text(encoding="utf-8") == openapi_text(), "run: python -m dueregard.web.publish docs"


def resolved(said):
    while "$ref" in said:
        found = DOCUMENT
        for step in said["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        said = found
    return said


@EVERY
def test_every_operation_is_described_with_its_parameters_answers_and_errors(path, method, operation):
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]
        assert "example" in parameter or parameter["name"] == "cursor", parameter["name"]
    answers = {status: resolved(said) for status, said in operation["responses"].items()}
    assert any(status.startswith("2") for status in answers)
    assert {"400", "414", "429", "500", "503"} <= set(answers)
    for status, said in answers.items():
        assert said["description"]
        if int(status) >= 400:
            (media_type,) = said["content"]
            assert media_type == "application/problem+json"
            example = said["content"][media_type]["example"]
            assert example["status"] == int(status)
            assert KINDS[example["type"].removeprefix(TYPE_PREFIX)].status == int(status)
        for name, header in said.get("headers", {}).items():
            assert resolved(header)["description"], name


def test_every_kind_of_problem_stands_in_the_document():
    text = FILE.read_text(encoding="utf-8")
    everywhere = {"no-such-method"}  # of what is not in the document
    assert {kind for kind in KINDS if f"`{TYPE_PREFIX}{kind}`" not in text} == everywhere


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_every_field_of_every_shape_is_described_with_an_example(name):
    schema = DOCUMENT["components"]["schemas"][name]
    assert schema["description"]
    assert schema["additionalProperties"] is False
    for field, said in schema["properties"].items():
        assert said["description"], field
        assert "examples" in json.dumps(said) or "$ref" in json.dumps(said), field


def test_every_list_is_also_csv():
    def lists(said):
        schema = resolved(said.get("content", {}).get("application/json", {}).get("schema", {}))
        return [
            n
            for n, p in schema.get("properties", {}).items()
            if p.get("type") == "array" and "$ref" in str(p)
        ]

    with_lists = {
        path
        for path, method, operation in OPERATIONS
        if method == "get" and lists(resolved(operation["responses"]["200"]))
    }
    # A filing's signatures are part of it; what was said since is a list of its own.
    expected = {"/api/v1/filings/{entry_id}/since.csv"}
    expected |= {f"{path}.csv" for path in with_lists if path != "/api/v1/filings/{entry_id}"}
    assert expected == {path for path in DOCUMENT["paths"] if path.endswith(".csv")}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Return the application of a node with some filings, and the ids of entries."""
    with made_node(tmp_path_factory.mktemp("asked") / "node") as node:
        what = serves(node)
        enter_cast(what)
        filed, _ = what.current.file([signed(form(number, "BOR")) for number in ("N1", "D2", "C1", "D8")])
        yield make_app(what), make_routes(what).openapi(), [one.listed.entry_id for one in filed]


KNOWN = {
    "number": ("N1", "D8"),
    "name": ("0/000.p/8", "000.p/8", "0/000.p/12"),
}


def can_be_wrong(operation):
    parameters = [p for p in operation.get("parameters", ()) if p["name"] not in ("name", "number")]
    return bool(parameters) or "requestBody" in operation


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [
        (path, method, mode)
        for path, method, operation in OPERATIONS
        for mode in ("positive", *(["negative"] if can_be_wrong(operation) else []))
    ],
)
def test_schemathesis_finds_nothing(asked, path, method, mode):
    app, document, ids = asked
    found = schemathesis.openapi.from_dict(document)[path][method.upper()]
    wanted = found.as_strategy(generation_mode=schemathesis.GenerationMode(mode))
    known = {**KNOWN, "entry_id": ids}
    excluded = [CHECKS.get_one(name) for name in left_out(path, method)]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=wanted, choice=st.integers(0, 3))
    def holds(case, choice):
        if mode == "positive" and choice:  # else nearly all of them would be answered that there is nothing
            for name in case.path_parameters or ():
                case.path_parameters[name] = random.Random(choice).choice(known[name])
        case.call_and_validate(app=app, excluded_checks=excluded)

    holds()


def left_out(path, method):
    """Return the checks that do not fit an operation."""
    if (path, method) == ("/api/v1/checks", "post"):
        return ["negative_data_rejection"]  # to say what is wrong with a draft is what it is for
    if method == "post" or path.startswith(("/api/v1/filings", "/api/v1/log/proofs")):
        # What schemas cannot say: signatures, cursors that were handed out, one size below another.
        return ["positive_data_acceptance"]
    return []


def test_the_node_hands_out_the_published_document(client: Client):
    assert client.ask("openapi.json").json == DOCUMENT
