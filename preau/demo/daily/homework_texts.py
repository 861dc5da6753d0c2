"""What teachers give: by subject, for the lower and upper primary years and for secondary.

Each is a kind, a title, a text and the minutes that the teacher expects.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

Band = Literal["lower", "upper", "secondary"]
Text = tuple[str, str, str, int]

_LESSON, _HOMEWORK, _EVALUATION = "lesson", "homework", "evaluation"

_FRA: Mapping[Band, Sequence[Text]] = {
    "lower": (
        (_LESSON, "Mots de la semaine", "Lire et écrire trois mots de la liste.", 10),
        (_LESSON, "Lecture à voix haute", "Lire le petit livre à quelqu’un de la maison.", 10),
        (_HOMEWORK, "Phrases à compléter", "Cahier d’exercices, page du jour.", 15),
    ),
    "upper": (
        (_LESSON, "Verbes à l’imparfait", "Étudier les verbes finir et partir.", 15),
        (_LESSON, "Mots de la dictée", "Étudier les dix mots de la semaine.", 15),
        (_HOMEWORK, "Compte rendu de lecture", "Répondre aux questions 1 à 4 au propre.", 25),
        (_EVALUATION, "Dictée", "Les mots et les accords des deux dernières semaines.", 20),
    ),
    "secondary": (
        (_HOMEWORK, "Lecture du roman", "Lire les chapitres indiqués et noter deux citations.", 40),
        (_HOMEWORK, "Accord du participe passé", "Exercices du cahier, pages vues en classe.", 25),
        (_LESSON, "Classes de mots", "Relire la fiche avant le cours.", 15),
        (_EVALUATION, "Compréhension de texte", "Surligneurs permis, sans dictionnaire.", 45),
    ),
}
_MAT: Mapping[Band, Sequence[Text]] = {
    "lower": (
        (_LESSON, "Additions jusqu’à 20", "Pratiquer avec les cartes, cinq minutes.", 5),
        (_HOMEWORK, "Compter par bonds", "Remplir la feuille remise en classe.", 10),
    ),
    "upper": (
        (_LESSON, "Tables de 6 et de 7", "Les réciter dans le désordre.", 10),
        (_HOMEWORK, "Fractions équivalentes", "Cahier, numéros 3 à 8.", 20),
        (_EVALUATION, "Fractions", "Numéros semblables à ceux du cahier.", 30),
    ),
    "secondary": (
        (_HOMEWORK, "Résolution d’équations", "Numéros pairs de la section 3.2.", 30),
        (_HOMEWORK, "Fonctions affines", "Tracer les graphiques des numéros 5 à 9.", 35),
        (_LESSON, "Formules d’aire", "Savoir les formules par cœur.", 15),
        (_EVALUATION, "Minitest", "Calculatrice permise. Une feuille de notes recto.", 30),
    ),
}
_ANG: Mapping[Band, Sequence[Text]] = {
    "lower": ((_LESSON, "Song of the week", "Listen and sing along.", 5),),
    "upper": (
        (_LESSON, "Vocabulary: at home", "Learn the ten words of the list.", 10),
        (_HOMEWORK, "My house", "Write five sentences in the notebook.", 15),
    ),
    "secondary": (
        (_HOMEWORK, "Reading log", "Read the article and answer questions 1 to 5.", 25),
        (_LESSON, "Simple past", "Review irregular verbs, second column.", 15),
        (_EVALUATION, "Oral presentation", "Two minutes, with cue cards.", 30),
    ),
}
_SCT: Mapping[Band, Sequence[Text]] = {
    "lower": (),
    "upper": (
        (_HOMEWORK, "Journal d’observation", "Noter la température trois soirs de suite.", 10),
    ),
    "secondary": (
        (_HOMEWORK, "Rapport de laboratoire", "Terminer la discussion et le tableau.", 40),
        (_LESSON, "Tableau périodique", "Les vingt premiers éléments.", 20),
        (_EVALUATION, "Laboratoire évalué", "Lunettes obligatoires, cheveux attachés.", 60),
    ),
}
_HIS: Mapping[Band, Sequence[Text]] = {
    "lower": (),
    "upper": ((_HOMEWORK, "Ligne du temps", "Placer les cinq dates vues en classe.", 20),),
    "secondary": (
        (_HOMEWORK, "Dossier documentaire", "Lire les documents 1 à 4, remplir la grille.", 30),
        (_LESSON, "Repères de temps", "Étudier les dates de la section.", 20),
        (_EVALUATION, "Contrôle de connaissances", "Toute la section, à livre fermé.", 45),
    ),
}
_CCQ: Mapping[Band, Sequence[Text]] = {
    "lower": (),
    "upper": ((_HOMEWORK, "Ma famille, mes rites", "Poser les trois questions à un adulte.", 15),),
    "secondary": ((_HOMEWORK, "Revue de presse", "Choisir un article et le résumer.", 30),),
}
_ELA: Mapping[Band, Sequence[Text]] = {
    "lower": (
        (_LESSON, "Sight words", "Read the list aloud, twice.", 10),
        (_HOMEWORK, "Home reading", "Read fifteen minutes and sign the log.", 15),
    ),
    "upper": (
        (_LESSON, "Spelling list", "Study the ten words of the week.", 15),
        (_HOMEWORK, "Paragraph draft", "One paragraph about your favourite place.", 25),
        (_EVALUATION, "Spelling test", "The words of the last two weeks.", 20),
    ),
    "secondary": (
        (_HOMEWORK, "Novel study", "Read the next two chapters, note two quotations.", 40),
        (_HOMEWORK, "Editorial", "Finish the first draft.", 35),
        (_EVALUATION, "Reading response", "In class, with your novel.", 60),
    ),
}
_FLS: Mapping[Band, Sequence[Text]] = {
    "lower": ((_LESSON, "Mots de la semaine", "Lire les mots à voix haute.", 10),),
    "upper": (
        (_LESSON, "Vocabulaire", "Étudier les dix mots.", 10),
        (_HOMEWORK, "Ma journée", "Écrire cinq phrases.", 15),
    ),
    "secondary": (
        (_HOMEWORK, "Lecture", "Lire la nouvelle et répondre aux questions.", 30),
        (_EVALUATION, "Interaction orale", "En équipe de trois.", 20),
    ),
}
_MATHEMATICS: Mapping[Band, Sequence[Text]] = {
    "lower": ((_HOMEWORK, "Adding to 20", "Finish the sheet from class.", 10),),
    "upper": (
        (_LESSON, "Times tables", "Practise 6 and 7, out of order.", 10),
        (_HOMEWORK, "Equivalent fractions", "Workbook, numbers 3 to 8.", 20),
        (_EVALUATION, "Fractions quiz", "Like the numbers of the workbook.", 30),
    ),
    "secondary": (
        (_HOMEWORK, "Solving equations", "Even numbers of section 3.2.", 30),
        (_LESSON, "Area formulas", "Know them by heart.", 15),
        (_EVALUATION, "Quiz", "Calculator allowed, one page of notes.", 30),
    ),
}
_SCIENCE: Mapping[Band, Sequence[Text]] = {
    "lower": (),
    "upper": ((_HOMEWORK, "Weather log", "Write the temperature three evenings in a row.", 10),),
    "secondary": (
        (_HOMEWORK, "Lab report", "Finish the discussion and the table.", 40),
        (_EVALUATION, "Graded lab", "Goggles required, hair tied back.", 60),
    ),
}
_HISTORY: Mapping[Band, Sequence[Text]] = {
    "lower": (),
    "upper": ((_HOMEWORK, "Timeline", "Place the five dates seen in class.", 20),),
    "secondary": (
        (_HOMEWORK, "Document file", "Read documents 1 to 4 and fill in the grid.", 30),
        (_EVALUATION, "Section test", "Closed book.", 45),
    ),
}

TEXTS: Mapping[str, Mapping[str, Mapping[Band, Sequence[Text]]]] = {
    "fr": {
        "FRA": _FRA,
        "MAT": _MAT,
        "ANG": _ANG,
        "SCT": _SCT,
        "HIS": _HIS,
        "GEO": _HIS,
        "CCQ": _CCQ,
    },
    "en": {
        "ELA": _ELA,
        "MAT": _MATHEMATICS,
        "FLS": _FLS,
        "SCT": _SCIENCE,
        "HIS": _HISTORY,
        "GEO": _HISTORY,
    },
}
EXAM = {
    "fr": (
        _EVALUATION,
        "Évaluation d’étape",
        "Toute la matière de l’étape. Apporter crayons et gomme; le reste est fourni.",
        60,
    ),
    "en": (_EVALUATION, "Term test", "All of the term. Bring pencils; the rest is provided.", 60),
}


def band_of(level: str) -> Band:
    if level >= "07" and level.isdigit():
        return "secondary"
    return "upper" if level in ("04", "05", "06") else "lower"
