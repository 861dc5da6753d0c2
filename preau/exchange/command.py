"""`preau import-roster`: a package into a body, from a terminal or a nightly job.

Exit codes: 0 applied or nothing to do, 1 refused, 2 misused; 3, an installation that is not ready,
is given before the command begins.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import click
from django.db import transaction
from django.utils.translation import gettext as _

from preau.boards.models import Board
from preau.core import clock
from preau.core.actors import BoardActor, SystemActor
from preau.core.wording import speaking
from preau.exchange.errors import BoardUnknown, RosterRefused
from preau.exchange.manifest import Format
from preau.exchange.messages import text_of
from preau.exchange.operations import board_with_code, create_board, import_roster
from preau.exchange.report import ImportReport
from preau.exchange.summary import summary_lines
from preau.exchange.terminal import Bar

_FORMATS: dict[str, Format] = {"auto": "auto", "oneroster": "oneroster", "sds": "sds"}


class _NotKept(Exception):
    """A body made for a trial goes with it."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


@click.command("import-roster", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--board", "code", required=True, help="Le code à six chiffres de l’organisme.")
@click.option("--create-board", "name", help="Le nom de l’organisme à créer s’il n’existe pas.")
@click.option("--dry-run", is_flag=True, help="Tout vérifier et montrer, ne rien garder.")
@click.option("--accept-removals", is_flag=True, help="Accepter des retraits nombreux.")
@click.option(
    "--format",
    "dialect",
    type=click.Choice(list(_FORMATS)),
    default="auto",
    show_default=True,
    help="Le dialecte du paquet.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le résumé en JSON.")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.pass_context
def import_roster_command(
    context: click.Context,
    path: Path,
    code: str,
    name: str | None,
    dry_run: bool,
    accept_removals: bool,
    dialect: str,
    as_json: bool,
    language: str,
) -> None:
    """Importer les fichiers d’un organisme : PATH est un dossier ou une archive .zip."""
    bar = Bar()

    def run(board: Board) -> ImportReport:
        return import_roster(
            actor=BoardActor(board.pk),
            package=path,
            dry_run=dry_run,
            accept_removals=accept_removals,
            at=clock.now(),
            format=_FORMATS[dialect],
            language=language,
            progress=bar,
        )

    with speaking(language):
        if not path.exists():
            raise click.UsageError(text_of("package_missing", {"path": path}))
        try:
            report = _import(run, code, name, keep=not dry_run)
        except RosterRefused as refusal:
            report = refusal.report
        finally:
            bar.clear()
        _show(report, as_json=as_json)
    context.exit(1 if report.refused else 0)


def _import(
    run: Callable[[Board], ImportReport], code: str, name: str | None, *, keep: bool
) -> ImportReport:
    """Into the body of that code, made first when it is missing and a name is given."""
    if not re.fullmatch(r"[0-9]{6}", code, re.ASCII):
        raise click.UsageError(_("Le code d’un organisme a six chiffres."))
    try:
        return run(board_with_code(code))
    except BoardUnknown:
        if not name or not name.strip():
            text = _("Aucun organisme n’a le code %(code)s. Vérifiez-le, ou donnez --create-board.")
            raise click.UsageError(text % {"code": code}) from None
    try:
        with transaction.atomic():
            report = run(create_board(actor=SystemActor(), code=code, name=name.strip()))
            if not keep:
                raise _NotKept(report)
            return report
    except _NotKept as trial:
        return trial.report


def _show(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        return
    for line in summary_lines(report):
        click.echo(line)
