"""Django's database settings from a PostgreSQL address."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from preau.config.env import Env, SettingError


def database_settings(env: Env) -> dict[str, Any]:
    """DATABASES["default"]: the application's role, or the owner's for migrations."""
    url = env.owner_database_url if env.as_owner else env.database_url
    if not url:
        raise SettingError(
            "DATABASE_URL manque : donnez l’adresse d’une base PostgreSQL, par exemple "
            "postgresql://preau_app@/preau?host=/run/postgresql, ou lancez « preau demo »."
        )
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingError(
            "DATABASE_URL doit commencer par postgresql:// ; Préau ne parle qu’à PostgreSQL."
        )
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise SettingError("DATABASE_URL donne un port qui n’en est pas un.") from error
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {k: v for k, v in query.items() if k not in ("host", "port")}
    if env.mode != "test" and not env.as_owner:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": query.get("port") or port,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
