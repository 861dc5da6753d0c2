"""The map of the site, in French as parents read it."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("preau.web.account.urls")),
    path("", include("preau.web.family.urls")),
]

if settings.PREAU_MODE in ("demo", "test"):
    urlpatterns += [
        path("demo/", include("preau.demo.urls")),
        path("_ui/", include("preau.web.ui.urls")),
    ]

handler400 = "preau.web.ui.errors.bad_request"
handler403 = "preau.web.ui.errors.permission_denied"
handler404 = "preau.web.ui.errors.not_found"
handler500 = "preau.web.ui.errors.server_error"
