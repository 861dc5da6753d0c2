"""The template environment of every page and mail of the product."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from preau.core.elision import filled
from preau.core.wording import gettext
from preau.web.ui.filters import FILTERS
from preau.web.ui.icons import icon
from preau.web.ui.spoken import SpokenEnvironment, spoken_gettext

WEB = Path(__file__).resolve().parent.parent


def template_folders() -> list[Path]:
    """The kit first, then one `templates/` folder per audience."""
    kit = WEB / "ui" / "templates"
    audiences = sorted(folder for folder in WEB.glob("*/templates") if folder != kit)
    return [kit, *audiences]


def environment(**options: Any) -> SpokenEnvironment:
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
    env = SpokenEnvironment(**options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals |= {"gettext": spoken_gettext, "icon": icon, "static": static_url, "url": url}
    env.filters |= FILTERS | {"filled": filled, "icon": icon}
    return env


def url(name: str, *args: int | str, **kwargs: int | str) -> str:
    """The address of a named view; what was resolved is remembered."""
    return _url(name, args, tuple(kwargs.items()))


@lru_cache(maxsize=4096)
def _url(name: str, args: tuple[int | str, ...], kwargs: tuple[tuple[str, int | str], ...]) -> str:
    return reverse(name, None, args or None, dict(kwargs) or None)


@receiver(setting_changed)
def _forget_urls(*, setting: str, **_told: object) -> None:
    """A test that maps the site anew."""
    if setting == "ROOT_URLCONF":
        _url.cache_clear()


@cache
def static_url(path: str) -> str:
    """The hashed address of a static file: the same for the life of the process."""
    return static(path)
