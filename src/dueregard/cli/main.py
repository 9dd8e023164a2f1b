"""The ``dueregard`` command. Exit codes: 0 ok, 1 a condition of --fail-on was met, 2 usage, 3 data, 4 network."""

import gc
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from dueregard.cli import demo, fetch, keep, monitor, screen, verify
from dueregard.cli.common import INTERRUPTED, OWN_FAULT, warn
from dueregard.model.errors import DueRegardError
from dueregard.version import __version__

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="What was declared and notified near each other's satellites, held against what the sky shows.",
)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"dueregard {__version__}\n")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Say what is true of all verbs."""


for verb in (demo, monitor, screen, verify, fetch, keep):
    verb.register(app)


def main() -> None:
    """Run the command line; turn errors into a message on stderr and an exit code."""
    # A command makes many objects and few cycles: looking for those every 700 objects costs a tenth of a short run.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except DueRegardError as error:
        warn(f"dueregard: {error.diagnostics()}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        # Typer turns an interruption inside a verb into this exit and says nothing.
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    except BrokenPipeError:
        sys.exit(0)
    except Exception:
        # Python would end with 1, which is the answer "a condition of --fail-on was met".
        traceback.print_exc()
        warn(
            "dueregard: this is an error of the program, not of your data; please report it with the lines above."
        )
        sys.exit(OWN_FAULT)


def _interrupted() -> NoReturn:
    warn("\ndueregard: interrupted; nothing half-done was left behind.")
    sys.exit(INTERRUPTED)
