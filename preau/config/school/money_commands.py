"""The commands of a school's money: statements, fees, slips. Each imports what it runs."""

# ruff: noqa: PLC0415

from datetime import datetime
from pathlib import Path

import click

from preau.config.school.commands import CODE_HELP, at_work, existing

KINDS = ("fees", "daycare")
_DAY = click.DateTime(["%Y-%m-%d"])


def _of_issuer(command: click.decorators.FC) -> click.decorators.FC:
    """Of whom: a body's school, or its daycare."""
    kind = click.option("--kind", type=click.Choice(KINDS), required=True, help="Le compte.")
    school = click.option("--school", required=True, help="L’identifiant de l’école au fichier.")
    board = click.option("--board", "code", required=True, help=CODE_HELP)
    return board(school(kind(command)))


@click.group()
def statements() -> None:
    """Produire les états de compte, en annuler, en remplacer, porter des frais."""


@statements.command()
@_of_issuer
@click.option("--period-end", type=_DAY, required=True, help="Le dernier jour de la période.")
@click.option("--due", type=_DAY, required=True, help="L’échéance.")
@click.option("--dry-run", is_flag=True, help="Dire les totaux, ne rien produire.")
@click.option("--queue", "is_queued", is_flag=True, help="Laisser le travail au travailleur.")
@click.option("--author", default="", help="Qui produit, comme le traitement le gardera.")
def generate(
    code: str,
    school: str,
    kind: str,
    period_end: datetime,
    due: datetime,
    dry_run: bool,
    is_queued: bool,
    author: str,
) -> None:
    """Fermer une période et produire l’état de chaque payeur ; se reprend où c’est resté."""
    with at_work():
        from preau.config.school import statements as desk
        from preau.config.school.body import require_short

        require_short("--author", author, desk.AUTHOR_SIGNS)
        asked = desk.Asked(code, school, kind, period_end.date(), due.date(), author)
        if dry_run:
            desk.tell(asked)
        else:
            desk.generate(asked, is_queued=is_queued)


@statements.command()
@click.option("--board", "code", required=True, help=CODE_HELP)
@click.argument("number", type=int, metavar="IDENTIFIANT")
@click.option("--replace", "replaces", is_flag=True, help="En produire un autre à sa place.")
def void(code: str, number: int, replaces: bool) -> None:
    """Annuler un état, ou le remplacer ; les deux sont gardés."""
    with at_work():
        from preau.config.school import statements as desk

        desk.void(code, number, replaces=replaces)


@statements.command("list")
@_of_issuer
@click.option("--most", type=click.IntRange(1, 100_000), default=50, show_default=True)
def list_(code: str, school: str, kind: str, most: int) -> None:
    """Lister les derniers états, avec leur identifiant."""
    with at_work():
        from preau.config.school import statements as desk

        desk.list_latest(code, school, kind, most)


@statements.command()
@_of_issuer
@click.option("--on", type=_DAY, required=True, help="Le jour des frais.")
def fees(code: str, school: str, kind: str, on: datetime) -> None:
    """Porter les frais de retard et d’effets retournés, aux tarifs du jour."""
    with at_work():
        from preau.config.school import statements as desk

        desk.charge_fees(code, school, kind, on.date())


@click.group()
def slips() -> None:
    """Déposer des relevés 24 et des reçus."""


@slips.command()
@click.option("--board", "code", required=True, help=CODE_HELP)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("index", type=existing)
def deposit(code: str, folder: Path, index: Path) -> None:
    """Déposer les PDF de FOLDER que décrit INDEX (file,reference,kind,year,number,state)."""
    with at_work():
        from preau.config.school.slips import deposit as deposit_slips

        deposit_slips(code, folder, index)


MONEY_COMMANDS = (statements, slips)
