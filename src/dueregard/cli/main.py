"""The ``dueregard`` command. Exit codes: 0 ok, 1 a condition of --fail-on was met, 2 usage, 3 data, 4 network.

Nothing is loaded before ``main`` is called: Ctrl-C while it is loaded ends the command as it does at any other time.
"""

import os
import sys
from typing import Final, NoReturn

INTERRUPTED: Final = 130  # what shells expect of a command ended with Ctrl-C
OWN_FAULT: Final = 70  # EX_SOFTWARE of sysexits: an error of the program itself


def main() -> None:
    """Run the command line; turn errors into a message on stderr and an exit code."""
    try:
        _ended()
    except SystemExit as end:
        _leave_kernels(end.code)
        raise


def _leave_kernels(code: object) -> None:
    """End the process here and now where kernels are still being loaded: an error came before they were there.

    The compiler is taken down while Python ends, and a thread that is in it then dies with the whole process (SIGILL).
    """
    kernels = sys.modules.get("dueregard.jobs.kernels")
    if kernels is not None and kernels.still_loading():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _ended() -> None:
    try:
        _run()
    except KeyboardInterrupt:
        _interrupted()
    except SystemExit as end:
        # Typer turns an interruption inside a verb into this exit and says nothing.
        if end.code == INTERRUPTED:
            _interrupted()
        raise
    finally:
        _freeze()


def _freeze() -> None:
    """Spare Python the search for cycles among all modules at its end, which frees what the system frees anyway.

    With the compiler and the tables loaded it is a fifth of a second of every command.
    """
    import gc

    gc.freeze()


def _run() -> None:
    import gc

    from dueregard.cli.app import app
    from dueregard.model.errors import DueRegardError

    # A command makes many objects and few cycles: looking for those every 700 objects costs a tenth of a short run.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except DueRegardError as error:
        _tell(error.diagnostics())
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except Exception:
        import traceback

        # Python would end with 1, which is the answer "a condition of --fail-on was met".
        traceback.print_exc()
        _tell("this is an error of the program, not of your data; please report it with the lines above.")
        sys.exit(OWN_FAULT)


def _interrupted() -> NoReturn:
    sys.stderr.write("\n")
    _tell("interrupted; nothing half-done was left behind.")
    sys.exit(INTERRUPTED)


def _tell(text: str) -> None:
    sys.stderr.write(f"dueregard: {text}\n")
