"""Bringing a body's roster in: one package, one transaction, all of it or nothing.

A dry run is the real import, rolled back. Everything happens in the body's own database scope:
no row of another body can be read or written. Refusals raise RosterRefused with the report;
nothing else gets out but faults of the program.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from preau.boards.enums import BoardKind
from preau.boards.models import Board
from preau.core import journal
from preau.core.actors import BoardActor, SystemActor
from preau.core.enums import Act
from preau.core.scope import acting_as
from preau.core.wording import speaking
from preau.exchange.errors import BoardUnknown, RosterRefused, Stop
from preau.exchange.findings import Findings
from preau.exchange.manifest import Format
from preau.exchange.package import Package, open_package
from preau.exchange.photos import PhotoShelf
from preau.exchange.report import REPORTS, Diff, ImportReport, Severity
from preau.exchange.steps import Progress, Stage, apply_package
from preau.exchange.tables import DAILY

_LOCK = 7_430_918
_DAILY_FILES = frozenset(table.name for table in DAILY)
_SILENT: Progress = lambda stage, done, total: None  # noqa: E731


@dataclass
class _Outcome:
    """What is known of an import when it ends, whichever way."""

    tables: dict[str, Diff]
    files: dict[str, int]
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)


class _Undo(Exception):
    """Rolls the transaction back: a dry run, or a refusal already told."""


def import_roster(
    *,
    actor: BoardActor,
    package: Path,
    dry_run: bool,
    accept_removals: bool,
    at: datetime,
    format: Format = "auto",
    language: str = "fr",
    progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Import `package` into the actor's body as of `at`; the report of what changed.

    Raises RosterRefused, nothing changed, when the package breaks a rule or would end more of the
    body than allowed without `accept_removals`. Journalled with counts only.
    """
    board = _board(actor.board_id)
    outcome = _Outcome({}, {})
    with speaking(language):
        findings = Findings(
            _report_path(board, at), shown=settings.PREAU_LIMITS.import_messages_shown
        )
        stage = Stage(
            actor=actor,
            board_code=board.code,
            at=at,
            dry_run=dry_run,
            accept_removals=accept_removals,
            format=format,
            progress=progress or _SILENT,
            sums=outcome.sums,
        )
        applied = _try(stage, package, findings, outcome)
        report = ImportReport(
            board=board.code,
            applied=applied,
            dry_run=dry_run,
            tables=outcome.tables,
            links_lost=outcome.tables.get("links", Diff()).ended,
            errors=findings.counts[Severity.ERROR],
            warnings=findings.counts[Severity.WARNING],
            messages=findings.shown(),
            report_path=findings.close(),
            files=outcome.files,
            sums=outcome.sums,
        )
    if report.refused:
        raise RosterRefused(report)
    return report


def _try(stage: Stage, path: Path, findings: Findings, outcome: _Outcome) -> bool:
    """Run the import; False, and everything rolled back, for a dry run or a refusal."""
    shelf = PhotoShelf(dry_run=stage.dry_run)
    try:
        with open_package(path, settings.PREAU_LIMITS) as package:
            _in_scope(stage, package, findings, outcome, shelf)
        return True
    except _Undo:
        pass
    except Stop as stop:
        findings.stop(stop)
    except OSError as error:
        findings.error("storage", values={"value": error.strerror or type(error).__name__})
    except (DatabaseError, psycopg.Error) as error:
        if not _tell_database(findings, error):
            shelf.undo()
            findings.close()
            raise
    except BaseException:
        shelf.undo()
        findings.close()
        raise
    shelf.undo()
    return False


def _in_scope(
    stage: Stage, package: Package, findings: Findings, outcome: _Outcome, shelf: PhotoShelf
) -> None:
    with acting_as(stage.actor):
        _lock(stage.actor.board_id)
        outcome.files, outcome.tables = apply_package(stage, package, findings, shelf)
        if stage.dry_run or findings.counts[Severity.ERROR]:
            raise _Undo
        # A package of daily tables alone says nothing of how new the roster is.
        is_daily = bool(outcome.files) and _DAILY_FILES.issuperset(outcome.files)
        dates = {} if is_daily else {"roster_at": stage.at}
        Board.objects.filter(pk=stage.actor.board_id).update(is_subscribed=True, **dates)
        changes = {name: diff.total for name, diff in outcome.tables.items()}
        journal.record(actor=stage.actor, act=Act.ROSTER_IMPORTED, details=changes)


def _lock(board_id: int) -> None:
    """One import of a body at a time; the second is told so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, board_id % 2**31])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise Stop("busy")


def _tell_database(findings: Findings, error: Exception) -> bool:
    """A refusal of the database as a message: the name of the rule, never the values.

    False for a statement that the database does not understand: that is a fault of the program.
    """
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    state = (cause.sqlstate or "") if isinstance(cause, psycopg.Error) else ""
    if state.startswith("42"):
        return False
    if name:
        findings.error("constraint", values={"value": name})
    else:
        findings.error("database", values={"value": state or type(error).__name__})
    return True


def _report_path(board: Board, at: datetime) -> Path:
    name = f"import-{board.code}-{at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.csv"
    return Path(settings.PREAU_DATA) / REPORTS / name


def _board(board_id: int) -> Board:
    return Board.objects.get(pk=board_id)


def board_with_code(code: str) -> Board:
    """The body of that code. Raises BoardUnknown."""
    board = Board.objects.filter(code=code).first()
    if board is None:
        raise BoardUnknown(code)
    return board


def create_board(*, actor: SystemActor, code: str, name: str) -> Board:
    """A new subscribed body of kind « other ». The code has six digits and is free."""
    with acting_as(actor):
        return Board.objects.create(
            code=code,
            name=name,
            short_name=name[:120],
            kind=BoardKind.OTHER,
            is_subscribed=True,
        )
