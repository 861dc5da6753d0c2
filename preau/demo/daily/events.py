"""What is to come in the bodies, their schools, levels and groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from preau.demo.daily.calendar import Calendar
from preau.demo.rows import ClassRow
from preau.demo.schools import MARIE_VICTORIN, RIVERSIDE
from preau.demo.tables import Row


@dataclass(frozen=True)
class Planned:
    """An event of a school, level or group; `day` is a rank among its days of classes.

    `week` 0 counts days from today on, 1 those of next week. Without hours it lasts the day.
    """

    key: str
    school: str
    kind: str
    title: str
    description: str
    location: str = ""
    week: int = 1
    day: int = 1
    begins: time | None = None
    ends: time | None = None
    level: str = ""
    homeroom: str = ""
    cancelled: bool = False


_EVENTS = (
    Planned(
        "rencontres",
        "deux-rives",
        "meeting",
        "Rencontres de parents",
        "Sur rendez-vous, avec la ou le titulaire. Quinze minutes par enfant.",
        "Locaux de classe",
        week=1,
        day=4,
        begins=time(18),
        ends=time(20, 30),
    ),
    Planned(
        "photo",
        "deux-rives",
        "activity",
        "Photo scolaire",
        "Photo individuelle et photo de groupe. Les retouches ne sont pas offertes.",
        "Gymnase",
        week=0,
        day=2,
    ),
    Planned(
        "biodome",
        "deux-rives",
        "outing",
        "Sortie au Biodôme",
        "Départ à 8 h 30, retour à 14 h 45. Dîner froid, vêtements selon la météo.",
        "Biodôme de Montréal",
        day=3,
        begins=time(8, 30),
        ends=time(14, 45),
        level="06",
    ),
    Planned(
        "lecture",
        "deux-rives",
        "activity",
        "Heure du conte en pyjama",
        "Les pantoufles sont permises. Apporter une doudou.",
        "Bibliothèque",
        day=1,
        begins=time(13),
        ends=time(13, 50),
        level="KG",
    ),
    Planned(
        "jeux",
        "deux-rives",
        "activity",
        "Après-midi de jeux de société",
        "Apporter un jeu identifié au nom de l’enfant.",
        "Local du groupe",
        week=0,
        day=3,
        begins=time(13, 0),
        ends=time(15, 0),
        homeroom="401",
    ),
    Planned(
        "conseil",
        "deux-rives",
        "meeting",
        "Conseil d’établissement",
        "Séance ouverte au public.",
        "Bibliothèque",
        week=0,
        day=5,
        begins=time(19),
        ends=time(21),
    ),
    Planned(
        "spectacle",
        "brise",
        "activity",
        "Spectacle de l’hiver",
        "Toutes les classes. Deux billets par famille.",
        "Gymnase",
        day=4,
        begins=time(18, 30),
        ends=time(20),
    ),
    Planned(
        "rencontres",
        "fleuve",
        "meeting",
        "Rencontres de parents, 3e à 5e secondaire",
        "Prise de rendez-vous par matière; dix minutes par enseignant.",
        "Gymnase double",
        day=2,
        begins=time(17),
        ends=time(20),
        level="10",
    ),
    Planned(
        "orientation",
        "fleuve",
        "activity",
        "Visite de la conseillère d’orientation",
        "Choix de cours et programmes collégiaux.",
        "Auditorium",
        week=0,
        day=3,
        begins=time(9, 35),
        ends=time(10, 50),
        level="10",
    ),
    Planned(
        "theatre",
        "fleuve",
        "outing",
        "Sortie au théâtre",
        "Départ à 11 h 30; repas au restaurant de l’endroit, à vos frais.",
        "Théâtre de la Ville, Longueuil",
        day=4,
        begins=time(11, 30),
        ends=time(15, 30),
        level="08",
    ),
    Planned(
        "porte",
        "fleuve",
        "activity",
        "Journée portes ouvertes",
        "Visites guidées par les élèves.",
        "Hall d’entrée",
        week=0,
        day=6,
        begins=time(18),
        ends=time(20, 30),
        cancelled=True,
    ),
    Planned(
        "holiday",
        "willowbank",
        "activity",
        "Holiday concert",
        "Doors open at 18:15. White top, dark bottom, please.",
        "Gym",
        day=4,
        begins=time(18, 30),
        ends=time(20),
    ),
    Planned(
        "skating",
        "willowbank",
        "outing",
        "Skating at the arena",
        "Helmets are mandatory. Volunteers welcome.",
        "Saint-Lambert arena",
        day=2,
        begins=time(9, 30),
        ends=time(11, 30),
        level="03",
    ),
    Planned(
        "interviews",
        "willowbank",
        "meeting",
        "Parent-teacher interviews",
        "By appointment, ten minutes each.",
        "Classrooms",
        week=0,
        day=4,
        begins=time(17),
        ends=time(20),
    ),
    Planned(
        "career",
        "ferry-point",
        "activity",
        "Career evening",
        "Parents talk about their trade; all grades are welcome.",
        "Library",
        day=3,
        begins=time(18, 30),
        ends=time(20, 30),
    ),
)
# Of the whole body: a week with no day of classes is not needed.
_OF_BODIES = (
    (
        MARIE_VICTORIN,
        "comite",
        "meeting",
        "Comité de parents du centre de services scolaire",
        "Séance publique, sur place et en ligne.",
        "Salle Flore-Laurent, Longueuil",
    ),
    (
        RIVERSIDE,
        "committee",
        "meeting",
        "Parents’ committee of the school board",
        "Public meeting, on site and online.",
        "Board room, Saint-Lambert",
    ),
)


def event_rows(
    body: str, calendars: Sequence[Calendar], classes: Sequence[ClassRow], today: date
) -> Iterator[Row]:
    """The events of a body and of its schools, from today on."""
    for code, key, kind, title, description, place in _OF_BODIES:
        if code == body:
            on = today + timedelta(days=(1 - today.weekday()) % 7 + 7)
            hours = (_at(on, time(19)), _at(on, time(21)))
            whole = ("", "", "", kind, title, description, place, *hours, "false")
            yield (f"ev-{key}-{on:%m%d}", "", "", *whole)
    for calendar in calendars:
        for event in _EVENTS:
            if event.school == calendar.school.key:
                yield from _event(calendar, event, classes, today)


def _event(
    calendar: Calendar, event: Planned, classes: Sequence[ClassRow], today: date
) -> Iterator[Row]:
    near = calendar.after(today - timedelta(days=1), event.day)
    day = calendar.next_week(today, event.day) if event.week else near
    if day is None:
        return
    group = next((c.source_id for c in classes if c.is_homeroom and _is_of(c, event)), "")
    begins, ends = str(day.on), ""
    if event.begins and event.ends:
        begins, ends = _at(day.on, event.begins), _at(day.on, event.ends)
    yield (
        *(f"ev-{event.school}-{event.key}-{day.on:%m%d}", "", ""),
        *(event.school, event.level, group, event.kind, event.title, event.description),
        *(event.location, begins, ends, "true" if event.cancelled else "false"),
    )


def _is_of(group: ClassRow, event: Planned) -> bool:
    return bool(event.homeroom) and (group.school, group.code) == (event.school, event.homeroom)


def _at(on: date, clock: time) -> str:
    return f"{on}T{clock:%H:%M}"
