"""The template environment of every page and mail of the product."""

from pathlib import Path
from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from preau.web.ui.filters import FILTERS
from preau.web.ui.icons import icon

WEB = Path(__file__).resolve().parent.parent


def template_folders() -> list[Path]:
    """The kit first, then one `templates/` folder per audience."""
    kit = WEB / "ui" / "templates"
    audiences = sorted(folder for folder in WEB.glob("*/templates") if folder != kit)
    return [kit, *audiences]


def environment(**options: Any) -> jinja2.Environment:
    """Called by Django's Jinja2 backend. An undefined variable stops the page, never blanks it."""
    given = options.pop("loader", None)
    folders = list(map(str, template_folders()))
    elsewhere = [path for path in getattr(given, "searchpath", []) if path not in folders]
    options |= {
        "autoescape": True,
        "cache_size": -1,
        "extensions": [*options.get("extensions", []), "jinja2.ext.i18n"],
        "loader": jinja2.FileSystemLoader([*folders, *elsewhere]),
        "lstrip_blocks": True,
        "trim_blocks": True,
        "undefined": jinja2.StrictUndefined,
    }
    env = jinja2.Environment(**options)  # noqa: S701  (autoescape is set above)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals |= {"icon": icon, "static": static, "url": url}
    env.filters |= FILTERS
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
