"""Django is chosen by the mode and set up here, once, by the commands that need it."""

from preau.config.env import apply, read_env


def start_django() -> None:
    """Raises SettingError, in one sentence, when a setting is missing or wrong."""
    apply(DJANGO_SETTINGS_MODULE=f"preau.config.settings.{read_env().mode}")
    import django  # noqa: PLC0415 - the command answers --help without it

    django.setup()


def start_logs() -> None:
    """JSON logs on standard error, for the processes that stay."""
    from django.conf import settings  # noqa: PLC0415

    from preau.config.logs import configure  # noqa: PLC0415

    configure(settings.LOGGING)
