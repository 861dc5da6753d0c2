"""The steps of an import, in order, inside its transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection

from preau.core.actors import BoardActor
from preau.exchange.daily.agenda import load_events, load_timetable
from preau.exchange.daily.attendance import load_attendance
from preau.exchange.daily.attendance_rules import load_motives, load_rules
from preau.exchange.daily.calendar import load_bells, load_calendar
from preau.exchange.daily.following import follow_network
from preau.exchange.daily.gradebook import load_gradebook
from preau.exchange.daily.homework import load_homework
from preau.exchange.daily.ledger import load_entries, load_payments
from preau.exchange.daily.network import load_network
from preau.exchange.daily.payers import load_issuers, load_payers, load_splits, load_tariffs
from preau.exchange.daily.places import load_places
from preau.exchange.daily.publications import (
    load_competencies,
    load_publications,
    load_term_rules,
)
from preau.exchange.daily.report_cards import load_averages, load_report_cards
from preau.exchange.daily.riders import load_riders
from preau.exchange.errors import Stop
from preau.exchange.findings import Findings
from preau.exchange.guard import check_removals, count_before
from preau.exchange.links import load_links
from preau.exchange.loading.adults import load_guardians, load_staff
from preau.exchange.loading.enrolments import load_enrolments
from preau.exchange.loading.own_schools import load_own_schools
from preau.exchange.loading.persons import load_kinds
from preau.exchange.loading.prepare import drop_stale, prepare
from preau.exchange.loading.references import check_references
from preau.exchange.loading.run import Run
from preau.exchange.loading.stage import create_all, drop_all
from preau.exchange.loading.structure import load_structure
from preau.exchange.loading.students import load_students
from preau.exchange.manifest import Format, plan_of
from preau.exchange.package import Package
from preau.exchange.photos import PhotoShelf, load_photos
from preau.exchange.reading.loaded import load
from preau.exchange.report import Diff, Severity
from preau.exchange.restrictions import load_restrictions

Progress = Callable[[str, int, int], None]
# Hash tables of a whole body stay in memory. Rows of a body just loaded have no statistics yet, so
# the planner takes them for a handful and would loop over all pairs. Sizes are all it needs to know
# of a temporary table: a small sample tells.
_SETTINGS = (
    "SELECT set_config('work_mem', '96MB', true), set_config('jit', 'off', true),"
    " set_config('enable_nestloop', 'off', true),"
    " set_config('default_statistics_target', '3', true)"
)
# The server takes a size for temporary buffers only before the session's first temporary table,
# even one that was rolled back and left no trace: then the import goes on with what there is.
_BUFFERS = (
    "DO $$ BEGIN PERFORM set_config('temp_buffers', '160MB', true);"
    " EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$"
)


@dataclass(frozen=True)
class Stage:
    """What was asked of an import."""

    actor: BoardActor
    board_code: str
    at: datetime
    dry_run: bool
    accept_removals: bool
    format: Format
    progress: Progress
    # By kind of account: cents charged, cents received; filled as files are read.
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)


def apply_package(
    stage: Stage, package: Package, findings: Findings, shelf: PhotoShelf
) -> tuple[dict[str, int], dict[str, Diff]]:
    """Read, check, write; rows read by file and the diff by table. Errors are in `findings`."""
    plan = plan_of(package, stage.format, findings)
    run = Run(stage.actor.board_id, stage.at, plan, findings, sums=stage.sums)
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        cursor.execute(_BUFFERS)
    create_all()
    files = _read(stage, run, package)
    if files is None or not _check(stage, run):
        return files or {}, {}
    before = count_before(run)
    if not _apply(stage, run):
        return files, run.tables
    load_photos(run, package.photos, shelf, _counter(stage, "photos", len(package.photos)))
    if not stage.accept_removals:
        check_removals(run, before, percent=settings.PREAU_LIMITS.import_removal_percent)
    _settle()
    drop_all()
    return files, run.tables


def _apply(stage: Stage, run: Run) -> bool:
    """The roster, each step on the one before; then every daily table, so that all is told."""
    errors = run.findings.counts
    for index, (name, step) in enumerate(_STEPS if run.plan.has_roster else ()):
        stage.progress(name, index, len(_STEPS))
        step(run)
        if errors[Severity.ERROR]:
            return False
    for index, (name, step) in enumerate(_DAILY if run.plan.has_daily else ()):
        stage.progress(name, index, len(_DAILY))
        step(run)
    return not errors[Severity.ERROR]


_STEPS: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("structure", load_structure),
    ("people", load_kinds),
    ("students", load_students),
    ("guardians", load_guardians),
    ("staff", load_staff),
    ("links", load_links),
    ("restrictions", load_restrictions),
    ("enrolments", load_enrolments),
    ("schools", load_own_schools),
)
_DAILY: tuple[tuple[str, Callable[[Run], None]], ...] = (
    ("places", load_places),
    ("calendar", load_calendar),
    ("bells", load_bells),
    ("timetable", load_timetable),
    ("events", load_events),
    ("homework", load_homework),
    ("motives", load_motives),
    ("rules", load_rules),
    ("attendance", load_attendance),
    ("term_rules", load_term_rules),
    ("competencies", load_competencies),
    ("publications", load_publications),
    ("report_cards", load_report_cards),
    ("averages", load_averages),
    ("gradebook", load_gradebook),
    ("network", load_network),
    ("riders", load_riders),
    ("following", follow_network),
    ("issuers", load_issuers),
    ("tariffs", load_tariffs),
    ("payers", load_payers),
    ("splits", load_splits),
    ("entries", load_entries),
    ("payments", load_payments),
)


def _read(stage: Stage, run: Run, package: Package) -> dict[str, int] | None:
    """Rows by file; None when a file could not be read at all."""
    files: dict[str, int] = {}
    complete = True
    for table in run.plan.tables:
        if not run.plan.has(table.file):
            continue
        member = package.tables[table.name.lower()]
        try:
            loaded = load(table, member, run.findings, _position(stage, table.name, member.size))
        except Stop as stop:
            run.findings.stop(stop)
            loaded = None
        complete = complete and loaded is not None
        files[table.name] = loaded.rows if loaded else 0
        if loaded:
            run.filled[table.file] = loaded.filled
        if loaded and not loaded.is_whole:
            run.torn.add(table.file)
        if loaded and loaded.may_repeat:
            run.repeating.add(table.file)
    return files if complete else None


def _position(stage: Stage, name: str, total: int) -> Callable[[int], None]:
    return lambda position: stage.progress(name, min(position, total), total)


def _counter(stage: Stage, name: str, total: int) -> Callable[[int], None]:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        stage.progress(name, done, total)

    return advance


def _check(stage: Stage, run: Run) -> bool:
    stage.progress("check", 0, 0)
    _check_body(stage, run)
    prepare(run)
    check_references(run)
    if run.findings.counts[Severity.ERROR]:
        return False
    drop_stale(run)
    return True


def _check_body(stage: Stage, run: Run) -> None:
    """A package that names another known body is refused; an unknown number is told."""
    for line, identifier, is_other in run.rows(
        "SELECT o.line, o.identifier, EXISTS (SELECT FROM boards_board b"
        " WHERE b.code = o.identifier) FROM roster_org o WHERE o.type = 'district'"
        " AND o.identifier NOT IN ('', %(code)s)",
        code=stage.board_code,
    ):
        run.findings.add(
            Severity.ERROR if is_other else Severity.WARNING,
            "board_identifier",
            "orgs.csv",
            line=line,
            column="identifier",
            values={"value": identifier},
        )


def _settle() -> None:
    """Check the deferred foreign keys now, so that a dry run meets what a real one would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
