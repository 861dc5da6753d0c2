"""The marks of a pupil, as the school's own system would export them.

Each draws by its own name: the same pupil has the same marks on any day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from preau.demo.results.texts import comments, components, observations, others
from preau.demo.rows import Pupil
from preau.demo.subjects import subjects_of
from preau.demo.tables import Row

PRESCHOOL = ("PK", "KG")


@dataclass(frozen=True)
class Stage:
    """A term by its identifier; `rank` 1 to 3 in its year, `years_ago` 0 or 1."""

    term: str
    rank: int
    years_ago: int = 0


@dataclass
class Sheet:
    """The rows of a body's files, and the marks of each class for its average."""

    results: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    of_class: dict[tuple[str, str], list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a pupil was for an étape: the school, the level, the group when of this year."""

    school: str
    level: str
    language: str
    homeroom: str = ""
    group: str = ""


def add_marks(sheet: Sheet, pupil: Pupil, place: Place, stage: Stage, exempt: str = "") -> None:
    """A pupil's card of an stage. `exempt`: the subject of which it has no mark."""
    rng = Random(f"{pupil.source_id} {stage.term}")  # noqa: S311
    base = Random(pupil.source_id).triangular(58, 97, 78)  # noqa: S311
    key = (pupil.source_id, stage.term)
    for code, _title in subjects_of(place.level, place.language):
        course = f"c-{place.school}-{place.level}-{code}"
        group = f"{place.homeroom}-{code}" if place.homeroom else ""
        where = (*key, course, group)
        if place.level in PRESCHOOL:
            sheet.results += _observed(rng, where, code, place.language)
        else:
            sheet.results += _marked(rng, where, code, place, stage, base, code == exempt, sheet)
    days = rng.choice((0, 0, 1, 1.5, 2, 3))
    sheet.cards.append((*key, place.school, place.level, place.group, days, rng.randrange(4)))
    sheet.comments += _notes(rng, key, stage, place)


def _observed(rng: Random, where: Row, code: str, language: str) -> Iterator[Row]:
    texts = observations(language)
    for (number, _title, _weight), text in zip(components(code, language), texts, strict=False):
        yield (*where, number, "", "", text, "", "")
    if not components(code, language):
        yield (*where, "", "", "", "", "", rng.choice(comments(language)))


def _marked(
    rng: Random,
    where: Row,
    code: str,
    place: Place,
    stage: Stage,
    base: float,
    is_exempt: bool,
    sheet: Sheet,
) -> Iterator[Row]:
    if is_exempt:
        yield (*where, "", "EX", "", "", "", "")
        return
    around = base + rng.uniform(-7, 7)
    parts = components(code, place.language)
    marks = [_whole(around + rng.uniform(-6, 6)) for _ in parts]
    weights = [weight for _number, _title, weight in parts]
    total = sum(m * w for m, w in zip(marks, weights, strict=True))
    whole = total / sum(weights) if parts else around
    mark = _whole(whole)
    final = _whole(whole + rng.uniform(-2, 2)) if stage.rank == 3 else ""
    passed = str(final >= 60).lower() if isinstance(final, int) else ""
    said = rng.choice(comments(place.language)) if code in ("FRA", "MAT", "ELA") else ""
    yield (*where, "", mark, final, "", passed, said)
    for (number, _title, _weight), part in zip(parts, marks, strict=True):
        yield (*where, number, part, part if stage.rank == 3 else "", "", "", "")
    if where[3]:
        sheet.of_class.setdefault((str(where[3]), stage.term), []).append(mark)


def _notes(rng: Random, key: Row, stage: Stage, place: Place) -> Iterator[Row]:
    if stage.rank != 2 and place.level not in PRESCHOOL:
        for title, text in rng.sample(others(place.language), 2):
            yield (*key, "other_competency", title, text)
    if stage.rank == 3:
        decided = "Promoted." if place.language == "en" else "Passe au niveau suivant."
        yield (*key, "next_step", "", decided)


def _whole(mark: float) -> int:
    return max(35, min(100, round(mark)))
