"""Subjects by level, as short code and title, in the language of the school."""

Subject = tuple[str, str]

_PRESCHOOL_FR: tuple[Subject, ...] = (
    ("PRE", "Programme-cycle de l’éducation préscolaire"),
    ("EPS", "Éducation physique et à la santé"),
)
_PRIMARY_FR: tuple[Subject, ...] = (
    ("FRA", "Français, langue d’enseignement"),
    ("MAT", "Mathématique"),
    ("ANG", "Anglais, langue seconde"),
    ("EPS", "Éducation physique et à la santé"),
    ("MUS", "Musique"),
    ("ART", "Arts plastiques"),
    ("CCQ", "Culture et citoyenneté québécoise"),
)
_UPPER_PRIMARY_FR: tuple[Subject, ...] = (
    ("SCT", "Science et technologie"),
    ("GEO", "Géographie, histoire et éducation à la citoyenneté"),
)
_SECONDARY_FR: tuple[Subject, ...] = (
    ("FRA", "Français, langue d’enseignement"),
    ("MAT", "Mathématique"),
    ("ANG", "Anglais, langue seconde"),
    ("SCT", "Science et technologie"),
    ("HIS", "Histoire"),
    ("EPS", "Éducation physique et à la santé"),
    ("ART", "Arts plastiques"),
    ("CCQ", "Culture et citoyenneté québécoise"),
)
_PRESCHOOL_EN: tuple[Subject, ...] = (
    ("PRE", "Preschool Cycle Program"),
    ("EPS", "Physical Education and Health"),
)
_PRIMARY_EN: tuple[Subject, ...] = (
    ("ELA", "English Language Arts"),
    ("FLS", "French, Second Language"),
    ("MAT", "Mathematics"),
    ("EPS", "Physical Education and Health"),
    ("MUS", "Music"),
    ("ART", "Visual Arts"),
    ("CCQ", "Culture and Citizenship in Québec"),
)
_UPPER_PRIMARY_EN: tuple[Subject, ...] = (
    ("SCT", "Science and Technology"),
    ("GEO", "Geography, History and Citizenship Education"),
)
_SECONDARY_EN: tuple[Subject, ...] = (
    ("ELA", "English Language Arts"),
    ("FLS", "French, Second Language"),
    ("MAT", "Mathematics"),
    ("SCT", "Science and Technology"),
    ("HIS", "History"),
    ("EPS", "Physical Education and Health"),
    ("ART", "Visual Arts"),
    ("CCQ", "Culture and Citizenship in Québec"),
)
_HISTORY_FR = {
    "09": "Histoire du Québec et du Canada",
    "10": "Histoire du Québec et du Canada",
    "11": "Monde contemporain",
}
_HISTORY_EN = {
    "09": "History of Québec and Canada",
    "10": "History of Québec and Canada",
    "11": "Contemporary World",
}

# Taught by somebody else than the home-room teacher, in primary schools.
SPECIALTIES = {
    "fr": ("ANG", "EPS", "MUS"),
    "en": ("FLS", "EPS", "MUS"),
}


def subjects_of(level: str, language: str) -> tuple[Subject, ...]:
    """The subjects of one level, in the order a report card lists them."""
    english = language == "en"
    if level in ("PK", "KG"):
        return _PRESCHOOL_EN if english else _PRESCHOOL_FR
    if level in ("01", "02"):
        return _PRIMARY_EN if english else _PRIMARY_FR
    if level <= "06":
        return (_PRIMARY_EN + _UPPER_PRIMARY_EN) if english else (_PRIMARY_FR + _UPPER_PRIMARY_FR)
    history = (_HISTORY_EN if english else _HISTORY_FR).get(level)
    secondary = _SECONDARY_EN if english else _SECONDARY_FR
    return tuple(
        (code, history if code == "HIS" and history else title) for code, title in secondary
    )


def level_label(level: str, language: str) -> str:
    """« 4e année », « 2e secondaire », Grade 4, Secondary 2."""
    if level in ("PK", "KG"):
        french = "maternelle 4 ans" if level == "PK" else "maternelle 5 ans"
        return "Kindergarten" if language == "en" else french
    grade = int(level)
    if grade > 6:
        rank = grade - 6
        return f"Secondary {rank}" if language == "en" else f"{_rank(rank)} secondaire"
    return f"Grade {grade}" if language == "en" else f"{_rank(grade)} année"


def _rank(number: int) -> str:
    return "1re" if number == 1 else f"{number}e"
