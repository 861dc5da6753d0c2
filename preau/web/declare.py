"""What each view says of itself: its audience, its permission, whether it writes.

A view without a declaration is not served. A house test replays every declared view as every
persona.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

from preau.core.actors import Anonymous, FamilyActor, Origin

Audience = Literal["public", "account", "family"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class FamilyRequest(HttpRequest):
    """The request that a declared view receives; public views may meet an Anonymous actor."""

    origin: Origin
    actor: FamilyActor


class PublicRequest(HttpRequest):
    origin: Origin
    actor: Anonymous | FamilyActor


@dataclass(frozen=True)
class Page:
    """`account`: anyone signed in. `family`: signed in, acts on the children it confirmed."""

    audience: Audience
    permission: str = ""
    writes: bool = False


def page(
    *, audience: Audience, permission: str = "", writes: bool = False
) -> Callable[[View], View]:
    """Declare a view. `writes`: it answers POST; else only GET and HEAD are let through."""

    def declare(view: View) -> View:
        cast(Any, view).page = Page(audience, permission, writes)
        return view

    return declare


def declaration(view: Callable[..., Any]) -> Page | None:
    return getattr(view, "page", None)
