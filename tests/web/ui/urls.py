"""The names the layout links to, so that the kit is tested without the pages of any audience."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from preau.web.ui.session import session_extend


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("elsewhere")


urlpatterns = [
    path("", elsewhere, name="home"),
    path("aide/", elsewhere, name="help"),
    path("nous-joindre/", elsewhere, name="contact-us"),
    path("nous-joindre/organismes/", elsewhere, name="contact-bodies"),
    path("connexion/", elsewhere, name="sign-in"),
    path("connexion/aide/", elsewhere, name="sign-in-help"),
    path("compte/", elsewhere, name="account"),
    path("sortie/", elsewhere, name="sign-out"),
    path("langue/", elsewhere, name="set-language"),
    path("session/", session_extend, name="session-extend"),
    path("_ui/", include("preau.web.ui.urls")),
]
