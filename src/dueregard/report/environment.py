"""How templates are read, of reports and of a node's pages: escaped, strict, the marks for translation in place."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dueregard.report.style import style


def environment(*packages: str) -> Environment:
    """Return the templates of these packages, each of which can put the one style sheet into its page."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(one, "templates") for one in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # English for now; the marks for translation are already in the templates
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(style=Markup(style()))  # noqa: S704 - our own file
    return made
