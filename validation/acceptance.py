"""What several validations need: the acceptance script as a module, and real catalogues where they are."""

import importlib.util
import json
import lzma
import os
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("DUEREGARD_TEST_DATA", REPOSITORY.parent / "shared" / "data"))


def catalogue(name: str) -> Path:
    """Return the path of a real catalogue; skip where it is not."""
    path = DATA / "catalogue" / name
    if not path.is_file():
        pytest.skip(f"real catalogues are not here: {path} (set DUEREGARD_TEST_DATA)")
    return path


def acceptance_script() -> ModuleType:
    """Return the acceptance script as a module; skip where it is not."""
    path = DATA.parent / "acceptance" / "check_screen.py"
    if not path.is_file():
        pytest.skip(f"the acceptance script is not here: {path}")
    spec = importlib.util.spec_from_file_location("check_screen", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def two_line_text(name: str) -> str:
    """Return a catalogue as two-line elements; skip where it is not."""
    path = catalogue(name)
    text = lzma.decompress(path.read_bytes()).decode()
    if ".json" not in name:
        return text
    return "\n".join(f"{record['TLE1']}\n{record['TLE2']}" for record in json.loads(text)) + "\n"
