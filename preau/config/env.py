"""The only reader of the environment. Each variable has a default or a sentence to ask for it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

Mode = Literal["demo", "production", "test"]


class SettingError(Exception):
    """A setting is missing or wrong; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Env:
    """What the environment says, read once and checked."""

    mode: Mode
    secret_key: str
    database_url: str
    owner_database_url: str
    data_dir: Path
    public_url: str
    port: int
    allowed_hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    smtp_url: str
    files_url: str
    files_access: tuple[str, str, str] = field(repr=False)
    mail_from: str
    pg_bin: Path | None
    fonts: Path | None
    log_level: str
    as_owner: bool
    limits: dict[str, str] = field(default_factory=dict)


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _items(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(name).split(",") if part.strip())


def _port(name: str, default: int) -> int:
    text = _text(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SettingError(f"{name} doit être un port entre 1 et 65535, et non « {text} ».")
    return int(text)


def _mode() -> Mode:
    text = _text("PREAU_MODE", "production")
    for mode in get_args(Mode):
        if text == mode:
            return cast(Mode, mode)
    raise SettingError(f"PREAU_MODE doit être demo, production ou test, et non « {text} ».")


def _secret_key(mode: Mode) -> str:
    key = _text("PREAU_SECRET_KEY")
    if key and len(key) >= 50:
        return key
    if mode == "production":
        raise SettingError(
            "PREAU_SECRET_KEY manque ou compte moins de 50 caractères : "
            "donnez une suite aléatoire, par exemple celle de « openssl rand -hex 32 ». "
            "Pour agir sur la démonstration : PREAU_MODE=demo."
        )
    return key or "only-for-a-private-demo-never-for-real-families-" + "0" * 16


def _fonts() -> Path | None:
    """The folder of fonts that papers may use beside their own."""
    text = _text("PREAU_FONTS")
    if text and not Path(text).is_dir():
        raise SettingError(f"PREAU_FONTS doit être un dossier de polices, et non « {text} ».")
    return Path(text) if text else None


def data_dir() -> Path:
    """The folder that holds the private database and the photos."""
    return Path(_text("PREAU_DATA") or ".data").expanduser().resolve()


def read_env() -> Env:
    """Read and check the environment. Raises SettingError with one sentence."""
    mode = _mode()
    port = _port("PORT", 8000)
    return Env(
        mode=mode,
        secret_key=_secret_key(mode),
        database_url=_text("DATABASE_URL"),
        owner_database_url=_text("OWNER_DATABASE_URL") or _text("DATABASE_URL"),
        data_dir=data_dir(),
        public_url=_text("PREAU_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        port=port,
        allowed_hosts=_items("PREAU_HOSTS"),
        trusted_proxies=_items("PREAU_TRUSTED_PROXIES"),
        smtp_url=_text("SMTP_URL"),
        files_url=_text("PREAU_FILES_URL"),
        files_access=(
            _text("AWS_ACCESS_KEY_ID"),
            _text("AWS_SECRET_ACCESS_KEY"),
            _text("AWS_SESSION_TOKEN"),
        ),
        mail_from=_text("PREAU_MAIL_FROM", "Préau <preau@localhost>"),
        pg_bin=Path(_text("PREAU_PG_BIN")) if _text("PREAU_PG_BIN") else None,
        fonts=_fonts(),
        log_level=_text("PREAU_LOG_LEVEL", "INFO").upper(),
        as_owner=_text("PREAU_AS_OWNER") == "1",
        limits={
            name.removeprefix("PREAU_LIMIT_").lower(): value
            for name, value in os.environ.items()
            if name.startswith("PREAU_LIMIT_")
        },
    )


def child_environment(**changes: str) -> dict[str, str]:
    """The environment for a child process, with changes."""
    return {**os.environ, **changes}


def suggest(**defaults: str) -> None:
    """Values for variables that nobody set."""
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def apply(**changes: str) -> None:
    """Change this process's environment, before Django reads it."""
    os.environ.update(changes)
