"""What Django alone costs: a signed-in view that returns 10 kB."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

BACKEND = "django.contrib.auth.backends.ModelBackend"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
SETTINGS = {
    "MIDDLEWARE": MIDDLEWARE,
    "ROOT_URLCONF": "bench.bare",
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "AUTHENTICATION_BACKENDS": [BACKEND],
}
BODY = b"x" * 10_000


def bare(request: HttpRequest) -> HttpResponse:
    """The signed-in person is read, as any personal page does."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(BODY)


urlpatterns = [path("", bare)]
