"""What each school asks of parents when a child is absent: motives, deadlines, services."""

from collections.abc import Iterator
from dataclasses import dataclass

from preau.demo.rows import SchoolPlan
from preau.demo.tables import Row


@dataclass(frozen=True)
class Motive:
    code: str
    label: str
    label_en: str
    open_to_parents: bool = True
    needs_paper: bool = False
    is_confidential: bool = False


MOTIVES = (
    Motive("maladie", "Maladie", "Illness"),
    Motive(
        "rendez-vous",
        "Rendez-vous médical ou professionnel",
        "Medical or professional appointment",
        needs_paper=True,
    ),
    Motive("deces", "Décès dans la famille", "Death in the family", is_confidential=True),
    Motive("tribunal", "Convocation au tribunal", "Court appearance", True, True, True),
    Motive("competition", "Compétition ou activité reconnue", "Sanctioned competition or event"),
    Motive("voyage", "Voyage en famille", "Family travel"),
    Motive("autre", "Autre motif familial", "Other family reason"),
    Motive("transport", "Retard du transport scolaire", "School bus delay", open_to_parents=False),
)


@dataclass(frozen=True)
class Rule:
    """Empty: the school asks nothing of that."""

    order: str = ""
    hours: int | None = None
    school_days: int | None = None
    cutoff: str = ""
    declare_cutoff: str = ""
    longest: int | None = None
    quota: int | None = None
    paper_beyond: int | None = None
    delay: int = 0


RULES: dict[str, tuple[Rule, ...]] = {
    "deux-rives": (
        Rule("preschool", declare_cutoff="08:00", longest=10),
        Rule("primary", None, 2, "10:40", "08:00", longest=10, quota=20, paper_beyond=3, delay=30),
    ),
    "brise": (Rule("", None, 0, "16:00", "07:45", longest=5, quota=10, delay=15),),
    "fleuve": (
        Rule(
            "secondary", 48, declare_cutoff="07:45", longest=5, quota=15, paper_beyond=3, delay=60
        ),
    ),
    "willowbank": (Rule("", None, 1, "10:40", "08:10", longest=10, paper_beyond=5, delay=30),),
    "ferry-point": (Rule("secondary", 48, declare_cutoff="08:30", longest=5, quota=15, delay=60),),
}


def motive_rows(school: SchoolPlan) -> Iterator[Row]:
    for position, motive in enumerate(MOTIVES, start=1):
        flags = (motive.open_to_parents, motive.needs_paper, motive.is_confidential)
        label = motive.label_en if school.language == "en" else motive.label
        told = (label, "" if school.language == "en" else motive.label_en)
        yield (school.key, motive.code, *told, *map(_said, flags), position)


def rule_rows(school: SchoolPlan) -> Iterator[Row]:
    domain = "riverside.example" if school.language == "en" else "marie-victorin.example"
    email = f"absences.{school.key}@{domain}"
    # The secondary schools have no service de garde; the first answers no mail but the phone.
    daycare = ("", "") if school.is_secondary else (f"garde.{school.key}@{domain}", "")
    transport = ("", "450-555-0160") if school.language == "en" else (f"transport@{domain}", "")
    for rule in RULES[school.key]:
        deadlines = (rule.hours, rule.school_days, rule.cutoff, rule.declare_cutoff)
        spans = (rule.longest, rule.quota, rule.paper_beyond, rule.delay)
        yield (
            *(school.key, rule.order),
            *("" if value is None else value for value in (*deadlines, *spans)),
            *(school.phone, email, *daycare, *transport),
        )


def _said(value: bool) -> str:
    return "true" if value else "false"
