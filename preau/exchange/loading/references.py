"""References between files: inside the package for a bulk, else also in what is held."""

from dataclasses import dataclass

from preau.exchange.loading.run import Run
from preau.exchange.loading.stage import PREFIX, by_raw
from preau.exchange.report import Severity
from preau.exchange.tables.sds import SCHOOLS


@dataclass(frozen=True)
class Reference:
    """A column that names rows of another file."""

    raw: str
    column: str
    target: str
    # Bodies above the schools are not held: outside a bulk of orgs they cannot be looked up.
    lenient: bool = False


_HELD = {
    "org": ("boards_school",),
    "session": ("boards_schoolyear", "boards_term"),
    "course": ("people_course",),
    "class": ("people_group",),
    "user": ("people_student", "people_guardian", "people_staffmember"),
}
REFERENCES = (
    Reference("org", "parent", "org", lenient=True),
    Reference("session", "parent", "session"),
    Reference("course", "org", "org", lenient=True),
    Reference("course", "year", "session"),
    Reference("class", "course", "course"),
    Reference("class", "school", "org"),
    Reference("class", "terms", "session"),
    Reference("user", "orgs", "org", lenient=True),
    Reference("user", "agents", "user"),
    Reference("role", "user", "user"),
    Reference("role", "org", "org", lenient=True),
    Reference("enrollment", "class", "class"),
    Reference("enrollment", "school", "org"),
    Reference("enrollment", "user", "user"),
    Reference("demographic", "sid", "user"),
    Reference("relationship", "user", "user"),
    Reference("relationship", "other", "user"),
    Reference("preau_students", "sid", "user"),
    Reference("preau_students", "homeroom", "class"),
    Reference("preau_guardians", "student", "user"),
    Reference("preau_guardians", "guardian", "user"),
    Reference("preau_schools", "sid", "org"),
    Reference("preau_staff", "sid", "user"),
)
_LISTS = ("terms", "orgs", "agents")


def check_references(run: Run) -> None:
    """Tell every reference that leads nowhere."""
    tables = by_raw(run.plan.tables)
    for reference in REFERENCES:
        table = tables.get(reference.raw)
        if table is None or not run.plan.has(table.file):
            continue
        column = next((c for c in table.columns if c.to == reference.column), None)
        if column is None or reference.column not in run.filled.get(table.file, frozenset()):
            continue
        target = tables[reference.target]
        bulk = run.plan.is_bulk(target.file)
        if target.file in run.torn or (reference.lenient and not bulk):
            continue
        shown = "left(v, 1) || '***'" if reference.target == "user" else "left(v, 60)"
        run.tell(
            Severity.ERROR,
            "unresolved",
            table.name,
            f"SELECT line, {shown} FROM ({_unresolved(reference, bulk)}) x ORDER BY line",
            column=column.name,
            names=("value",),
            fixed={"target": target.name},
        )
    _schools(run)


def _unresolved(reference: Reference, bulk: bool) -> str:
    raw = f"{PREFIX}{reference.raw} r"
    value = f'r."{reference.column}"'
    if reference.column in _LISTS:
        source, value = f"{raw}, unnest(string_to_array({value}, ',')) v", "v"
    else:
        source = raw
    missing = [f"NOT EXISTS (SELECT FROM {PREFIX}{reference.target} k WHERE k.sid = {value})"]
    if not bulk:
        missing += [
            f"NOT EXISTS (SELECT FROM {held} h WHERE h.board_id = %(board)s"
            f" AND h.source_id = {value} AND h.ended_at IS NULL)"
            for held in _HELD[reference.target]
        ]
    return (
        f"SELECT r.line, {value} AS v FROM {source}"
        f" WHERE {value} <> '' AND NOT r.gone AND {' AND '.join(missing)}"
    )


def _schools(run: Run) -> None:
    """A class belongs to a school, not to the body above it."""
    run.tell(
        Severity.ERROR,
        "not_a_school",
        "classes.csv",
        f"SELECT r.line, left(r.school, 60) FROM {PREFIX}class r JOIN {PREFIX}org o"
        f" ON o.sid = r.school WHERE NOT r.gone AND NOT o.type = ANY (%(schools)s) ORDER BY r.line",
        column="schoolSourcedId",
        names=("value",),
        schools=school_types(run),
    )


def school_types(run: Run) -> list[str]:
    """Types of organisation that hold classes, in the dialect."""
    return list(SCHOOLS) if run.plan.dialect == "sds" else ["school"]
