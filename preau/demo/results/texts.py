"""Competencies and what teachers write, in the language of the school."""

Component = tuple[str, str, int]

_FR: dict[str, tuple[Component, ...]] = {
    "FRA": (("1", "Lire", 40), ("2", "Écrire", 40), ("3", "Communiquer oralement", 20)),
    "MAT": (
        ("1", "Résoudre une situation-problème", 30),
        ("2", "Utiliser un raisonnement mathématique", 70),
    ),
    "ANG": (
        ("1", "Communiquer oralement en anglais", 50),
        ("2", "Comprendre des textes", 35),
        ("3", "Écrire des textes", 15),
    ),
    "PRE": (
        ("1", "Physique et moteur", 0),
        ("2", "Affectif", 0),
        ("3", "Social", 0),
        ("4", "Langagier", 0),
        ("5", "Cognitif", 0),
    ),
}
_EN: dict[str, tuple[Component, ...]] = {
    "ELA": (("1", "Reading", 34), ("2", "Writing", 33), ("3", "Speaking and listening", 33)),
    "MAT": (
        ("1", "Solves a situational problem", 30),
        ("2", "Uses mathematical reasoning", 70),
    ),
    "FLS": (
        ("1", "Interagir en français", 50),
        ("2", "Lire des textes", 30),
        ("3", "Produire des textes", 20),
    ),
    "PRE": (
        ("1", "Physical and motor", 0),
        ("2", "Emotional", 0),
        ("3", "Social", 0),
        ("4", "Language", 0),
        ("5", "Cognitive", 0),
    ),
}
_OBSERVED_FR = (
    "Se développe très bien : court, saute et tient ses ciseaux avec aisance.",
    "Se développe bien. Nomme ses émotions et demande de l’aide au besoin.",
    "Se développe bien. Attend son tour et invite les autres à jouer.",
    "En progression : raconte sa fin de semaine en phrases de plus en plus complètes.",
    "Se développe bien. Compte jusqu’à vingt et compare des quantités.",
)
_OBSERVED_EN = (
    "Developing very well: runs, jumps and uses scissors with ease.",
    "Developing well. Names feelings and asks for help when needed.",
    "Developing well. Waits for a turn and invites others to play.",
    "Progressing: tells about the week-end in longer sentences.",
    "Developing well. Counts to twenty and compares quantities.",
)
_COMMENTS_FR = (
    "Bon travail! Les textes sont mieux organisés qu’au début de l’étape.",
    "Participe avec intérêt. Relire à voix haute l’aiderait à trouver ses erreurs.",
    "De beaux progrès en lecture; la régularité des devoirs y est pour beaucoup.",
    "Comprend vite, mais bâcle parfois la démarche : à surveiller.",
    "Doit demander de l’aide quand une notion lui échappe. La récupération est le jeudi.",
)
_COMMENTS_EN = (
    "Good work! Texts are better organized than at the start of the term.",
    "Takes part with interest. Reading aloud would help find mistakes.",
    "Fine progress in reading; regular homework has much to do with it.",
)
_OTHERS_FR = (
    ("Organiser son travail", "Son matériel est en ordre et ses travaux sont remis à temps."),
    ("Savoir travailler en équipe", "Écoute les idées des autres et prend sa part du travail."),
    ("Exercer son jugement critique", "Appuie son opinion sur des faits. À poursuivre."),
)
_OTHERS_EN = (
    ("Organizational skills", "Materials are in order and work is handed in on time."),
    ("Teamwork", "Listens to the ideas of others and does a fair share of the work."),
)
_MATHEMATICS = (
    ("Quiz: fractions", "Quizzes", 25),
    ("Problem solving: the garage sale", "Evaluations", 50),
    ("Multiplication tables", "Exercises", 10),
)
_WORKS = {
    "FRA": (
        ("Dictée 4", "Dictées", 20),
        ("Compréhension de lecture : Le loup gris", "Évaluations", 40),
        ("Récit : une journée imprévue", "Évaluations", 100),
        ("Dictée 5", "Dictées", 20),
    ),
    "MAT": (
        ("Mini-test : fractions", "Évaluations", 25),
        ("Résolution : la vente de garage", "Évaluations", 50),
        ("Tables de multiplication", "Exercices", 10),
    ),
    "ELA": (
        ("Spelling test 6", "Quizzes", 20),
        ("Book report: Owls in the Family", "Projects", 50),
    ),
}


def works(code: str, language: str) -> tuple[tuple[str, str, int], ...]:
    """Travaux of a subject: title, category, most that can be had."""
    return _MATHEMATICS if (code, language) == ("MAT", "en") else _WORKS.get(code, ())


def components(code: str, language: str) -> tuple[Component, ...]:
    """The competencies of a subject: code, title, weight; () where it has one mark alone."""
    return (_EN if language == "en" else _FR).get(code, ())


def observations(language: str) -> tuple[str, ...]:
    return _OBSERVED_EN if language == "en" else _OBSERVED_FR


def comments(language: str) -> tuple[str, ...]:
    return _COMMENTS_EN if language == "en" else _COMMENTS_FR


def others(language: str) -> tuple[tuple[str, str], ...]:
    return _OTHERS_EN if language == "en" else _OTHERS_FR
