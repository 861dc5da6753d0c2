"""Report cards and travaux from files: what is kept, what is told by line, twice as once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.exchange.report import Diff
from preau.people.models import GuardianLink, LinkRestriction, Student
from preau.results.models import (
    CardNote,
    CompetencyResult,
    GroupAverage,
    Publication,
    ReportCard,
    SubjectResult,
    TermRule,
    Work,
    WorkResult,
)
from tests.exchange.conftest import START, Run, rules
from tests.exchange.daily import daily
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner

pytestmark = pytest.mark.django_db
TERM = "etape-1"


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def mark(value: str, competency: str = "", student: str = "leo", **values: str) -> Row:
    return {
        "studentSourcedId": student,
        "termSourcedId": TERM,
        "classSourcedId": "fra-401",
        "competency": competency,
        "mark": value,
        **values,
    }


def frame() -> dict[str, list[Row]]:
    return {
        "term_rules": [
            {"termSourcedId": TERM, "number": "1", "weight": "20", "reportBy": "2026-11-20",
             "passMark": "60"},
        ],
        "competencies": [
            {"courseSourcedId": "fra", "code": "1", "title": "Lire", "weight": "40"},
            {"courseSourcedId": "fra", "code": "2", "title": "Écrire", "weight": "40,5"},
        ],
        "publications": [
            {"orgSourcedId": "ecole-1", "termSourcedId": TERM, "publishedAt": "2026-11-20T16:00"},
        ],
    }  # fmt: skip


def whole() -> PackageFiles:
    return daily(
        **frame(),
        results=[
            mark("84", comment="Bravo.", passed="true"),
            mark("81,5", "1"),
            mark("EX", "2"),
            mark("72", student="zoe"),
        ],
        comments=[
            {"studentSourcedId": "leo", "termSourcedId": TERM, "kind": "Autre compétence",
             "title": "Organiser son travail", "text": "Bien."},
        ],
        averages=[
            {"classSourcedId": "fra-401", "termSourcedId": TERM, "average": "75.2",
             "groupSize": "22"},
        ],
        report_cards=[
            {"studentSourcedId": "leo", "termSourcedId": TERM, "absenceDays": "1,5", "lates": "2",
             "level": "04", "group": "401"},
        ],
    )  # fmt: skip


def test_a_whole_set_is_kept_as_it_is_given_and_twice_as_once(run: Run) -> None:
    report = run(whole())
    assert report.applied, report.messages
    assert report.tables["report_cards"] == Diff(2, 0, 0)
    assert report.tables["subject_results"] == Diff(2, 0, 0)
    assert report.tables["competency_results"] == Diff(2, 0, 0)
    with as_owner():
        card = ReportCard.objects.get(student__source_id="leo")
        assert (card.absence_days, card.lates, card.level) == (Decimal("1.5"), 2, "04")
        subject = SubjectResult.objects.get(card=card)
        assert (subject.mark, subject.comment, subject.is_passed) == (84, "Bravo.", True)
        parts = {c.competency.code: c for c in CompetencyResult.objects.filter(subject=subject)}
        assert (parts["1"].mark, parts["2"].mark, parts["2"].code) == (Decimal("81.50"), None, "EX")
        assert CardNote.objects.get().title == "Organiser son travail"
        assert GroupAverage.objects.get().size == 22
        rule = TermRule.objects.get()
        assert (rule.weight, rule.report_by) == (20, date(2026, 11, 20))
        assert Publication.objects.get().at == datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
    assert run(whole()).changes == 0


def test_what_the_file_no_longer_says_of_a_pupil_who_left_stays(run: Run) -> None:
    """A pupil leaves within the year: the next file of the group names the others alone."""
    run(whole())
    with as_owner():
        Student.objects.filter(source_id="zoe").update(ended_at=timezone.now())
    report = run(daily(results=[mark("90"), mark("88", "1")]))
    assert report.applied, report.messages
    with as_owner():
        kept = SubjectResult.objects.get(card__student__source_id="zoe")
        assert kept.mark == 72


def test_a_dry_run_keeps_nothing(run: Run) -> None:
    assert not run(whole(), dry_run=True).applied
    with as_owner():
        assert not ReportCard.objects.exists()


def test_what_the_file_no_longer_says_of_its_group_goes(run: Run) -> None:
    run(whole())
    report = run(daily(results=[mark("90"), mark("88", "1")]))
    assert report.tables["subject_results"] == Diff(0, 1, 1)
    assert report.tables["competency_results"].ended == 1
    with as_owner():
        assert SubjectResult.objects.get().mark == 90


@pytest.mark.parametrize(
    ("row", "line", "rule"),
    [
        (mark("101"), 2, "mark_above"),
        (mark("12x"), 2, "decimal"),
        (mark("80", student="inconnu"), 2, "not_held"),
        (mark("80", termSourcedId="etape-9"), 2, "not_held"),
        (mark("80", "9"), 2, "competency_unknown"),
        (mark("80", classSourcedId=""), 2, "course_missing"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_nothing_is_kept(
    run: Run, row: Row, line: int, rule: str
) -> None:
    report = run(daily(**frame(), results=[row, mark("80", student="zoe")]))
    assert report.refused
    assert (line, rule) in [(m.line, m.rule) for m in report.messages]
    with as_owner():
        assert not ReportCard.objects.exists()


def test_a_pupil_who_is_not_of_the_group_is_told_and_kept(run: Run) -> None:
    with as_owner():
        Student.objects.get(source_id="leo").enrolments.all().delete()
    report = run(daily(**frame(), results=[mark("80")]))
    assert report.applied
    assert "not_enrolled" in rules(report)


def test_the_preschool_has_no_percentage(run: Run) -> None:
    with as_owner():
        Student.objects.filter(source_id="leo").update(level="KG")
    report = run(daily(**frame(), results=[mark("80", "1")]))
    assert "preschool_mark" in rules(report)
    observed = run(daily(**frame(), results=[mark("", "1", observation="Se développe bien.")]))
    assert observed.applied, observed.messages
    with as_owner():
        assert CompetencyResult.objects.get().observation == "Se développe bien."


def test_a_change_after_the_hour_keeps_what_families_saw(run: Run) -> None:
    run(whole())
    with as_owner():
        Publication.objects.update(at=timezone.now() - timedelta(days=1))
    package = whole()
    package.tables["preau_results"][0]["mark"] = "86"
    package.tables.pop("preau_publications")
    assert run(package).tables["subject_results"] == Diff(0, 1, 0)
    with as_owner():
        subject = SubjectResult.objects.get(card__student__source_id="leo")
    assert (subject.mark, subject.previous_mark) == (86, "84")
    assert subject.changed_at is not None


def item(sid: str = "t1", **values: str) -> Row:
    return {
        "sourcedId": sid, "title": "Dictée 4", "dueDate": "2026-09-18",
        "assignDate": "2026-09-11", "classSourcedId": "fra-401", **values,
    }  # fmt: skip


def grade(sid: str, score: str = "17", student: str = "leo", **values: str) -> Row:
    return {
        "sourcedId": sid, "lineItemSourcedId": "t1", "studentSourcedId": student,
        "scoreStatus": "fully graded", "score": score, "scoreDate": "2026-09-19", **values,
    }  # fmt: skip


def gradebook(items: list[Row], grades: list[Row], most: str = "20") -> PackageFiles:
    package = PackageFiles({})
    for row in items:
        package.add("lineItems", **row)
        package.tables["lineItems"][-1]["resultValueMax"] = most
    for row in grades:
        package.add("results", **row)
    return package


def test_a_gradebook_of_oneroster_becomes_travaux(run: Run) -> None:
    package = gradebook(
        [item()],
        [
            grade("r1", "17.5"),
            grade("r2", "", "zoe", scoreStatus="not submitted"),
        ],
    )
    report = run(package)
    assert report.applied, report.messages
    assert report.tables["works"] == Diff(1, 0, 0)
    with as_owner():
        work = Work.objects.get()
        assert (work.most, work.term.source_id) == (20, TERM)
        results = {r.student.source_id: r for r in WorkResult.objects.all()}
    assert (results["leo"].score, results["leo"].status) == (Decimal("17.50"), "graded")
    assert (results["zoe"].score, results["zoe"].status) == (None, "not_submitted")
    assert results["leo"].published_at > START
    assert run(package).changes == 0


@pytest.mark.parametrize(
    ("row", "rule"),
    [(grade("r1", "21"), "score_above"), (grade("r1", lineItemSourcedId="t9"), "not_held")],
)
def test_a_result_that_cannot_be_is_told_by_line(run: Run, row: Row, rule: str) -> None:
    report = run(gradebook([item()], [row]))
    assert report.refused
    assert [(m.line, m.rule) for m in report.messages if m.severity == "error"] == [(2, rule)]


def test_a_result_of_nobody_is_told_and_left_out(run: Run) -> None:
    report = run(gradebook([item()], [grade("r1"), grade("r2", student="ancien")]))
    assert report.applied
    assert (3, "result_stranger") in [(m.line, m.rule) for m in report.messages]
    with as_owner():
        assert WorkResult.objects.count() == 1


def test_a20_a_judgment_outlives_the_departure_of_the_pupil(run: Run, roster: PackageFiles) -> None:
    """The file that no longer names the pupil says nothing of the judgment either."""
    with as_owner():
        link = GuardianLink.objects.filter(student__source_id="leo").first()
        LinkRestriction.objects.create(
            board=link.board, link=link, right="everything", starts_on=date(2026, 1, 1)
        )
    gone = roster.copy()
    gone.tables["users"] = [r for r in gone.tables["users"] if r["sourcedId"] != "leo"]
    gone.tables["enrollments"] = [
        r for r in gone.tables["enrollments"] if r["userSourcedId"] != "leo"
    ]
    for row in gone.tables["users"]:
        agents = [sid for sid in row["agentSourcedIds"].split(",") if sid and sid != "leo"]
        row["agentSourcedIds"] = ",".join(agents)
    for file in ("preau_students", "preau_guardians", "demographics"):
        gone.tables[file] = [
            r for r in gone.tables.get(file, []) if "leo" not in list(r.values())[:2]
        ]
    report = run(gone)
    assert report.applied, report.messages
    with as_owner():
        leo, held = Student.objects.get(source_id="leo"), GuardianLink.objects.get(pk=link.pk)
        assert leo.ended_at is not None
        assert held.ended_at == leo.ended_at
        assert LinkRestriction.objects.filter(link=held).exists()


def test_another_body_cannot_write_on_this_one(run: Run) -> None:
    run(whole())
    with acting_as(BoardActor(10_000)):
        assert not ReportCard.objects.exists()
        assert SubjectResult.objects.update(mark=1) == 0
