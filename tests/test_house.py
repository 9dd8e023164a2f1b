"""The house keeps its own rules: who makes findings, what is loaded when, which words are shown, what is documented."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from dueregard.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dueregard"
MODULES = sorted(SOURCE.rglob("*.py"))
SHOWN = sorted(p for p in SOURCE.rglob("*") if p.suffix in (".j2", ".html", ".csv", ".toml", ".json"))
MOST_LINES = 400

# Words that judge or attribute intent, never used of anybody in shown text.
JUDGING = re.compile(
    r"\bviolat(?:e|es|ed|ion|ions|ing)\b|\bbreach(?:es|ed)?\b|\bsuspici(?:on|ons|ous)\b|\bsuspect(?:s|ed)?\b|"
    r"\bthreat scores?\b|\bunauthori[sz]ed\b|\bintent(?:s|ion|ions|ional|ionally)?\b|\bhostile\b|\baggress\w*|"
    r"\boffend\w*|\bculprits?\b|\bguilty?\b",
    re.IGNORECASE,
)
# Words for what objects do that only a notice may use.
ROLES = re.compile(
    r"\bchasers?\b|\bshadow(?:s|ed|ing)?\b|\bvisit(?:s|ed|ing)\b|\bstalk\w*|\bloiter\w*", re.IGNORECASE
)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the nodes that are docstrings: said to the reader of the code, not shown."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def spoken(path: Path) -> list[tuple[int, str]]:
    """Return every text literal of a module that could be shown, with its line; docstrings of commands are help."""
    tree = parsed(path)
    silent = set() if "cli" in path.parts else docstrings(tree)
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    ]


def called(node: ast.AST) -> str:
    """Return the name of what a call calls, without the modules before it."""
    if not isinstance(node, ast.Call):
        return ""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def makers(name: str, where: list[Path]) -> set[str]:
    """Return the modules, relative to the house, that call something of this name."""
    return {
        str(path.relative_to(SOURCE))
        for path in where
        if any(called(node) == name for node in ast.walk(parsed(path)))
    }


def test_a_finding_is_made_in_assess_alone():
    found = makers("Finding", MODULES)
    assert found == {"assess/filled.py", "assess/read_back.py"}  # filled in, and read back under its hash


def test_nobody_else_changes_a_finding_by_replacing_its_fields():
    """``replace(finding, outcome=...)`` would be a finding made elsewhere: only assess gives one its identity."""
    fields = {
        "outcome",
        "commitment_outcome",
        "explanation",
        "who_moved",
        "least_range_km",
        "evidence",
        "limits",
    }
    for path in MODULES:
        if path.is_relative_to(SOURCE / "assess"):
            continue
        for node in ast.walk(parsed(path)):
            if called(node) == "replace" and isinstance(node, ast.Call):
                assert not {k.arg for k in node.keywords} & fields, path


def test_the_search_for_makers_finds_a_hidden_one(tmp_path):
    for text in ("import m\nm.Finding(1)\n", "from m import Finding\nx = [Finding(y) for y in z]\n"):
        path = tmp_path / "module.py"
        path.write_text(text)
        assert any(called(node) == "Finding" for node in ast.walk(parsed(path)))


def test_nothing_heavy_is_loaded_by_importing_the_package():
    code = "import sys, dueregard; print(*[m for m in ('numpy', 'polars', 'numba', 'matplotlib') if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_speaks_a_word_that_judges(path):
    for line, text in spoken(path):
        for words in (JUDGING, ROLES):
            found = words.search(text)
            assert found is None, f"{path.relative_to(ROOT)}:{line}: {found.group()!r} in {text!r}"


@pytest.mark.parametrize("path", SHOWN, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_page_or_packaged_table_speaks_a_word_that_judges(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = JUDGING.search(line)
        # A packaged fact may quote its source; the quotation marks show that the word is not ours.
        if found and not re.search(r"[\"“'«][^\"”'»]*" + re.escape(found.group()), line):
            pytest.fail(f"{path.relative_to(ROOT)}:{number}: {found.group()!r} in {line!r}")


@pytest.mark.parametrize(
    "word", ["violation", "a breach of", "Suspicious", "intent", "unauthorised", "shadowed"]
)
def test_the_lists_of_words_find_what_they_forbid(word):
    assert JUDGING.search(word) or ROLES.search(word)


def test_no_module_is_longer_than_the_house_allows_and_none_is_a_drawer():
    for path in MODULES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_LINES, f"{path.relative_to(ROOT)}: {lines} lines"
        assert path.stem not in ("utils", "helpers", "manager", "handler", "service", "processor")


def test_every_module_says_what_it_is_for():
    for path in MODULES:
        assert ast.get_docstring(parsed(path)), path.relative_to(ROOT)


def test_nothing_shipped_names_the_machine_it_was_made_on():
    places = re.compile("/" + r"(?:work|root|home)/\w")
    for path in (*MODULES, *SHOWN, *ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"):
        if path.is_file():
            assert not places.search(path.read_text(encoding="utf-8")), path.relative_to(ROOT)


def commands() -> list[str]:
    return sorted(typer.main.get_command(app).commands)


def documents() -> str:
    found = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
    return "\n".join(p.read_text(encoding="utf-8") for p in found if p.is_file())


def documented() -> list[object]:
    return [*commands()]


@pytest.mark.parametrize("command", documented())
def test_the_documents_mention_every_command(command):
    assert re.search(rf"dueregard {command}\b|`{command}`|run\.py {command}\b", documents())
