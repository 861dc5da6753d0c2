"""The command `preau bus`. Each sub-command imports what it runs, so that `--help` is quick."""

# ruff: noqa: PLC0415

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import click

from preau.config.school.commands import at_work, is_to_list, of_board, of_group

DIRECTIONS = ("morning", "midday_home", "midday_school", "evening")
CAUSES = ("weather", "traffic", "breakdown", "road", "staff", "other")


@click.group(invoke_without_command=True)
@of_group
@click.pass_context
def bus(context: click.Context, code: str | None) -> None:
    """Lister les retards et annulations en cours, en annoncer, les retirer."""
    if not is_to_list(code, context):
        return
    with at_work():
        from preau.config.school.bus import list_notices

        list_notices(code)


def _hour(context: click.Context, parameter: click.Parameter, value: str) -> time:
    """« 08:45 » or « 8 h 45 »."""
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])", value.strip(), re.ASCII)
    if found is None:
        raise click.BadParameter(f"«\u00a0{value}\u00a0» n’est pas une heure comme 08:45.")
    return time(int(found[1]), int(found[2]))


def _about_a_circuit(command: Callable[..., None]) -> Callable[..., None]:
    """What a delay and a cancellation both say."""
    for option in reversed(
        (
            of_board,
            click.argument("circuit", metavar="CIRCUIT"),
            click.option(
                "--until", callback=_hour, required=True, help="Fin de l’avis\u00a0: 08:45."
            ),
            click.option("--direction", type=click.Choice(DIRECTIONS), help="Sinon, la journée."),
            click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Sinon, aujourd’hui."),
            click.option("--cause", type=click.Choice(CAUSES), default="other", show_default=True),
            click.option("--note", default="", help="Une précision que les parents lisent."),
            click.option(
                "--author", default="", help="Qui annonce\u00a0: les parents ne le lisent pas."
            ),
        )
    ):
        command = option(command)
    return command


@bus.command()
@_about_a_circuit
@click.option("--minutes", type=click.IntRange(min=1), required=True, help="Le retard, environ.")
def delay(**options: Any) -> None:
    """Annoncer le retard d’un circuit, donné par son numéro ou son identifiant."""
    _publish(**options)


@bus.command()
@_about_a_circuit
def cancel(**options: Any) -> None:
    """Annoncer qu’un circuit est annulé."""
    _publish(minutes=None, **options)


def _publish(on: datetime | None, direction: str | None, **options: Any) -> None:
    with at_work():
        from preau.config.school import bus as desk
        from preau.config.school.body import require_short

        require_short("--note", options["note"], desk.NOTE_SIGNS)
        require_short("--author", options["author"], desk.AUTHOR_SIGNS)
        wanted = desk.Wanted(on=on.date() if on else None, direction=direction or "", **options)
        desk.publish(wanted)


@bus.command()
@of_board
@click.argument("number", type=int, metavar="NUMÉRO")
def end(code: str, number: int) -> None:
    """Retirer un avis, et ceux de ses courriels qui ne sont pas partis."""
    with at_work():
        from preau.config.school.bus import end as withdraw

        withdraw(code, number)
