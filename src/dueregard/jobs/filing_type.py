"""The payload type under which filings are signed."""

from typing import Final

FILING_TYPE: Final = "application/vnd.dueregard.filing+json"
