"""`preau statements` and `preau slips`: dry run, void, fees, a folder deposited."""

from datetime import date
from pathlib import Path

import pytest

from preau.config.errors import Refused
from preau.config.school import slips, statements
from preau.core.scope import acting_as
from preau.finances import operations
from preau.finances.models import Entry, Slip, SlipPaper, Statement, Tariff
from tests.factories import as_owner, make_board
from tests.files import PDF
from tests.finances.ledger import AT, OCTOBER, Home, issue, make_entry, make_home

pytestmark = pytest.mark.django_db
BODY, FAR = "864000", "884000"


@pytest.fixture
def home() -> Home:
    make_board(FAR, name="Riverside", short_name="Riverside")
    home = make_home()
    make_entry(home.daycare, 4250, OCTOBER, student=home.leo, payer=home.claire_pays)
    return home


def asked(home: Home, code: str = BODY, due: date = date(2026, 12, 10)) -> statements.Asked:
    return statements.Asked(code, home.school.source_id, "daycare", OCTOBER, due)


def said(capsys) -> str:
    return str(capsys.readouterr().out).replace("\xa0", " ")


def test_a_dry_run_tells_the_totals_and_makes_nothing(home: Home, capsys) -> None:
    statements.tell(asked(home))
    told = said(capsys)
    assert "42,50 $" in told
    assert "1 état(s) à produire. Rien n’a été changé." in told
    with as_owner():
        assert not Statement.objects.exists()
        assert not home.daycare.periods.exists()


def test_another_body_has_no_such_school(home: Home) -> None:
    with pytest.raises(Refused):
        statements.tell(asked(home, FAR))
    statement = issue(home.claire_pays)
    with pytest.raises(Refused, match="n’a pas d’état"):
        statements.void(FAR, statement.pk, replaces=False)


def test_the_same_period_with_another_due_date_is_refused(home: Home) -> None:
    issue(home.claire_pays)
    with pytest.raises(Refused, match="échéance"):
        statements.generate(asked(home, due=date(2026, 12, 11)), is_queued=True)


def test_it_is_left_to_the_worker(home: Home, capsys) -> None:
    statements.generate(asked(home), is_queued=True)
    assert "en attente du travailleur" in said(capsys)
    with as_owner():
        assert not Statement.objects.exists()
        assert home.daycare.periods.count() == 1


def test_one_is_void_and_replaced_and_listed(home: Home, capsys) -> None:
    statement = issue(home.claire_pays)
    statements.void(BODY, statement.pk, replaces=True)
    assert "le nº 2 le remplace" in said(capsys)
    statements.list_latest(BODY, home.school.source_id, "daycare", 10)
    first, second = said(capsys).splitlines()
    assert "nº 2" in first
    assert second.endswith("annulé")


def test_fees_need_a_tariff_and_are_charged_once(home: Home, capsys) -> None:
    issue(home.claire_pays, due_on=date(2026, 11, 10))
    words = (BODY, home.school.source_id, "daycare", date(2026, 11, 20))
    statements.charge_fees(*words)
    assert "aucun tarif en vigueur" in said(capsys)
    with as_owner():
        Tariff.objects.create(
            board=home.board,
            issuer=home.daycare,
            fee="late_fee",
            starts_on=date(2026, 7, 1),
            amount_cents=500,
        )
    for _again in range(2):
        statements.charge_fees(*words)
    with as_owner():
        assert Entry.objects.filter(kind="late_fee").count() == 1


def folder(home: Home, path: Path, *rows: str) -> tuple[Path, Path]:
    (path / "a.pdf").write_bytes(PDF)
    index = path / "index.csv"
    header = "file,reference,kind,year,number,state"
    index.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path, index


def test_a_folder_is_deposited_online_or_listed_to_post(home: Home, tmp_path, capsys) -> None:
    with acting_as(home.as_claire):
        operations.consent_to_slips(actor=home.as_claire, payer_id=home.claire_pays.pk, at=AT)
    rows = [
        f"a.pdf,{payer.reference},rl24,2025,N-{payer.pk},original"
        for payer in (home.claire_pays, home.jean_pays)
    ]
    slips.deposit(BODY, *folder(home, tmp_path, *rows))
    told = said(capsys)
    assert "En ligne : 1. Par la poste : 1. Déjà déposés : 0." in told
    assert "à poster : a.pdf" in told
    slips.deposit(BODY, *folder(home, tmp_path, *rows))
    assert "Déjà déposés : 2." in said(capsys)
    with as_owner():
        assert (Slip.objects.count(), SlipPaper.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("../a.pdf,{ref},rl24,2025,1,", "pas de fichier"),
        ("b.pdf,{ref},rl24,2025,1,", "pas de fichier"),
        ("a.pdf,{ref},rl25,2025,1,", "kind est"),
        ("a.pdf,{ref},rl24,deux mille,1,", "kind est"),
        ("a.pdf,=1+1,rl24,2025,1,", "numéro de référence"),
        ("index.csv,{ref},rl24,2025,1,", "Ligne 2"),
    ],
)
def test_a22_a_bad_line_stops_the_deposit(home: Home, tmp_path, row: str, why: str) -> None:
    line = row.format(ref=home.claire_pays.reference)
    good = f"a.pdf,{home.jean_pays.reference},rl24,2025,1,"
    with pytest.raises(Refused, match=why):
        slips.deposit(BODY, *folder(home, tmp_path, line, good))
    with as_owner():
        assert not Slip.objects.exists()


def test_a22_no_link_leads_out_of_the_folder(home: Home, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(PDF)
    (tmp_path / "out" / "a.pdf").symlink_to(secret)
    index = tmp_path / "index.csv"
    index.write_text(
        f"file,reference,kind,year,number,state\na.pdf,{home.claire_pays.reference},rl24,2025,1,\n"
    )
    with pytest.raises(Refused, match="pas de fichier"):
        slips.deposit(BODY, tmp_path / "out", index)
