"""`preau results` and its sub-commands. Each imports what it runs, so that `--help` is quick."""

# ruff: noqa: PLC0415

from datetime import datetime
from pathlib import Path

import click

from preau.config.school.commands import at_work, existing, of_board, of_group

of_school = click.option("--school", required=True, help="L’identifiant de l’école au fichier.")


@click.group()
@of_group
@click.pass_context
def results(context: click.Context, code: str | None) -> None:
    """Publier des bulletins, préparer leurs PDF, donner une signature."""
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
