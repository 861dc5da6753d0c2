"""Travaux of the groups of the people to try: some weeks old, some of this morning."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from preau.core.zone import local_day
from preau.demo.results.texts import works
from preau.demo.roster import Roster
from preau.demo.rows import ClassRow
from preau.demo.schools import SCHOOLS
from preau.demo.tables import Row

QUEBEC = ZoneInfo("America/Toronto")
# Days before today on which the travaux of a subject were published, the oldest first.
_AGES = (26, 16, 9, 1)


def works_of(
    groups: Iterable[ClassRow], roster: Roster, at: datetime
) -> tuple[list[Row], list[Row]]:
    """Line items and their results."""
    items: list[Row] = []
    grades: list[Row] = []
    today = local_day(at)
    spoken = {school.key: school.language for school in SCHOOLS}
    members: dict[str, list[str]] = {}
    for pupil in roster.pupils:
        members.setdefault(pupil.homeroom, []).append(pupil.source_id)
    for group in groups:
        code = group.source_id.rpartition("-")[2]
        for rank, (title, _category, most) in enumerate(works(code, spoken[group.school])):
            on = max(today - timedelta(days=_AGES[rank]), roster.year.starts_on)
            sid = f"w-{group.source_id}-{rank + 1}"
            hour = datetime.combine(on, time(7, 30), QUEBEC)
            published = hour.strftime("%Y-%m-%dT%H:%M:%S%z")
            items.append(
                (sid, "", "", title, "", on - timedelta(days=5), on - timedelta(days=2),
                 group.source_id, "evaluations", "", 0, most, group.school, published)
            )  # fmt: skip
            for member in members.get(group.homeroom, ()):
                grades.append((*_grade(sid, member, most, on), published))
    return items, grades


def _grade(item: str, pupil: str, most: int, on: object) -> Row:
    rng = Random(f"{item} {pupil}")  # noqa: S311
    base = Random(pupil).triangular(58, 97, 78)  # noqa: S311
    key = (f"{item}/{pupil}", "", "", item, pupil)
    fate = rng.random()
    if fate < 0.03:
        return (*key, "not submitted", "", on, "", "", "true", "")
    if fate < 0.06:
        return (*key, "ext:absent", "", on, "", "", "", "true")
    if fate < 0.07:
        return (*key, "exempt", "", on, "", "", "", "")
    score = round(max(0.35, min(1, base / 100 + rng.uniform(-0.12, 0.12))) * most * 2) / 2
    return (*key, "fully graded", score, on, "", "true" if fate > 0.97 else "", "", "")
