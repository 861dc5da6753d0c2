"""`preau results`: publish at an hour, sign with an image, make the papers ahead."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from preau.config.errors import Refused
from preau.config.school.results import print_papers, publish, sign
from preau.results.models import CardFile, Publication, ReportCard, Signature
from tests.factories import as_owner
from tests.papers.pdf import Tags
from tests.papers.samples import signature
from tests.personas import World, make_world

pytestmark = pytest.mark.django_db
BODY = "864000"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def school(world: World) -> str:
    return str(world.student.school.source_id)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "signature.png"
    path.write_bytes(signature())
    return path


def paper(world: World) -> bytes:
    response = world.clients["parent"].get(f"/bulletins/{world.card.id}/pdf/")
    assert response.status_code == 200
    return bytes(response.getvalue())


def pictures_in(content: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            (int(image.Width), int(image.Height))
            for page in pdf.pages
            for image in page.get_images().values()
        ]


def test_the_signature_is_printed_and_said_from_its_day_on(world, school, image, capsys) -> None:
    with as_owner():
        type(world.student.school).objects.update(principal_name="Marie-Ève Lafrenière")
    assert (pictures_in(paper(world)), Tags(paper(world)).alternatives) == ([], [])
    today = timezone.localdate()
    sign(BODY, school, image, today + timedelta(days=1))
    assert pictures_in(paper(world)) == []
    sign(BODY, school, image, today - timedelta(days=10))
    assert "Signature de" in capsys.readouterr().out
    signed = paper(world)
    assert pictures_in(signed) == [(600, 160)]
    tags = Tags(signed)
    assert tags.alternatives == ["Signature de Marie-Ève Lafrenière"]
    assert tags.count["Figure"] == 1


def test_what_is_no_png_or_no_school_signs_nothing(world, school, image, tmp_path) -> None:
    letter = tmp_path / "signature.png.txt"
    letter.write_text("Marie-Ève")
    for bad in (("nulle-part", image), (school, letter)):
        with pytest.raises(Refused):
            sign(BODY, *bad, timezone.localdate())
    with as_owner():
        assert not Signature.objects.exists()


def test_papers_are_made_ahead_once_the_hour_has_come(world, school, capsys) -> None:
    term = world.card.term.source_id
    clock, hour = timezone.localtime().replace(tzinfo=None), timedelta(hours=1)
    publish(BODY, school, term, (), clock + hour)
    said = capsys.readouterr().out
    with as_owner():
        cards = ReportCard.objects.filter(term=world.card.term, school=world.student.school).count()
        number = Publication.objects.get(term=world.card.term, school=world.student.school).pk
    assert f"{number}  tous les niveaux" in said
    assert f"{cards} bulletin" in said
    with pytest.raises(Refused, match="attendez"):
        print_papers(BODY, number)
    with pytest.raises(Refused, match="n’a pas de publication"):
        print_papers(BODY, number + 1000)
    with as_owner():
        assert not CardFile.objects.exists()
    publish(BODY, school, term, (), clock - hour)
    print_papers(BODY, number)
    with as_owner():
        readers = set(CardFile.objects.values_list("account_id", "card_id"))
    assert (world.accounts["parent"].pk, world.card.pk) in readers
    assert world.accounts["restricted parent"].pk not in {account for account, _card in readers}


def test_an_unknown_term_is_told_with_those_there_are(world, school) -> None:
    with pytest.raises(Refused, match=str(world.card.term.source_id)):
        publish(BODY, school, "étape-9", (), None)
