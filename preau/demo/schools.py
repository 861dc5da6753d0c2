"""Two school bodies that exist, and five schools of theirs that do not."""

from preau.demo.rows import Body, Contact, SchoolPlan

MARIE_VICTORIN = "864000"
RIVERSIDE = "884000"

_RULES = dict.fromkeys(
    ("rule.show_teachers", "rule.show_averages", "rule.preferred_name", "rule.show_payments"),
    "true",
)

BODIES = (
    Body(
        code=MARIE_VICTORIN,
        name="Centre de services scolaire Marie-Victorin",
        phone="450-555-0100",
        email="portail@marie-victorin.example",
        switches=_RULES,
    ),
    Body(
        code=RIVERSIDE,
        name="Commission scolaire Riverside",
        phone="450-555-0180",
        email="portal@riverside.example",
        switches=_RULES,
    ),
)

_DEUX_RIVES = SchoolPlan(
    key="deux-rives",
    body=MARIE_VICTORIN,
    code="864901",
    name="École des Deux-Rives",
    language="fr",
    street="1200, rue des Saules",
    city="Longueuil",
    postal_code="J4H 0A1",
    phone="450-555-0110",
    email="deux-rives@marie-victorin.example",
    principal_name="Hélène Vadeboncœur",
    principal_title="Directrice",
    contacts=(
        Contact("Secrétariat", "Ginette Ouellet", "450-555-0111", ""),
        Contact("Service de garde", "Manon L'Écuyer", "450-555-0112", "garde@deux-rives.example"),
        Contact("Absences (boîte vocale)", "", "450-555-0113", ""),
    ),
    switches={
        "rule.show_teachers": "true",
        "rule.show_averages": "true",
        "rule.averages_on_paper": "true",
        "rule.preferred_name": "true",
        "rule.show_rooms": "true",
        "rule.show_payments": "true",
    },
    levels=(
        ("PK", 1, 14),
        ("KG", 2, 17),
        *((level, 2, 18) for level in ("01", "02", "03", "04", "05", "06")),
    ),
)

_BRISE = SchoolPlan(
    key="brise",
    body=MARIE_VICTORIN,
    code="864902",
    name="École de la Brise",
    language="fr",
    street="45, avenue du Grand-Héron",
    city="Brossard",
    postal_code="J4W 0B2",
    phone="450-555-0120",
    email="brise@marie-victorin.example",
    principal_name="Jean-Philippe D'Astous",
    principal_title="Directeur",
    contacts=(Contact("Secrétariat", "Rim Haddad", "450-555-0121", "secretariat@brise.example"),),
    switches={
        "rule.show_teachers": "false",
        "rule.show_averages": "true",
        "tile.homework": "false",
        "rule.replies": "false",
    },
    levels=tuple((level, 1, 22) for level in ("01", "02", "03", "04", "05", "06")),
)

_FLEUVE = SchoolPlan(
    key="fleuve",
    body=MARIE_VICTORIN,
    code="864903",
    name="École secondaire du Fleuve",
    language="fr",
    street="3000, chemin de la Grève",
    city="Longueuil",
    postal_code="J4K 0C3",
    phone="450-555-0130",
    email="fleuve@marie-victorin.example",
    principal_name="Marie-Claude Pépin",
    principal_title="Directrice",
    contacts=(
        Contact("1re et 2e secondaire, direction adjointe", "Fritz Estimé", "450-555-0131", ""),
        Contact("3e à 5e secondaire, direction adjointe", "Édith Rioux", "450-555-0132", ""),
        Contact("Vie scolaire", "", "450-555-0133", "vie-scolaire@fleuve.example"),
        Contact("Infirmière", "Karine Brassard", "450-555-0134", ""),
    ),
    switches={
        "rule.show_teachers": "true",
        "rule.show_averages": "false",
        "rule.show_rooms": "true",
        "rule.closure_shifts": "true",
        "rule.share_ticks": "true",
    },
    levels=tuple((level, 2, 27) for level in ("07", "08", "09", "10", "11")),
)

_WILLOWBANK = SchoolPlan(
    key="willowbank",
    body=RIVERSIDE,
    code="884901",
    name="Willowbank Elementary School",
    language="en",
    street="88 Orchard Street",
    city="Saint-Lambert",
    postal_code="J4P 0D4",
    phone="450-555-0140",
    email="willowbank@riverside.example",
    principal_name="Heather Johnston",
    principal_title="Principal",
    contacts=(
        Contact("Office", "Kathleen O'Neill", "450-555-0141", "office@willowbank.example"),
        Contact("Daycare", "", "450-555-0142", ""),
    ),
    switches={"rule.show_teachers": "true", "rule.show_averages": "true"},
    levels=tuple((level, 1, 18) for level in ("KG", "01", "02", "03", "04", "05", "06")),
)

_FERRY_POINT = SchoolPlan(
    key="ferry-point",
    body=RIVERSIDE,
    code="884902",
    name="Ferry Point High School",
    language="en",
    street="700 Old Ferry Road",
    city="Saint-Lambert",
    postal_code="J4R 0E5",
    phone="450-555-0150",
    email="ferrypoint@riverside.example",
    principal_name="Derek Kowalski",
    principal_title="Principal",
    contacts=(Contact("Attendance", "", "450-555-0151", "attendance@ferrypoint.example"),),
    switches={"rule.show_teachers": "true", "rule.show_averages": "true"},
    levels=tuple((level, 1, 22) for level in ("07", "08", "09", "10", "11")),
)

SCHOOLS = (_DEUX_RIVES, _BRISE, _FLEUVE, _WILLOWBANK, _FERRY_POINT)
BY_KEY = {school.key: school for school in SCHOOLS}
