"""Templates of pages and cards: names that a template does not get are errors, not blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str, *, html: bool) -> Template:
    """A template of this room.

    Args:
        name: Its file.
        html: Escape all texts for HTML; in Markdown the filter `cell` keeps tables whole.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mmkg.dataset", "."),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    return environment.get_template(name)
