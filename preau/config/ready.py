"""What a command waits for before it begins: settings, Django, a database found fit."""

# ruff: noqa: PLC0415

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from preau.config.env import read_env
from preau.config.errors import NOT_READY, REFUSED


@contextmanager
def ready(*, with_settings: bool = True, with_database: bool = True) -> Iterator[None]:
    """Django set up, on settings and a database that were found fit."""
    from preau.config.check import database_problems, settings_problems
    from preau.config.start import start_django

    with database():
        refuse(settings_problems() if with_settings else [], NOT_READY)
        start_django()
        refuse(database_problems(read_env()) if with_database else [], NOT_READY)
        yield


@contextmanager
def database() -> Iterator[None]:
    """In the demonstration's mode, its private database when no other is given."""
    env = read_env()
    if env.mode == "demo" and not env.database_url:
        from preau.config.demo_database import demo_database

        with demo_database(env):
            yield
    else:
        yield


def refuse(sentences: list[str], exit_code: int = REFUSED) -> None:
    """Print them and end; does nothing when there is none."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    if sentences:
        sys.exit(exit_code)
