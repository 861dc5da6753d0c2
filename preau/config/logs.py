"""JSON logs with a request id and without personal data."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

# The address of a proof or of a calendar, whose token opens something of somebody; in a path or in
# a `suite`.
_TOKEN = re.compile(r"((?:verification|flux)(?:/|%2F))[^/\s\"'?&%]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\"'(=]+@[^\s@<>\"')]+")
HIDDEN = "[…]"


def logging_settings(level: str) -> dict[str, Any]:
    """A dictConfig: everything to standard error, one JSON object a line."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": _chain(),
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # The web server speaks through the root too, however it set them up before.
            "_granian": {"handlers": [], "propagate": True},
            "granian.access": {"handlers": [], "propagate": True},
        },
    }


def configure(settings: dict[str, Any]) -> None:
    """Apply the logging settings to this process."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*_chain(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _chain() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_told),
        redact,
    ]


def redact(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """No secret of an address, no address of a person leaves by the logs, whoever wrote them."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _ADDRESS.sub(HIDDEN, _TOKEN.sub(rf"\1{HIDDEN}", value))
    return event


def _told(exc_info: Any) -> str:
    # Needed by failures only, and it reads Django: settings name this module.
    from preau.config.tracebacks import told  # noqa: PLC0415

    return told(exc_info)
