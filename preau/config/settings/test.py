"""The suite: the application's role on a private PostgreSQL, quick hashes where hashing is not
what is tested."""

from preau.config.settings.base import *  # noqa: F403
from preau.config.settings.base import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "preau.demo"]
PASSWORD_HASHERS = [
    "tests.hashers.QuickArgon2",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
