"""What the page of results shows, from its rows: by étape, by subject, and the year at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from preau.core.wording import number, percent
from preau.results.operations import ResultsPage
from preau.results.queries.cards import CardRow, ComponentRow, Mark, SubjectRow, TermState
from preau.results.queries.works import WorkRow

# Of the chart, in its own units: a line a subject, 0 to 100 from left to right.
WIDTH, ROW, LEFT = 300, 34, 0


@dataclass(frozen=True)
class LineView:
    """A competency or a subject in one étape. `note`: what changed after publication."""

    title: str
    mark: str
    average: str = ""
    weight: str = ""
    observation: str = ""
    was: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True)
class SubjectView:
    line: LineView
    teacher: str
    comment: str
    final: str
    final_average: str
    is_passed: bool | None
    components: Sequence[LineView]
    is_new: bool

    @property
    def is_long(self) -> bool:
        """Whether it has more to say than its mark."""
        return bool(self.components or self.comment)


@dataclass(frozen=True)
class TermView:
    """A published étape with its subjects."""

    card: CardRow
    subjects: Sequence[SubjectView]
    is_new: bool

    @property
    def has_averages(self) -> bool:
        return any(subject.line.average for subject in self.subjects)


@dataclass(frozen=True)
class Dot:
    """An étape's mark in the chart; `rank` is written in it: colour never tells alone."""

    rank: int
    x: float
    mark: str


@dataclass(frozen=True)
class ChartRow:
    title: str
    y: int
    dots: Sequence[Dot]
    averages: Sequence[float]


@dataclass(frozen=True)
class YearView:
    """The year at a glance: the same marks as a chart and as a table."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    chart: Sequence[ChartRow]
    pass_x: float | None
    pass_mark: str
    has_averages: bool
    has_finals: bool

    @property
    def height(self) -> int:
        return len(self.chart) * ROW


def said(mark: Mark) -> str:
    """« 84 % », « EX », or nothing."""
    return percent(mark) if isinstance(mark, Decimal) else mark


def was(previous: str) -> str:
    return percent(Decimal(previous)) if previous[:1].isdigit() else previous


def term_views(page: ResultsPage) -> list[TermView]:
    """The published étapes, the latest first."""
    return [_term(card, page) for card in reversed(page.cards)]


def _term(card: CardRow, page: ResultsPage) -> TermView:
    rows = [row for row in page.subjects if row.card_id == card.id]
    is_new = page.since is not None and card.published_at > page.since
    return TermView(card, [_subject(row, page.since) for row in rows], is_new)


def _subject(row: SubjectRow, since: datetime | None) -> SubjectView:
    changes = [row.changed_at, *(one.changed_at for one in row.components)]
    is_new = since is not None and any(at and at > since for at in changes)
    line = LineView(
        row.title,
        said(row.mark),
        average=said(row.average),
        was=was(row.previous),
        changed_at=row.changed_at,
    )
    return SubjectView(
        line=line,
        teacher=row.teacher,
        comment=row.comment,
        final=said(row.final),
        final_average=said(row.final_average),
        is_passed=row.is_passed,
        components=[_component(one) for one in row.components],
        is_new=is_new,
    )


def _component(row: ComponentRow) -> LineView:
    return LineView(
        row.title,
        said(row.mark),
        weight=percent(row.weight) if row.weight is not None else "",
        observation=row.observation,
        was=was(row.previous),
        changed_at=row.changed_at,
    )


def by_subject(views: Sequence[TermView]) -> list[tuple[str, list[tuple[CardRow, SubjectView]]]]:
    """Each subject with its étapes, in the order of the latest one."""
    found: dict[str, list[tuple[CardRow, SubjectView]]] = {}
    for term in views:
        for subject in term.subjects:
            found.setdefault(subject.line.title, []).insert(0, (term.card, subject))
    return list(found.items())


def year_view(page: ResultsPage) -> YearView:
    """The subjects of the published étapes; marks that are no numbers stand in the table alone."""
    terms = list(page.cards)
    titles = dict.fromkeys(row.title for row in sorted(page.subjects, key=_latest_first(terms)))
    held = {(row.title, row.card_id): row for row in page.subjects}
    lines = [[held.get((title, card.id)) for card in terms] for title in titles]
    finals = [next((r.final for r in reversed(line) if r and r.final != ""), "") for line in lines]
    pass_mark = next((card.pass_mark for card in reversed(terms) if card.pass_mark), None)
    return YearView(
        columns=[card.term_title for card in terms],
        rows=[
            [title, *(_cell(row) for row in line), said(final)]
            for title, line, final in zip(titles, lines, finals, strict=True)
        ],
        chart=[_chart_row(title, line, place) for place, (title, line) in enumerate(
            (t, one) for t, one in zip(titles, lines, strict=True) if any(map(_is_number, one)))],
        pass_x=_x(pass_mark) if pass_mark is not None else None,
        pass_mark=percent(pass_mark) if pass_mark is not None else "",
        has_averages=any(row.average != "" for row in page.subjects),
        has_finals=any(final != "" for final in finals),
    )  # fmt: skip


def _latest_first(terms: Sequence[CardRow]):  # type: ignore[no-untyped-def]
    places = {card.id: -place for place, card in enumerate(terms)}
    return lambda row: places.get(row.card_id, 0)


def _is_number(row: SubjectRow | None) -> bool:
    return row is not None and isinstance(row.mark, Decimal)


def _cell(row: SubjectRow | None) -> str:
    return said(row.mark) if row and row.mark != "" else "–"


def _x(mark: Decimal) -> float:
    return round(LEFT + float(mark) / 100 * WIDTH, 1)


def _chart_row(title: str, line: Sequence[SubjectRow | None], place: int) -> ChartRow:
    dots = [
        Dot(rank, _x(row.mark), number(row.mark))
        for rank, row in enumerate(line, start=1)
        if row and isinstance(row.mark, Decimal)
    ]
    averages = [_x(r.average) for r in line[-1:] if r and isinstance(r.average, Decimal)]
    return ChartRow(title, place * ROW, dots, averages)


@dataclass(frozen=True)
class WorkView:
    row: WorkRow
    result: str
    is_new: bool
    was: str


def work_views(page: ResultsPage) -> list[WorkView]:
    """Each travail with its result in words: « 17 / 20 », « Non remis »."""
    return [
        WorkView(
            row,
            _result(row),
            page.since is not None and (row.changed_at or row.published_at) > page.since,
            row.previous.replace(".", ","),
        )
        for row in page.works
    ]


def _result(row: WorkRow) -> str:
    if row.score is not None:
        return f"{number(row.score)}\u00a0/\u00a0{number(row.most)}"
    return row.letters or str(row.status.label)


def awaited(terms: Sequence[TermState], cards: Sequence[CardRow], at: datetime) -> TermState | None:
    """The étape that shows next."""
    shown = {card.term_id for card in cards}
    coming = [t for t in terms if t.id not in shown]
    dated = [t for t in coming if t.published_at and t.published_at > at]
    return min(dated, key=_published) if dated else next(
        (t for t in coming if t.published_at is None and t.last_day >= at.date()), None
    )  # fmt: skip


def _published(term: TermState) -> datetime:
    assert term.published_at is not None  # noqa: S101 (its callers ask only for dated ones)
    return term.published_at
