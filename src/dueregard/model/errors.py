"""What can go wrong, each with the exit code a command ends with.

An error says what was read, where, what was expected and what to do next. Edges raise these; pure
compute raises ``ValueError``.
"""


class DueRegardError(Exception):
    """Anything we tell the user about ourselves. ``exit_code`` is what the command returns."""

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", expected: str = "", do: str = "") -> None:
        self.what, self.where, self.expected, self.do = what, where, expected, do
        super().__init__(self.diagnostics())

    def diagnostics(self) -> str:
        """Return the error in one to four short lines: what, where, what was expected, what to do."""
        lines = [self.what if not self.where else f"{self.where}: {self.what}"]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.do:
            lines.append(f"  what to do: {self.do}")
        return "\n".join(lines)


class UsageError(DueRegardError):
    """The command or the call was not well formed."""

    exit_code = 2


class DataError(DueRegardError):
    """What was read cannot be used."""

    exit_code = 3


class NetworkError(DueRegardError):
    """A server did not answer, or answered with something other than what was asked for."""

    exit_code = 4
