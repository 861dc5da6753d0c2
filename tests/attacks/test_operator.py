"""What a careless operator gives to the commands of money and results: a sentence, no trace."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from preau.config import cli
from preau.config.errors import MISUSED, Refused
from preau.config.school import batches, results, slips, statements
from preau.finances.models import Slip, SlipPaper
from tests.factories import as_owner
from tests.files import PDF
from tests.finances.ledger import OCTOBER, Home, make_entry, make_home

pytestmark = pytest.mark.django_db
BODY = "864000"
HEAD = b"file,reference,kind,year,number,state\n"
HUGE = 10**30


@pytest.fixture
def home() -> Home:
    home = make_home()
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    return home


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (HEAD + "relevé.pdf,{ref},rl24,2025,1,original\n".encode("cp1252"), "UTF-8"),
        ((HEAD + b"a.pdf,{ref},rl24,2025,1,original\n").decode().encode("utf-16"), "UTF-8"),
        (HEAD + b"a.pdf,{ref}\0,rl24,2025,1,original\n", "caractère nul"),
        (HEAD + b"a.pdf,{ref},rl24,2025,1\0,original\n", "caractère nul"),
        (HEAD + b'a.pdf,{ref},rl24,2025,"1,original\n', "guillemet"),
        (HEAD + b"a" * 200_000 + b",{ref},rl24,2025,1,original\n", "démesurée"),
        (HEAD + b"a" * 2_000 + b",{ref},rl24,2025,1,original\n", "n’a pas de fichier"),
        (HEAD + b"../index.csv,{ref},rl24,2025,1,original\n", "n’a pas de fichier"),
        (HEAD + b"/etc/passwd,{ref},rl24,2025,1,original\n", "n’a pas de fichier"),
        (HEAD + b"link.pdf,{ref},rl24,2025,1,original\n", "n’a pas de fichier"),
        (HEAD + b"a.pdf,{ref},rl24," + b"9" * 5_000 + b",1,original\n", "year une année"),
        (HEAD + b"a.pdf,{ref},rl24," + b"9" * 30 + b",1,original\n", "plausible"),
        (HEAD + b"a.pdf,{ref},rl24,NaN,1,original\n", "year une année"),
        (HEAD + b"a.pdf,=cmd|'/c calc'!A1,rl24,2025,1,original\n", "numéro de référence"),
        (b"file," + HEAD + b"a.pdf,a.pdf,{ref},rl24,2025,1,original\n", "s’y répète"),
        (HEAD.replace(b",", b";") + b"a.pdf;{ref};rl24;2025;1;original\n", "virgules"),
        (b"", "Il manque"),
    ],
)
def test_a24_a45_an_index_of_slips_made_to_hurt_is_refused_whole(
    home: Home, tmp_path: Path, index: bytes, said: str
) -> None:
    folder = tmp_path / "slips"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(PDF)
    (tmp_path / "outside.pdf").write_bytes(PDF)
    (folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    ref = home.claire_pays.reference.encode()
    file = tmp_path / "index.csv"
    # A good line first: nothing of it is kept.
    good = b"a.pdf,{ref},rl24,2024,9,original\n" if index.startswith(HEAD) else b""
    file.write_bytes(index.replace(HEAD, HEAD + good, 1).replace(b"{ref}", ref))
    with pytest.raises(Refused, match=said):
        slips.deposit(BODY, folder, file)
    with as_owner():
        assert not Slip.objects.exists()
        assert not SlipPaper.objects.exists()


def test_a45_a_number_beyond_any_row_is_no_row(home: Home) -> None:
    for ask in (
        lambda: statements.void(BODY, HUGE, replaces=True),
        lambda: batches.cancel(BODY, HUGE),
        lambda: batches.resume(BODY, -HUGE),
        lambda: results.print_papers(BODY, HUGE),
    ):
        with pytest.raises(Refused, match="n’a pas"):
            ask()


def test_a45_a_day_at_the_end_of_time_is_refused(home: Home) -> None:
    last = date(9999, 12, 31)
    asked = statements.Asked(BODY, home.school.source_id, "daycare", last, last)
    with pytest.raises(Refused, match="pas finie"):
        statements.generate(asked, is_queued=True)


def test_a45_an_author_too_long_is_told_before_anything() -> None:
    line = f"statements generate --board {BODY} --school s --kind fees --period-end 2026-10-31"
    done = CliRunner().invoke(
        cli.main, [*line.split(), "--due", "2026-11-30", "--author", "x" * 500]
    )
    assert (done.exit_code, "--author" in done.output) == (MISUSED, True)


def test_a45_words_in_another_encoding_are_told_in_a_sentence(home: Home) -> None:
    """As a terminal set to latin-1 gives them: bytes that are no UTF-8."""
    stray = b"\xe9cole".decode("utf-8", "surrogateescape")
    group = cli.Commands()

    @group.command()
    def ask() -> None:
        statements.list_latest(BODY, stray, "daycare", 1)

    done = CliRunner().invoke(group, ["ask"])
    assert done.exit_code == MISUSED
    assert "UTF-8" in done.output
    assert "Traceback" not in done.output
