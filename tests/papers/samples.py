"""Report cards and statements as schools would give them, for tests, the bench and the eye."""

import random
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw

from preau.finances.documents.context import (
    AccountTitle,
    Ageing,
    EntryTitle,
    Issuer,
    Payer,
    Statement,
    StatementEntry,
    Totals,
)
from preau.results.documents.context import (
    AbsenceCount,
    CompetencyMarks,
    Layout,
    PupilIdentity,
    Recipient,
    ReportCard,
    SchoolHead,
    SubjectMarks,
    TermColumn,
    TermNotes,
)

SUBJECTS = [
    ("Français, langue d’enseignement", ["Lire", "Écrire", "Communiquer oralement"]),
    ("Mathématique", ["Résoudre une situation-problème", "Raisonner"]),
    ("Anglais, langue seconde", ["Communiquer oralement", "Comprendre des textes", "Écrire"]),
    ("Science et technologie", ["Théorie", "Pratique"]),
    ("Géographie", []),
    ("Histoire", []),
    ("Culture et citoyenneté québécoise", []),
    ("Arts plastiques", []),
    ("Éducation physique et à la santé", []),
    ("Musique", []),
    ("Projet personnel d’orientation", []),
    ("Espagnol", []),
    ("Informatique", []),
    ("Art dramatique", []),
    ("Monitorat", []),
]
COMMENTS = [
    "Élève appliquée et motivée; poursuis tes efforts à la prochaine étape.",
    "À surveiller : la ponctualité des remises. Les textes sont bien construits.",
    "Ça progresse très bien : le cœur à l’ouvrage !",
    "Participe activement; doit relire avant de remettre.",
]
DOMAINS = [
    ("Physique et moteur", "Court, grimpe et découpe avec assurance."),
    ("Affectif", "Exprime ce qu’elle ressent et sait demander de l’aide quand une tâche résiste."),
    ("Social", "Attend son tour, propose des jeux et console ses amis."),
    (
        "Langagier",
        "Raconte une histoire en trois temps; reconnaît son prénom et plusieurs lettres.",
    ),
    ("Cognitif", "Compare, classe et compte jusqu’à vingt; explique comment elle a trouvé."),
]
HEAD = SchoolHead(
    board_name="Centre de services scolaire du Fleuve-aux-Oies",
    school_name="École secondaire André-Laurendeau",
    address_lines=("7450, boulevard Cousineau", "Saint-Hubert (Québec)  J3Y 3L4"),
    phone="450 555-0142",
    principal_name="Marie-Ève Lafrenière-Beaulieu",
    principal_title="Directrice",
)
RECIPIENT = Recipient(
    "Geneviève Tremblay-Lefrançois",
    ("128, rue Saint-Jean-Baptiste, app. 4", "Longueuil (Québec)  J4H 1A1"),
)
TERMS = (
    TermColumn("Étape 1", date(2026, 8, 28), date(2026, 11, 13), Decimal(20)),
    TermColumn("Étape 2", date(2026, 11, 16), date(2027, 2, 26), Decimal(20)),
    TermColumn("Étape 3", date(2027, 3, 8), date(2027, 6, 22), Decimal(60)),
)


def signature() -> bytes:
    """A stroke of ink, as a scanner gives it."""
    picture = Image.new("RGB", (600, 160), "white")
    points = [(20 + 14 * n, 80 + (50 if n % 3 else -55) // (1 + n % 4)) for n in range(40)]
    ImageDraw.Draw(picture).line(points, fill=(20, 30, 90), width=5, joint="curve")
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def subject(number: int, dice: random.Random, *, averages: bool = True) -> SubjectMarks:
    title, competencies = SUBJECTS[number % len(SUBJECTS)]

    def some() -> tuple[Decimal | str, ...]:
        return Decimal(dice.randint(48, 99)), Decimal(dice.randint(48, 99)), ""

    weights = {3: [40, 40, 20], 2: [60, 40]}.get(len(competencies), [])
    return SubjectMarks(
        title=title,
        marks=some(),
        teacher=dice.choice(["Hélène Bélanger-Côté", "Olivier Nguyen", "Amina Diallo"]),
        competencies=tuple(
            CompetencyMarks(name, some(), weight=Decimal(weight))
            for name, weight in zip(competencies, weights, strict=True)
        ),
        averages=(Decimal("74.5"), Decimal(72), "") if averages else None,
        comments=(dice.choice(COMMENTS), dice.choice(COMMENTS), ""),
    )


def report_card(seed: int = 0, *, count: int = 15, **changes: object) -> ReportCard:
    dice = random.Random(seed)
    card = {
        "language": "fr",
        "layout": Layout.SECONDARY,
        "school": HEAD,
        "pupil": PupilIdentity(
            full_name=f"Éléonore Tremblay-Lefrançois {seed or ''}".strip(),
            code_permanent="TREE63091402",
            fiche=str(1_200_000 + seed),
            born_on=date(2013, 9, 14),
            level="2e secondaire",
            group="201",
        ),
        "recipient": RECIPIENT,
        "year": "2026-2027",
        "term_title": "Étape 2",
        "issued_on": date(2027, 3, 12),
        "terms": TERMS,
        "subjects": tuple(subject(number, dice) for number in range(count)),
        "other_competencies": (
            TermNotes("Organiser son travail", ("Planifie bien ses remises.", "", "")),
            TermNotes("Savoir travailler en équipe", ("Écoute et propose.", "", "")),
        ),
        "absences": (AbsenceCount("Jours d’absence", (str(dice.randint(0, 9)), "1,5", "")),),
        "pass_mark": Decimal(60),
    }
    return ReportCard(**{**card, **changes})  # type: ignore[arg-type]


def preschool(**changes: object) -> ReportCard:
    domains = tuple(TermNotes(title, (text, text, "")) for title, text in DOMAINS)
    pupil = PupilIdentity(
        "Zoé Ngô-Tremblay", "NGOZ57521401", "1200007", date(2021, 7, 2), "Maternelle 5 ans", "001"
    )
    card = {
        "layout": Layout.PRESCHOOL,
        "subjects": (),
        "domains": domains,
        "other_competencies": (),
        "pupil": pupil,
        "pass_mark": None,
        "general_comment": "Zoé arrive chaque matin avec le sourire : une belle deuxième étape.",
    }
    return report_card(**{**card, **changes})


def primary(**changes: object) -> ReportCard:
    dice = random.Random(7)
    pupil = PupilIdentity(
        "Léo Tremblay-Ngô", "TREL12081605", "1200008", date(2016, 8, 12), "4e année", "401"
    )
    card = {
        "layout": Layout.PRIMARY,
        "subjects": tuple(subject(number, dice) for number in (0, 1, 2, 3, 4, 6, 7, 8, 9)),
        "pupil": pupil,
    }
    return report_card(**{**card, **changes})


LABELS = [
    ("Service de garde, bloc du matin et de l’après-midi", "jours"),
    ("Surveillance du midi", "jours"),
    ("Journée pédagogique : sortie au musée", "jour"),
    ("Frais de retard", "min"),
]


def statement(seed: int = 0, *, entries: int = 22, **changes: object) -> Statement:
    dice = random.Random(seed)
    lines = []
    for number in range(entries):
        label, unit = LABELS[number % len(LABELS)]
        is_payment = number % 7 == 5
        cents = -dice.randint(2000, 9000) if is_payment else dice.randint(150, 8500)
        lines.append(
            StatementEntry(
                on=date(2026, 10, 1) + timedelta(days=number % 30),
                label="Paiement reçu, merci" if is_payment else label,
                kind=EntryTitle.PAYMENT if is_payment else EntryTitle.CHARGE,
                cents=cents,
                child="" if is_payment else dice.choice(["Léo", "Zoé"]),
                quantity=None if is_payment else Decimal(dice.randint(1, 5)),
                unit="" if is_payment else unit,
                is_voluntary=number % 4 == 2,
            )
        )
    charges = sum(line.cents for line in lines if line.cents > 0)
    payments = sum(line.cents for line in lines if line.cents < 0)
    balance = 4250 + charges + payments
    given = {
        "language": "fr",
        "account": AccountTitle.DAYCARE,
        "issuer": Issuer(
            name="Service de garde Les Outardes",
            address_lines=("55, rue des Oies", "Longueuil (Québec)  J4H 2B2"),
            phone="450 555-0199",
            email="outardes@ecole.example",
            board_name="Centre de services scolaire du Fleuve-aux-Oies",
        ),
        "payer": Payer(RECIPIENT.name, "P-004512", RECIPIENT.address_lines),
        "reference": "0004 5120 0731",
        "number": str(1024 + seed),
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 10, 31),
        "issued_on": date(2026, 11, 3),
        "due_on": date(2026, 11, 17),
        "previous_balance": 4250,
        "entries": tuple(lines),
        "totals": Totals(charges, payments, 0, 0),
        "balance": balance,
        "ageing": Ageing(balance - 4250, 4250, 0, 0),
        "how_to_pay": "Par le site de votre institution financière : choisissez le fournisseur "
        "« CSS du Fleuve-aux-Oies, service de garde » et inscrivez le numéro de référence.",
        "notes": ("Un paiement fait après la date de l’état paraîtra au prochain.",),
    }
    return Statement(**{**given, **changes})  # type: ignore[arg-type]
