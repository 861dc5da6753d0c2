"""`preau results` and its sub-commands. Each imports what it runs, so that `--help` is quick."""

# ruff: noqa: PLC0415

from datetime import datetime
from pathlib import Path

import click

from preau.config.school.commands import CODE_HELP, at_work, existing, of_board, of_group

of_school = click.option("--school", required=True, help="L’identifiant de l’école au fichier.")


@click.group()
@of_group
@click.pass_context
def results(context: click.Context, code: str | None) -> None:
    """Publier des bulletins, régler les courriels de travaux, fermer une archive."""
    context.obj = code


@results.command()
@of_board
@of_school
@click.option("--term", required=True, help="L’identifiant de l’étape au fichier.")
@click.option("--level", "levels", multiple=True, help="Un niveau (01…11, KG, PK) ; sinon tous.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), help="L’heure, au Québec."
)
def publish(
    code: str, school: str, term: str, levels: tuple[str, ...], at: datetime | None
) -> None:
    """Montrer une étape aux familles à compter d’une heure, tout de suite sans --at."""
    with at_work():
        from preau.config.school import results as own

        own.publish(code, school, term, levels, at)


@results.command("batch")
@of_board
@click.argument("number", type=int, metavar="PUBLICATION")
def batch(code: str, number: int) -> None:
    """Faire d’avance les PDF d’une publication dont l’heure est venue."""
    with at_work():
        from preau.config.school import results as own

        own.print_papers(code, number)


@results.command()
@of_board
@of_school
@click.option("--image", type=existing, required=True, help="Un fichier PNG.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Le premier jour.")
def signature(code: str, school: str, image: Path, since: datetime) -> None:
    """Donner l’image de la signature de la direction."""
    with at_work():
        from preau.config.school import results as own

        own.sign(code, school, image, since.date())


@results.command()
@of_board
@click.option("--school", help="L’identifiant d’une école au fichier ; sinon tout l’organisme.")
@click.option(
    "--pace",
    type=click.Choice(["live", "weekly", "report-card"]),
    help="Pour les parents qui n’ont rien choisi.",
)
@click.option("--weekday", type=click.IntRange(1, 7), help="1 pour lundi, 7 pour dimanche.")
@click.option("--time", "sent_at", type=click.DateTime(["%H:%M"]), help="L’heure, au Québec.")
def works(
    code: str, school: str | None, pace: str | None, weekday: int | None, sent_at: datetime | None
) -> None:
    """Régler quand les travaux s’affichent ; sans option, dire ce qui est en vigueur."""
    with at_work():
        from preau.config.school import results as own

        wanted = own.WorksWanted(pace, weekday, sent_at.time() if sent_at else None)
        own.rule(code, school, wanted)


@results.group()
@click.option("--board", "code", help=CODE_HELP)
@click.pass_context
def archive(context: click.Context, code: str | None) -> None:
    """Voir, fermer ou rouvrir l’archive d’un élève parti, pour une adresse."""
    context.obj = code or context.obj


of_pupil = click.option(
    "--pupil", required=True, help="L’identifiant de l’élève au fichier, ou sa fiche."
)
of_address = click.option("--address", required=True, help="L’adresse de courriel du répondant.")


@archive.command("list")
@of_board
@of_pupil
def list_addresses(code: str, pupil: str) -> None:
    """Dire à quelles adresses l’archive est ouverte ou fermée."""
    with at_work():
        from preau.config.school import archives

        archives.list_addresses(code, pupil)


@archive.command("close")
@of_board
@of_pupil
@of_address
def close_archive(code: str, pupil: str, address: str) -> None:
    """Fermer l’archive d’un élève parti au répondant qui a cette adresse."""
    with at_work():
        from preau.config.school import archives

        archives.close(code, pupil, address)


@archive.command("open")
@of_board
@of_pupil
@of_address
def open_archive(code: str, pupil: str, address: str) -> None:
    """Rouvrir une archive fermée par erreur."""
    with at_work():
        from preau.config.school import archives

        archives.reopen(code, pupil, address)
