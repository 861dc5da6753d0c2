"""What the schools of the demonstration wrote to families: who, to whom, when, and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Literal

from preau.demo.daily.absence_stories import CLAIRE, SYLVIE
from preau.demo.schools import MARIE_VICTORIN, RIVERSIDE
from preau.messaging.enums import Category, TargetKind

Child = tuple[str, int]
GENEVIEVE = "Geneviève Lafrenière"


@dataclass(frozen=True)
class Audience:
    """`children` are those of stories: named, or whose home-room group is addressed."""

    kind: TargetKind = TargetKind.SCHOOL
    level: str = ""
    children: Sequence[Child] = ()


@dataclass(frozen=True)
class Paper:
    name: str
    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """`ago` in days of a year that is under way; or « closed », the day of the school's first
    closure; or a month and a day of this school year or, from January to June, of the last one.

    `signed` is a name and a role; empty, the principal's; « head », the head of the group.
    """

    body: str
    school: str
    title: str
    text: Sequence[str]
    ago: int | tuple[int, int] | Literal["closed"]
    clock: time = time(15, 30)
    to: Audience = Audience()
    signed: tuple[str, str] | Literal["", "head"] = ""
    category: Category = Category.INFORMATION
    lasts: int | None = None
    is_pinned: bool = False
    needs_confirmation: bool = False
    allows_replies: bool = False
    is_withdrawn: bool = False
    papers: Sequence[Paper] = ()


BOARD = Audience(TargetKind.BOARD)
_TRANSPORT = ("Service du transport scolaire", "Centre de services scolaire Marie-Victorin")
_THREE_FAMILIES: Sequence[Child] = (
    *((GENEVIEVE, 0), (GENEVIEVE, 1), (GENEVIEVE, 2)),
    *((SYLVIE, 0), (SYLVIE, 1), (CLAIRE, 0), (CLAIRE, 1)),
)

TO_CONFIRM = "Nouveau parcours d’autobus à compter de lundi prochain"
WITH_ANSWERS = "Exposés oraux : choix du sujet"
MONTHLY = "Suivi mensuel en mathématique"
URGENT = "Autobus 114 : environ 25 minutes de retard ce matin"

PLANS = (
    Plan(
        MARIE_VICTORIN,
        "",
        "Bonnes vacances, et dates de la rentrée",
        (
            "Merci pour cette année. Le secrétariat des écoles ferme le 3 juillet et rouvre à la "
            "mi-août.",
            "La liste des fournitures scolaires est remise avec le dernier bulletin.",
        ),
        ago=(6, 19),
        to=BOARD,
        signed=("Secrétariat général", "Centre de services scolaire Marie-Victorin"),
        lasts=60,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Spectacle de fin d’année",
        ("Les élèves vous attendent au gymnase à 18 h 30. Deux billets par famille.",),
        ago=(6, 4),
        lasts=14,
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        "Horaire des examens de juin",
        (
            "L’horaire des examens du Ministère et de l’école est joint.",
            "Les élèves arrivent quinze minutes avant le début de chaque épreuve.",
        ),
        ago=(5, 25),
        lasts=30,
        papers=(
            Paper(
                "Horaire des examens – été.pdf",
                "Horaire des examens de juin",
                ("Lundi, 8 h 15 : français, écriture", "Mardi, 8 h 15 : mathématique"),
            ),
        ),
    ),
    Plan(
        RIVERSIDE,
        "willowbank",
        "Year-end picnic",
        ("Bring a blanket and a water bottle. In case of rain, we eat in the gym.",),
        ago=(6, 8),
        lasts=14,
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        "École fermée aujourd’hui : panne d’électricité",
        (
            "Hydro-Québec ne peut rétablir le courant avant midi. L’école est fermée pour la "
            "journée; les autobus ne passent pas.",
        ),
        ago="closed",
        clock=time(6, 30),
        category=Category.CLOSURE,
        lasts=1,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "École et service de garde fermés : bris d’aqueduc",
        ("L’eau est coupée dans tout le quartier. L’école rouvre demain.",),
        ago="closed",
        clock=time(6, 15),
        category=Category.CLOSURE,
        lasts=1,
    ),
    Plan(
        MARIE_VICTORIN,
        "",
        "Consultation sur le calendrier scolaire de l’an prochain",
        (
            "Deux projets de calendrier sont soumis aux comités de parents. Les commentaires sont "
            "reçus par les conseils d’établissement jusqu’à la fin du mois.",
        ),
        ago=15,
        to=BOARD,
        signed=("Secrétariat général", "Centre de services scolaire Marie-Victorin"),
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Stationnement : la sécurité d’abord",
        (
            "L’allée des autobus est interdite aux voitures de 7 h 45 à 8 h 20 et de 14 h 55 à "
            "15 h 20. Déposez votre enfant rue des Saules, du côté de l’école.",
            "Merci de couper le moteur.",
        ),
        ago=26,
        is_pinned=True,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Sortie au zoo de Granby",
        ("Une sortie aura lieu la semaine prochaine.",),
        ago=9,
        is_withdrawn=True,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Photo scolaire cette semaine",
        (
            "Le photographe vient au gymnase. Chaque groupe a son heure; les petits passent le "
            "matin.",
            "<strong>Pas de vert</strong> : le fond de la photo est vert.",
        ),
        ago=5,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Sortie au Biodôme : ce qu’il faut apporter",
        (
            "<ul><li>un dîner froid, sans arachides ni noix</li><li>une bouteille d’eau</li>"
            "<li>des vêtements selon la météo</li></ul>",
            "Le coût de la sortie est assumé par la mesure « École inspirante ».",
        ),
        ago=4,
        to=Audience(TargetKind.LEVEL, level="06"),
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        WITH_ANSWERS,
        (
            "Chaque élève choisit un sujet lié aux animaux nordiques et prépare un exposé de "
            "quatre minutes.",
            "Écrivez-moi si votre enfant n’a pas accès à un ordinateur à la maison.",
        ),
        ago=6,
        clock=time(16, 5),
        to=Audience(TargetKind.GROUP, children=((SYLVIE, 0),)),
        signed="head",
        allows_replies=True,
    ),
    Plan(
        MARIE_VICTORIN,
        "deux-rives",
        "Jeux de société au local",
        ("Chaque enfant apporte un jeu qui porte son nom. Pas de pièces de valeur.",),
        ago=3,
        to=Audience(TargetKind.GROUP, children=((CLAIRE, 0),)),
        signed="head",
        allows_replies=True,
    ),
    Plan(
        MARIE_VICTORIN,
        "",
        TO_CONFIRM,
        (
            "Le parcours qui dessert votre adresse change : l’arrêt est déplacé de deux rues et "
            "l’heure du matin avance de six minutes.",
            "Le plan du nouveau parcours est joint. Confirmez que vous l’avez lu, pour que le "
            "conducteur n’attende personne à l’ancien arrêt.",
        ),
        ago=2,
        clock=time(11, 40),
        to=Audience(TargetKind.STUDENT, children=_THREE_FAMILIES),
        signed=_TRANSPORT,
        needs_confirmation=True,
        papers=(
            Paper(
                "Parcours 114 – arrêts et heures (hiver).pdf",
                "Parcours 114 : arrêts et heures",
                (
                    "Rue des Saules, angle D’Auteuil : 7 h 21",
                    "Place des Lilas : 7 h 28",
                    "École des Deux-Rives : 7 h 44",
                    "École secondaire du Fleuve : 7 h 52",
                ),
            ),
        ),
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        "Règles de vie : cellulaires et écouteurs",
        (
            "Les appareils restent dans le casier du premier au dernier cours, comme le veut la "
            "directive du ministre.",
            "Le code de vie complet est sur le site de l’école.",
        ),
        ago=40,
        is_pinned=True,
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        "Choix de cours de 5e secondaire",
        (
            "La conseillère d’orientation rencontre les groupes cette semaine. Le choix se fait en "
            "février.",
            "Répondez à ce message pour prendre un rendez-vous.",
        ),
        ago=7,
        to=Audience(TargetKind.LEVEL, level="10"),
        signed=("Édith Rioux", "Directrice adjointe, 3e à 5e secondaire"),
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        MONTHLY,
        (
            "En mathématique, Samuel n’a pas remis deux travaux sur quatre ce mois-ci et ses "
            "résultats baissent.",
            "Une récupération lui est offerte à la période du dîner. Son enseignante vous "
            "téléphonera d’ici la fin du mois.",
        ),
        ago=5,
        clock=time(13, 15),
        to=Audience(TargetKind.STUDENT, children=((SYLVIE, 1),)),
        signed=("Édith Rioux", "Directrice adjointe, 3e à 5e secondaire"),
        category=Category.MONTHLY,
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        "Sortie au théâtre, 2e secondaire",
        ("Départ à 11 h 30, repas au restaurant de l’endroit. Prévoir une tenue propre.",),
        ago=4,
        to=Audience(TargetKind.LEVEL, level="08"),
    ),
    Plan(
        MARIE_VICTORIN,
        "fleuve",
        URGENT,
        ("Un bris mécanique retarde l’autobus 114. Aucun retard ne sera noté aux élèves.",),
        ago=0,
        clock=time(6, 50),
        signed=("Vie scolaire", "École secondaire du Fleuve"),
        category=Category.URGENT,
        lasts=3,
    ),
    Plan(
        MARIE_VICTORIN,
        "brise",
        "Spectacle de l’hiver : billets",
        (
            "Deux billets par famille, à prendre au secrétariat.",
            "Dites-nous si une personne de votre famille se déplace en fauteuil roulant.",
        ),
        ago=3,
        allows_replies=True,
    ),
    Plan(
        RIVERSIDE,
        "",
        "Transportation policy: have your say",
        ("The draft policy is before the parents’ committee until the end of the month.",),
        ago=12,
        to=BOARD,
        signed=("Office of the Secretary General", "Riverside School Board"),
    ),
    Plan(
        RIVERSIDE,
        "willowbank",
        "Holiday concert: save the date",
        (
            "Doors open at 18:15. White top, dark bottom, please.",
            "Please keep the centre aisle free for wheelchairs and strollers.",
        ),
        ago=8,
        is_pinned=True,
    ),
    Plan(
        RIVERSIDE,
        "willowbank",
        "Skating at the arena: helmets",
        ("A CSA helmet is mandatory. Confirm that you read this so that your child may skate.",),
        ago=3,
        to=Audience(TargetKind.LEVEL, level="03"),
        needs_confirmation=True,
    ),
    Plan(
        RIVERSIDE,
        "willowbank",
        "Home reading log",
        ("Fifteen minutes an evening, in English or in French. Sign the log on Fridays.",),
        ago=18,
        to=Audience(TargetKind.GROUP, children=((SYLVIE, 2),)),
        signed="head",
        allows_replies=True,
    ),
    Plan(
        RIVERSIDE,
        "ferry-point",
        "Career evening: parents wanted",
        ("Come and talk about your trade for ten minutes. All grades are welcome.",),
        ago=6,
    ),
)
# Published on the morning of the closure that the calendar knows for the school.
CLOSED = Plan(
    RIVERSIDE,
    "willowbank",
    "School closed: water main break",
    (
        "There is no running water. The school and its daycare are closed for the day; buses do "
        "not run.",
    ),
    ago=0,
    clock=time(6, 10),
    category=Category.CLOSURE,
    lasts=2,
)
ANSWERS = (
    "Bonjour, Éloïse aimerait parler du harfang des neiges, mais notre ordinateur est en "
    "réparation jusqu’à vendredi. Peut-elle travailler à la bibliothèque?",
    "Bonjour! Oui, bien sûr : la bibliothèque est ouverte le midi, et je lui réserve un poste "
    "demain. Bonne semaine.",
)
