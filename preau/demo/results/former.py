"""A pupil who left last June: her mother's account keeps the report cards, and nothing else.

Before the roster of the year comes in, a delta brings her and her last year; the roster then ends
her, as it ends whoever it no longer names.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

from preau.accounts.models import Account
from preau.core.actors import BoardActor
from preau.demo.packages import write_former
from preau.demo.results.build import HEADERS, competency_rows, publication_rows, rule_rows, term_id
from preau.demo.results.marks import Place, Sheet, Stage, add_marks
from preau.demo.roster import Roster
from preau.demo.rows import Pupil
from preau.demo.school_year import Year
from preau.demo.schools import BY_KEY
from preau.demo.subjects import subjects_of
from preau.demo.tables import write_table
from preau.exchange.operations import import_roster

SCHOOL, LEVEL, GROUP = "deux-rives", "06", "602"
MOTHER = "helene.paquette@courriel.example"


def former_pupil(year: Year) -> Pupil:
    """Maxime, who was in grade six."""
    return Pupil(
        source_id="e-ancien-1",
        body=BY_KEY[SCHOOL].body,
        school=SCHOOL,
        homeroom="",
        level=LEVEL,
        given_name="Maxime",
        family_name="Paquette",
        preferred_name="",
        is_girl=False,
        birth_on=date(year.first - 13, 2, 11),
        fiche="9100001",
        code_permanent="",
        language="fr",
        ties=(),
    )


def bring_former(roster: Roster, folder: Path, board_id: int, at: datetime) -> Pupil | None:
    """Import her last year, once: None when her mother's account is there already."""
    if Account.objects.filter(email=MOTHER).exists():
        return None
    pupil = former_pupil(roster.year)
    package = folder / "former"
    write_former(roster, pupil, MOTHER, package, at)
    _write_year(roster, pupil, package, at)
    import_roster(
        actor=BoardActor(board_id),
        package=package,
        dry_run=False,
        accept_removals=True,
        at=at - timedelta(days=1),
    )
    return pupil


def _write_year(roster: Roster, pupil: Pupil, package: Path, at: datetime) -> None:
    year = Year(roster.year.first - 1)
    stages = [Stage(term_id(year, rank, years_ago=1), rank, 1) for rank in (1, 2, 3)]
    sheet = Sheet()
    for stage in stages:
        add_marks(sheet, pupil, Place(SCHOOL, LEVEL, "fr", group=GROUP), stage)
    rules = [row for row in rule_rows(roster.year) if str(row[0]).startswith(f"etape-{year.first}")]
    hours = publication_rows([BY_KEY[SCHOOL]], stages, roster.year, at)
    for name, rows in (
        ("preau_competencies", competency_rows(_courses())),
        ("preau_results", sheet.results),
        ("preau_report_cards", sheet.cards),
        ("preau_comments", sheet.comments),
        ("preau_term_rules", rules),
        ("preau_publications", hours),
    ):
        write_table(package / f"{name}.csv", HEADERS[name].split(), rows)


def _courses() -> list[tuple[str, str, str]]:
    """Those of her level, as the roster of the year brings them too."""
    return [(f"c-{SCHOOL}-{LEVEL}-{code}", code, "fr") for code, _title in subjects_of(LEVEL, "fr")]
