"""What every mode shares. Values come from the environment through preau.config.env only."""

from pathlib import Path
from typing import Any

from preau.config.database import database_settings
from preau.config.env import read_env
from preau.config.files import attachments_storage
from preau.config.limits import limits_from
from preau.config.logs import logging_settings

ENV = read_env()
LIMITS = limits_from(ENV.limits)
PACKAGE = Path(__file__).resolve().parents[2]

DEBUG = False
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = [*ENV.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "preau.config.urls"
WSGI_APPLICATION = "preau.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Account"

PREAU_MODE = ENV.mode
PREAU_LIMITS = LIMITS
PREAU_FONTS = ENV.fonts
PREAU_URL = ENV.public_url
PREAU_TRUSTED_PROXIES = ENV.trusted_proxies
PREAU_DATA = ENV.data_dir

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "preau.core",
    "preau.boards",
    "preau.accounts",
    "preau.people",
    "preau.notifications",
    "preau.messaging",
    "preau.agenda",
    "preau.homework",
    "preau.attendance",
    "preau.results",
    "preau.finances",
    "preau.transport",
    "preau.exchange",
    "preau.web.ui",
    "preau.web.account",
    "preau.web.family",
]

MIDDLEWARE = [
    "preau.web.middleware.origin",
    "preau.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    # Near the top: the pages of what goes wrong further down have their policy too.
    "preau.web.policy.content_security_policy",
    "preau.web.request_body.BoundedBody",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "preau.web.middleware.transaction_per_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "preau.web.sessions.session_limits",
    "preau.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "preau.web.csrf.CsrfProtection",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "preau.web.middleware.ActorScope",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja",
        "DIRS": [
            PACKAGE / "web/ui/templates",
            PACKAGE / "web/account/templates",
            PACKAGE / "web/family/templates",
            PACKAGE / "notifications/templates",
            PACKAGE / "demo/templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "preau.web.ui.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database_settings(ENV)}

AUTHENTICATION_BACKENDS = ["preau.accounts.backends.AddressBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "preau.accounts.passwords.LengthValidator"},
    {"NAME": "preau.accounts.passwords.CommonPasswordValidator"},
    {"NAME": "preau.accounts.passwords.ContextValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "preau.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS: dict[str, str] = {}

SESSION_ENGINE = "preau.accounts.sessions"
SESSION_COOKIE_AGE = LIMITS.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "preau.web.ui.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 4 * LIMITS.attachment_files
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "preau.web.uploads.PrivateFolder",
]

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "preau_langue"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Toronto"

STATIC_URL = "/statique/"
STATIC_ROOT = ENV.data_dir / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "files"), "base_url": None},
    },
    "attachments": attachments_storage(ENV),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEFAULT_FROM_EMAIL = ENV.mail_from
SMTP_URL = ENV.smtp_url

LOGGING_CONFIG = None
LOGGING = logging_settings(ENV.log_level)
