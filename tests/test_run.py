"""The starter: which extras it installs when, without installing anything."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``run.py`` as a module, with a folder and an environment of its own; ``asked`` notes what pip is told."""
    spec = importlib.util.spec_from_file_location("starter", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]")
    for name, path in (
        ("HERE", ""),
        ("VENV", ".venv"),
        ("PYTHON", ".venv/python"),
        ("COMMAND", ".venv/dueregard"),
    ):
        monkeypatch.setattr(module, name, tmp_path / path)
    module.VENV.mkdir()
    module.PYTHON.touch()
    module.COMMAND.touch()
    module.asked = []
    monkeypatch.setattr(module.subprocess, "run", lambda command, **_: module.asked.append(command[-1]))
    return module


def extras(target: str) -> str:
    return target.partition("[")[2].rstrip("]")


def test_each_extra_is_installed_once(starter: ModuleType):
    for extra in ("", "", "dev", "dev", "", "bench", "bench", "dev", ""):
        starter.install(extra)
    assert [extras(target) for target in starter.asked] == ["web", "dev,web", "bench,dev,web"]


def test_the_tests_tools_satisfy_a_plain_command(starter: ModuleType):
    starter.install("dev")
    starter.install("")
    assert len(starter.asked) == 1


def test_benchmarks_are_asked_for_with_what_is_there_and_nothing_waits_for_them(starter: ModuleType):
    starter.install("bench")
    starter.install("dev")
    assert [extras(target) for target in starter.asked] == ["bench,web", "dev,web"]
    (starter.HERE / "pyproject.toml").write_text("[project] # changed")
    starter.install("dev")
    starter.install("bench")
    assert [extras(target) for target in starter.asked[2:]] == ["dev,web", "bench,dev,web"]


def test_another_python_installs_again(starter: ModuleType, monkeypatch: pytest.MonkeyPatch):
    starter.install("")
    monkeypatch.setattr(sys, "version", "another")
    starter.install("")
    assert len(starter.asked) == 2


@pytest.mark.parametrize("verb", ["test", "check", "validate"])
def test_what_runs_tests_asks_for_no_peer(starter: ModuleType, monkeypatch: pytest.MonkeyPatch, verb: str):
    installed: list[str] = []
    monkeypatch.setattr(starter, "install", installed.append)
    monkeypatch.setattr(starter, "run", lambda *_: 0)
    monkeypatch.setattr(starter, "check", lambda: 0)
    assert starter.main([verb]) == 0
    assert installed == ["dev"]
