"""The payload type under which filings are signed and sealed."""

from typing import Final

FILING_TYPE: Final = "application/vnd.dueregard.filing+json"
