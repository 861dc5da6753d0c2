"""The brake: an import that would take away much of a body asks for an explicit yes."""

from dataclasses import dataclass

from preau.exchange.loading.run import Run
from preau.exchange.report import Diff


@dataclass(frozen=True)
class Before:
    """Live pupils and guardianships as the import found them."""

    students: int
    links: int


def count_before(run: Run) -> Before:
    """Count before anything is written."""
    students, links = run.one(
        "SELECT (SELECT count(*) FROM people_student WHERE board_id = %(board)s"
        " AND ended_at IS NULL), (SELECT count(*) FROM people_guardianlink"
        " WHERE board_id = %(board)s AND ended_at IS NULL)"
    )
    return Before(students, links)


def check_removals(run: Run, before: Before, *, percent: int) -> None:
    """Tell an error when more than `percent` of the pupils or guardianships would end."""
    for rule, name, active in (
        ("removals_students", "students", before.students),
        ("removals_links", "links", before.links),
    ):
        ended = run.tables.get(name, Diff()).ended
        if ended * 100 > active * percent:
            values = {"ended": ended, "active": active, "limit": percent}
            run.findings.error(rule, values=values)
