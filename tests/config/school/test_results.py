"""`preau results`: publish, papers ahead, signature, how travaux are told of, archives."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone
from PIL import Image

from preau.config.cli import main
from preau.config.errors import Refused
from preau.config.school import archives, results
from preau.core.errors import Refused as FileRefused
from preau.core.models import JournalEntry
from preau.people.models import GuardianLink, Student
from preau.results.models import CardFile, Publication, Signature, WorkRule
from tests.factories import (
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.results.cards import make_card, make_course, make_terms, publish

pytestmark = pytest.mark.django_db
BODY, FAR, CLAIRE = "864000", "755000", "claire@courriel.example"


class Town:
    def __init__(self) -> None:
        self.board = make_board(BODY)
        make_board(FAR)
        self.school = make_school(self.board)
        self.term = make_terms(self.board)[0]
        self.leo = make_student(self.school)
        make_link(self.leo, CLAIRE)
        self.claire = make_account(CLAIRE)
        confirm(self.claire, self.leo)
        self.card = make_card(self.leo, self.term, make_course(self.school))

    def publish(self, at: datetime | None = None, levels: tuple[str, ...] = ()) -> None:
        results.publish(BODY, self.school.source_id, self.term.source_id, levels, at)

    def leave(self) -> None:
        at = timezone.now()
        with as_owner():
            GuardianLink.objects.update(ended_at=at)
            Student.objects.update(ended_at=at)


@pytest.fixture
def town() -> Town:
    return Town()


def acts(act: str) -> int:
    with as_owner():
        return JournalEntry.objects.filter(act=act).count()


def picture(folder: Path, name: str = "direction.png", kind: str = "PNG") -> Path:
    Image.new("RGB", (60, 20), "white").save(folder / name, kind)
    return folder / name


def test_publish_says_the_hour_the_levels_and_how_many(town: Town, capsys) -> None:
    hour = timezone.localtime() + timedelta(days=1)
    town.publish(hour.replace(tzinfo=None), ("04", "05"))
    said = capsys.readouterr().out
    assert "4e année" in said
    assert f"à compter de {hour:%Y-%m-%d %H:%M}" in said
    assert "1 bulletin." in said
    assert acts("results.report_cards_published") == 1
    with as_owner():
        assert set(Publication.objects.values_list("level", flat=True)) == {"04", "05"}


def test_publish_twice_is_one_publication_and_tells_once(town: Town) -> None:
    hour = (timezone.localtime() + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
    town.publish(hour)
    with as_owner():
        Publication.objects.update(announced_to=None)
    town.publish(hour)
    with as_owner():
        assert Publication.objects.get().announced_to is None
    town.publish(hour + timedelta(hours=1))
    with as_owner():
        assert Publication.objects.get().announced_to == 0


def test_publish_refuses_what_the_body_has_not_and_says_what_it_has(town: Town) -> None:
    school, term = town.school.source_id, town.term.source_id
    for arguments, said in (
        (("111111", school, term), "Aucun organisme"),
        ((BODY, "inconnue", term), f"Écoles\u00a0: {school}"),
        ((BODY, school, "etape-9"), f"Étapes\u00a0: {term}"),
        ((FAR, school, term), "pas d’école"),
    ):
        with pytest.raises(Refused, match=said):
            results.publish(*arguments, (), None)
    with as_owner():
        assert not Publication.objects.exists()
    assert acts("results.report_cards_published") == 0


@pytest.mark.parametrize("years", [-1, 2])
def test_publish_refuses_an_hour_of_another_year(town: Town, years: int) -> None:
    at = datetime.combine(town.term.starts_on + timedelta(days=366 * years), time(8))
    with pytest.raises(Refused, match="trop loin de l’étape"):
        town.publish(at)
    with as_owner():
        assert not Publication.objects.exists()


def test_publish_refuses_a_level_that_no_file_knows(town: Town) -> None:
    with pytest.raises(Refused, match="PK, KG, 01 à 11"):
        town.publish(levels=("4e",))
    with as_owner():
        assert not Publication.objects.exists()


def test_batch_makes_each_paper_once_from_the_hour_on(town: Town, capsys) -> None:
    publication = publish(town.school, town.term, timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="attendez"):
        results.print_papers(BODY, publication.id)
    publish(town.school, town.term)
    results.print_papers(BODY, publication.id)
    with as_owner():
        first = CardFile.objects.get()
    results.print_papers(BODY, publication.id)
    with as_owner():
        assert CardFile.objects.get().id == first.id


def test_batch_refuses_a_publication_of_another_body(town: Town) -> None:
    publication = publish(town.school, town.term)
    for code, number in ((FAR, publication.id), (BODY, publication.id + 99)):
        with pytest.raises(Refused, match="pas de publication"):
            results.print_papers(code, number)


def test_signature_is_kept_once_a_day(town: Town, tmp_path: Path, capsys) -> None:
    for _ in range(2):
        results.sign(BODY, town.school.source_id, picture(tmp_path), date(2026, 8, 27))
    assert "à compter de 2026-08-27" in capsys.readouterr().out
    with as_owner():
        assert Signature.objects.get().since == date(2026, 8, 27)


def test_signature_refuses_what_is_no_png(town: Town, tmp_path: Path) -> None:
    text = tmp_path / "direction.png"
    text.write_text("ceci n’est pas une image")
    jpeg = picture(tmp_path, "direction.jpg", "JPEG")
    for image in (text, jpeg):
        with pytest.raises((Refused, FileRefused)):
            results.sign(BODY, town.school.source_id, image, date(2026, 8, 27))
    with pytest.raises(Refused, match="Écoles"):
        results.sign(BODY, "inconnue", picture(tmp_path), date(2026, 8, 27))
    with as_owner():
        assert not Signature.objects.exists()


def test_works_are_ruled_by_the_body_then_by_a_school(town: Town, capsys) -> None:
    nothing = results.WorksWanted(None, None, None)
    results.rule(BODY, None, nothing)
    assert "dès que l’école les publie" in capsys.readouterr().out
    results.rule(BODY, None, results.WorksWanted("weekly", 5, time(16)))
    results.rule(BODY, town.school.source_id, results.WorksWanted("report-card", None, None))
    said = capsys.readouterr().out
    assert "le vendredi à 16:00" in said
    assert "au bulletin seulement" in said
    with as_owner():
        rules = {rule.school_id: rule for rule in WorkRule.objects.all()}
    assert (rules[None].pace, rules[town.school.id].pace) == ("weekly", "report_card")
    assert rules[town.school.id].weekday == 5
    assert acts("results.rule_changed") == 2
    results.rule(FAR, None, nothing)
    assert "le lundi à 07:00" in capsys.readouterr().out


def test_an_archive_is_closed_listed_and_opened(town: Town, capsys) -> None:
    with pytest.raises(Refused, match="encore au fichier"):
        archives.close(BODY, town.leo.fiche, CLAIRE)
    town.leave()
    archives.close(BODY, town.leo.source_id, CLAIRE.upper())
    assert f"{CLAIRE}\u00a0: fermée depuis" in capsys.readouterr().out
    archives.close(BODY, town.leo.fiche, CLAIRE)
    assert "déjà fermée" in capsys.readouterr().out
    assert acts("results.archive_closed") == 1
    archives.reopen(BODY, town.leo.fiche, CLAIRE)
    archives.list_addresses(BODY, town.leo.fiche)
    assert f"{CLAIRE}\u00a0: ouverte" in capsys.readouterr().out
    assert acts("results.archive_opened") == 1


def test_an_archive_that_is_none_is_refused_with_what_to_do(town: Town) -> None:
    town.leave()
    for arguments, said in (
        ((BODY, "9999999", CLAIRE), "jamais eu d’élève"),
        ((FAR, town.leo.fiche, CLAIRE), "jamais eu d’élève"),
        ((BODY, town.leo.fiche, "autre@courriel.example"), f"Adresses\u00a0: {CLAIRE}"),
    ):
        with pytest.raises(Refused, match=said):
            archives.close(*arguments)
    twin = make_student(town.school, fiche=None)
    with as_owner():
        Student.objects.filter(pk=twin.pk).update(source_id=town.leo.fiche)
    with pytest.raises(Refused, match="Plusieurs élèves"):
        archives.close(BODY, town.leo.fiche, CLAIRE)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("publish --school s --term t", "--board"),
        ("publish --board 864000 --term t", "--school"),
        ("publish --board 864000 --school s", "--term"),
        ("publish --board 864000 --school s --term t --at demain", "--at"),
        ("batch --board 864000", "PUBLICATION"),
        ("batch --board 864000 douze", "PUBLICATION"),
        ("signature --board 864000 --school s --since 2026-08-27", "--image"),
        ("signature --board 864000 --school s --image /nulle-part.png", "--image"),
        ("works --board 864000 --pace daily", "--pace"),
        ("works --board 864000 --weekday 8", "--weekday"),
        ("works --board 864000 --time 25:00", "--time"),
        ("archive close --board 864000 --pupil 1", "--address"),
        ("archive close --pupil 1 --address a@b.example", "--board"),
    ],
)
def test_a_misuse_is_exit_code_2(line: str, sentence: str) -> None:
    done = CliRunner().invoke(main, ["results", *line.split()])
    assert done.exit_code == 2, done.output
    assert sentence in done.output
