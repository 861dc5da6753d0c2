"""What each view says of itself: its audience, its permission, whether it writes.

A view without a declaration is not served. A house test replays every declared view as every
persona.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

from preau.core.actors import Anonymous, FamilyActor, Origin

if TYPE_CHECKING:
    from preau.web.fresh import ProofOfIdentity

Audience = Literal["public", "account", "family"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class FamilyRequest(HttpRequest):
    """The request that a declared view receives; public views may meet an Anonymous actor.

    `proof` is there for the pages declared `fresh`.
    """

    origin: Origin
    actor: FamilyActor
    proof: "ProofOfIdentity"


class PublicRequest(HttpRequest):
    origin: Origin
    actor: Anonymous | FamilyActor


@dataclass(frozen=True)
class Page:
    """`account`: anyone signed in. `family`: signed in, acts on the children it confirmed."""

    audience: Audience
    permission: str = ""
    writes: bool = False
    fresh: bool = False
    uploads: bool = False


def page(
    *,
    audience: Audience,
    permission: str = "",
    writes: bool = False,
    fresh: bool = False,
    uploads: bool = False,
) -> Callable[[View], View]:
    """Declare a view. `writes`: it answers POST; else only GET and HEAD are let through.

    `fresh`: it writes only for somebody who proved lately who they are; see preau.web.fresh.
    `uploads`: it takes files, from somebody signed in; see preau.web.uploads.
    """
    if fresh and (audience == "public" or not writes):
        raise ValueError("a fresh proof is asked of somebody signed in, before a page writes")

    def declare(view: View) -> View:
        cast(Any, view).page = Page(audience, permission, writes, fresh, uploads)
        return view

    return declare


def declaration(view: Callable[..., Any]) -> Page | None:
    return getattr(view, "page", None)
