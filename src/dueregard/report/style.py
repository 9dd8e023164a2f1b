"""The one style sheet: of reports, which carry it in each page, and of a node's pages."""

import hashlib
from base64 import b64encode
from functools import lru_cache
from importlib import resources


def style_hash() -> str:
    """Return the source expression by which a policy admits the style sheet and no other (CSP Level 3, 2.3.1)."""
    return "sha256-" + b64encode(hashlib.sha256(style().encode()).digest()).decode()


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style sheet without comments and needless space."""
    text = (resources.files("dueregard.report") / "templates" / "style.css").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines() if not line.startswith("/*"))
    return "\n".join(line for line in lines if line)
