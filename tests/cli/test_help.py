"""Help: every command has it, says what it does, and loads nothing heavy for it."""

import subprocess
import sys

import pytest
import typer.main
from installed import dueregard

from dueregard.cli.app import app


def leaves(command, words=()):
    """Return every command that does something, by the words that call it."""
    if not hasattr(command, "commands"):
        return {" ".join(words): command}
    return {
        name: one
        for word in command.commands
        for name, one in leaves(command.commands[word], (*words, word)).items()
    }


COMMANDS = sorted(typer.main.get_command(app).commands)
LEAVES = leaves(typer.main.get_command(app))
HEAVY = ("polars", "numba", "matplotlib", "numpy", "sgp4", "jinja2", "scipy")


def test_the_commands_are_these():
    assert {"demo", "monitor", "screen", "verify", "fetch", "import", "catalogue"} <= set(COMMANDS)
    assert {"key", "node", "ledger", "notice"} <= set(COMMANDS)
    assert {"key new", "key show", "node begin", "node show"} <= set(LEAVES)


@pytest.mark.parametrize("command", LEAVES)
def test_help_of_every_command_ends_with_0_and_describes_every_option(command):
    ended = dueregard(*command.split(), "--help")
    assert ended.code == 0
    assert ended.err == ""
    found = LEAVES[command]
    assert found.help
    for parameter in found.params:
        if parameter.name == "help":
            continue
        assert getattr(parameter, "help", None), f"{command}: {parameter.name} has no words"
        for option in parameter.opts:
            if option.startswith("--"):
                assert option in ended.out


@pytest.mark.parametrize("command", [name for name in LEAVES if name != "serve"])  # which answers over HTTP
def test_every_command_prints_json_where_asked(command):
    options = {o for p in LEAVES[command].params for o in p.opts}
    assert "--json" in options


def test_help_names_every_command_and_version_prints_one():
    ended = dueregard("--help")
    assert ended.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in ended.out
    ended = dueregard("--version")
    assert ended.code == 0
    assert ended.out.startswith("dueregard ")


def loaded_by(code: str, names: tuple[str, ...]) -> list[str]:
    """Return which of the modules are loaded after the code has run in a fresh Python."""
    told = f"import sys; sys.stderr.write(' '.join(m for m in {names!r} if m in sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{told}"], capture_output=True, text=True, check=True
    )
    return ended.stderr.split()


HELP = (
    "import sys; sys.argv = ['dueregard', '--help']\n"
    "from dueregard.cli.main import main\n"
    "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code"
)


@pytest.mark.parametrize(
    "verb", ["", ".cli.common", ".cli.demo", ".cli.monitor", ".cli.screen", ".cli.verify"]
)
def test_the_package_and_its_long_verbs_load_nothing_heavy_before_it_is_needed(verb):
    assert loaded_by(f"import dueregard{verb}", HEAVY) == []


def test_help_loads_no_compiler_and_no_plots():
    assert loaded_by(HELP, ("numba", "matplotlib", "sgp4", "jinja2", "scipy")) == []


def test_help_loads_no_tables():
    assert loaded_by(HELP, ("polars", "numpy")) == []
