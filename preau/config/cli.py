"""The `preau` command. Each sub-command imports what it runs, so that `--help` answers at once."""

# ruff: noqa: PLC0415

import sys
from typing import Any

import click

from preau import __version__
from preau.config.env import SettingError, apply, read_env, suggest
from preau.config.errors import MISUSED, NOT_READY, Refused
from preau.config.ready import database, ready, refuse
from preau.config.school.bus_commands import bus
from preau.config.school.commands import SCHOOL_COMMANDS
from preau.config.school.money_commands import MONEY_COMMANDS
from preau.config.school.results_commands import results


class Commands(click.Group):
    """Refusals are told in a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        from preau.config.postgres import PostgresError

        try:
            return super().invoke(ctx)
        except (SettingError, PostgresError) as error:
            refuse([str(error)], NOT_READY)
        except Refused as error:
            refuse([str(error)], error.exit_code)
        except UnicodeEncodeError as error:
            # A terminal in another encoding: what was typed reached us as stray bytes.
            if error.reason != "surrogates not allowed":
                raise
            refuse(["Un argument n’est pas en UTF-8\u00a0: réglez le terminal, par LANG."], MISUSED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="preau")
def main() -> None:
    """Préau, le portail entre l’école et la maison."""


child_of = click.option("--child-of", type=int, hidden=True, help="Ends with this process.")


@main.command()
@click.option("--port", help="Le port de l’adresse locale (ou PORT ; 8000).")
@click.option("--data", help="Le dossier de la base et des fichiers (ou PREAU_DATA ; .data).")
@child_of
def demo(port: str | None, data: str | None, child_of: int | None) -> None:
    """Essayer Préau avec des familles inventées."""
    from preau.config.demo import run_demo
    from preau.config.process import die_with_parent

    if child_of is not None:
        die_with_parent(child_of)
    apply(PREAU_MODE="demo", PREAU_AS_OWNER="0", **_given(PORT=port, PREAU_DATA=data))
    suggest(PREAU_LOG_LEVEL="WARNING")
    run_demo(read_env())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="L’adresse où écouter.")
@click.option("--port", help="Le port où écouter (ou PORT ; 8000).")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True)
@child_of
def serve(host: str, port: str | None, workers: int, threads: int, child_of: int | None) -> None:
    """Servir les pages, derrière un mandataire qui porte le TLS."""
    from preau.config.serve import Listening
    from preau.config.serve import serve as serve_pages

    apply(PREAU_AS_OWNER="0", **_given(PORT=port))
    is_alone = child_of is None
    with ready(with_settings=is_alone, with_database=is_alone):
        serve_pages(Listening(host, read_env().port, workers, threads), parent=child_of)


@main.command()
@click.option("--concurrency", type=click.IntRange(1, 32), default=2, show_default=True)
def worker(concurrency: int) -> None:
    """Envoyer le courrier et faire les travaux différés."""
    from preau.config.start import start_logs

    apply(PREAU_AS_OWNER="0")
    with ready():
        from preau.core.jobs import WorkerStopped, run_worker

        start_logs()
        try:
            run_worker(concurrency=concurrency)
        except WorkerStopped:
            refuse(["Le travailleur s’est arrêté de lui-même : voyez le journal, puis relancez."])


@main.command()
@click.option("--quiet", is_flag=True, help="Ne rien dire quand tout va bien.")
@click.option("--child-of", type=int, hidden=True)
def migrate(quiet: bool, child_of: int | None) -> None:
    """Mettre les tables à jour, avec le rôle d’OWNER_DATABASE_URL."""
    from preau.config.migrations import migrate as migrate_database
    from preau.config.process import die_with_parent

    if child_of is not None:
        die_with_parent(child_of)
    with database():
        migrate_database(read_env(), quiet=quiet)


@main.command()
def check() -> None:
    """Vérifier les réglages et la base ; 3 quand il y a un problème."""
    apply(PREAU_AS_OWNER="0")
    from preau.config.check import files_problems, mail_problems

    with ready():
        from preau.core import clock

        refuse([*mail_problems(at=clock.now()), *files_problems()], NOT_READY)
        click.echo("Tout est en ordre.")


@main.command(
    "import-roster",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def import_roster(words: tuple[str, ...]) -> None:
    """Importer les fichiers d’un organisme scolaire."""
    asks_for_help = not {"-h", "--help"}.isdisjoint(words)
    if asks_for_help:
        apply(PREAU_MODE="demo", DATABASE_URL="postgresql://none/none")
    apply(PREAU_AS_OWNER="0")
    with ready(with_settings=False, with_database=not asks_for_help):
        from preau.exchange.command import import_roster_command

        code = import_roster_command.main(
            list(words), prog_name="preau import-roster", standalone_mode=False
        )
        sys.exit(code if isinstance(code, int) else 0)


@main.command()
@click.option("--board", "code", required=True, help="Le code à six chiffres de l’organisme.")
@click.option("--answer", "number", type=int, help="Le numéro de l’incident auquel répondre.")
@click.option("--text", help="La réponse, telle que le parent la lira.")
def incidents(code: str, number: int | None, text: str | None) -> None:
    """Lire ce que les parents signalent à un organisme, et y répondre."""
    if (number is None) != (text is None):
        raise click.UsageError("--answer et --text vont ensemble.")
    apply(PREAU_AS_OWNER="0")
    with ready(with_settings=False):
        from preau.config.incidents import answer, list_incidents

        if number is not None and text is not None:
            answer(code, number, text)
        else:
            list_incidents(code)


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


for command in (*SCHOOL_COMMANDS, *MONEY_COMMANDS, bus, results):
    main.add_command(command)
