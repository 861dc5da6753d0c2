"""The people to try, as the pages of the demonstration tell them: kept in one file by the load."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from preau.demo.rows import Pupil
from preau.demo.schools import BODIES
from preau.demo.stories import Story

FILE = "personnes.json"
_BODY_NAMES = {body.code: body.name for body in BODIES}


@dataclass(frozen=True)
class Child:
    """What a parent reads on a report card: enough to confirm the child."""

    board: str
    given_name: str
    family_name: str
    fiche: str
    code_permanent: str | None


@dataclass(frozen=True)
class Person:
    """`password` is None when there is no account yet."""

    name: str
    email: str
    password: str | None
    role: str
    story: str
    children: tuple[Child, ...]


def demo_folder() -> Path:
    """Where the demonstration keeps its packages and its people."""
    return Path(settings.PREAU_DATA) / "demo"


def people_of(stories: Iterable[Story]) -> list[Person]:
    return [
        Person(
            name=story.name,
            email=story.email,
            password=story.password,
            role=story.role,
            story=story.story,
            children=tuple(map(_child, story.children)),
        )
        for story in stories
    ]


def _child(pupil: Pupil) -> Child:
    return Child(
        board=_BODY_NAMES[pupil.body],
        given_name=pupil.given_name,
        family_name=pupil.family_name,
        fiche=pupil.fiche,
        code_permanent=pupil.code_permanent or None,
    )


def save_people(people: Iterable[Person], folder: Path) -> None:
    text = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=1)
    (folder / FILE).write_text(text, encoding="utf-8")


def read_people(folder: Path) -> list[Person]:
    """Those that the load kept; none before the first load."""
    path = folder / FILE
    if not path.exists():
        return []
    return [
        Person(**entry | {"children": tuple(Child(**child) for child in entry["children"])})
        for entry in json.loads(path.read_text(encoding="utf-8"))
    ]


def as_json(person: Person) -> dict[str, object]:
    """The person as /demo/personnes.json tells it: for scripts, so without the name."""
    return {name: value for name, value in asdict(person).items() if name != "name"}
