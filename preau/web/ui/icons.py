"""Icons, written into the page: no request, no font, the colour of the text around them."""

from functools import lru_cache

from lucide.jinja import lucide
from markupsafe import Markup


@lru_cache(maxsize=512)
def icon(name: str, label: str | None = None, size: int = 20) -> Markup:
    """The Lucide icon of that name; silent to screen readers unless it carries a label."""
    voice = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    svg = lucide(name, size=size, focusable="false", **{"class": "icon"}, **voice)
    return Markup(" ".join(svg.split()).replace(" />", "/>").replace("> <", "><"))  # noqa: S704
