"""The people to try: each shows one thing that happens to real families."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from preau.core.wording import site_language
from preau.demo import story_texts
from preau.demo.rows import Adult, Pupil, Restriction, Tie
from preau.demo.school_year import birth_on
from preau.demo.schools import MARIE_VICTORIN
from preau.demo.teaching import KnownPerson
from preau.demo.town import Town
from preau.people.enums import Relationship, Right

PASSWORD = "marelle et ballon chasseur"

MOTHER, FATHER = Relationship.MOTHER, Relationship.FATHER

TEACHER = KnownPerson(
    school="deux-rives",
    homeroom="401",
    given_name="Catherine",
    family_name="L'Écuyer",
    email="catherine.lecuyer@marie-victorin.example",
)


@dataclass(frozen=True)
class Story:
    """A person to try. Without password there is no account yet."""

    name: str
    email: str
    password: str | None
    role: str
    story: str
    children: tuple[Pupil, ...] = ()
    confirmed: tuple[Pupil, ...] = ()
    language: str = "fr-ca"


@dataclass
class Stories:
    """The families that the stories need, settled in the town before all others."""

    town: Town
    told: list[Story] = field(default_factory=list)

    def adult(self, given: str, family: str, email: str, **fields: str) -> Adult:
        self.town.issuer.reserve(email)
        return self.town.settle(given, family, email, **fields)

    def tell(
        self,
        adult: Adult,
        story: str,
        children: tuple[Pupil, ...],
        *,
        confirmed: tuple[Pupil, ...] = (),
        account: bool = True,
        role: str = "parent",
    ) -> None:
        self.told.append(
            Story(
                name=f"{adult.given_name} {adult.family_name}",
                email=adult.email,
                password=PASSWORD if account else None,
                role=role,
                story=story,
                children=children,
                confirmed=confirmed,
                language=site_language(adult.language),
            )
        )


def tell_stories(town: Town, teacher_id: str) -> list[Story]:
    """Settle every story's family; the order is that of the page."""
    stories = Stories(town)
    _three_children_to_confirm(stories)
    _three_children_confirmed(stories)
    _twins(stories)
    _one_child_left(stories)
    _separated(stories)
    _judgment(stories)
    _stranger(stories)
    _two_addresses(stories)
    _teacher(stories, teacher_id)
    _english(stories)
    _without_authority(stories)
    _of_full_age(stories)
    _three_in_one_body(stories)
    _unknown(stories)
    _former(stories)
    return stories.told


def _tie(adult: Adult, relationship: Relationship, position: int = 1, email: str = "") -> Tie:
    return Tie(adult, relationship, email or adult.email, position=position)


def _three_children_to_confirm(stories: Stories) -> None:
    town = stories.town
    claire = stories.adult("Claire", "Tremblay", "claire.tremblay@courriel.example")
    minh = stories.adult("Minh", "Ngô", "minh.ngo@courriel.example", address=claire.address)
    ties = [_tie(claire, MOTHER), _tie(minh, FATHER, 2)]
    name = "Tremblay-Ngô"
    leo = town.enrol(town.seat("deux-rives", "04"), "Léo", name, girl=False, ties=ties)
    maelle = town.enrol(town.seat("fleuve", "08"), "Maëlle", name, girl=True, ties=ties)
    zoe = town.enrol(town.seat("willowbank", "01"), "Zoé", name, girl=True, ties=ties, code="short")
    stories.tell(
        claire,
        story_texts.THREE_TO_CONFIRM,
        (leo, maelle, zoe),
        account=False,
    )


def _three_children_confirmed(stories: Stories) -> None:
    town = stories.town
    sylvie = stories.adult("Sylvie", "D'Amours", "sylvie.damours@courriel.example")
    marc = stories.adult("Marc-André", "Lévesque", "marc-andre.levesque@courriel.example")
    ties = [_tie(sylvie, MOTHER), _tie(marc, FATHER, 2)]
    name = "Lévesque-D'Amours"
    children = (
        town.enrol(town.seat("deux-rives", "06"), "Éloïse", name, girl=True, ties=ties),
        town.enrol(town.seat("fleuve", "10"), "Samuel", name, girl=False, ties=ties),
        town.enrol(town.seat("willowbank", "03"), "Juliette", name, girl=True, ties=ties),
    )
    stories.tell(
        sylvie,
        story_texts.THREE_CONFIRMED,
        children,
        confirmed=children,
    )


def _twins(stories: Stories) -> None:
    town = stories.town
    mother = stories.adult("Marie-Ève", "St-Pierre", "marie-eve.st-pierre@courriel.example")
    ties = [_tie(mother, MOTHER)]
    born = birth_on(town.rng, town.year, "03")
    name = "St-Pierre Bœuf"
    alice, aline = (
        town.enrol(town.seat("deux-rives", "03"), given, name, girl=True, ties=ties, born=born)
        for given in ("Alice", "Aline")
    )
    stories.tell(
        mother,
        story_texts.TWINS,
        (alice, aline),
        account=False,
    )


def _one_child_left(stories: Stories) -> None:
    town = stories.town
    nadia = stories.adult("Nadia", "Benali", "nadia.benali@courriel.example")
    ties = [_tie(nadia, MOTHER)]
    yasmine = town.enrol(town.seat("brise", "05"), "Yasmine", "Benali Roy", girl=True, ties=ties)
    adam = town.enrol(
        town.seat("brise", "01"), "Adam", "Benali Roy", girl=False, ties=ties, code="none"
    )
    stories.tell(
        nadia,
        story_texts.ONE_LEFT,
        (yasmine, adam),
        confirmed=(yasmine,),
    )


def _separated(stories: Stories) -> None:
    town = stories.town
    isabelle = stories.adult("Isabelle", "Bouchard", "isabelle.bouchard@courriel.example")
    patrick = stories.adult("Patrick", "O'Brien", "patrick.obrien@mail.example")
    ties = [_tie(isabelle, MOTHER), _tie(patrick, FATHER, 2)]
    felix = town.enrol(
        town.seat("deux-rives", "05"), "Félix", "Bouchard-O'Brien", girl=False, ties=ties
    )
    stories.tell(
        isabelle,
        story_texts.SEPARATED,
        (felix,),
        confirmed=(felix,),
    )
    stories.tell(
        patrick,
        story_texts.OTHER_PARENT,
        (felix,),
        confirmed=(felix,),
    )


def _judgment(stories: Stories) -> None:
    town = stories.town
    stephane = stories.adult("Stéphane", "Gauthier", "stephane.gauthier@courriel.example")
    annie = stories.adult("Annie", "Qumaaluk", "annie.qumaaluk@courriel.example")
    judgment = Restriction(
        right=Right.EVERYTHING,
        starts_on=town.year.starts_on - timedelta(days=60),
        ends_on=None,
        reference="Jugement 505-04-000000",
    )
    mother = _tie(annie, MOTHER)
    barred = Tie(stephane, FATHER, stephane.email, position=2, restrictions=(judgment,))
    name = "Gauthier Qumaaluk"
    thomas = town.enrol(
        town.seat("fleuve", "09"),
        "Thomas",
        name,
        girl=False,
        ties=[mother, _tie(stephane, FATHER, 2)],
    )
    rosalie = town.enrol(
        town.seat("deux-rives", "02"), "Rosalie", name, girl=True, ties=[mother, barred]
    )
    stories.tell(
        stephane,
        story_texts.JUDGMENT,
        (thomas, rosalie),
        confirmed=(thomas,),
    )


def _stranger(stories: Stories) -> None:
    town = stories.town
    martin = stories.adult("Martin", "Cloutier", "martin.cloutier@courriel.example")
    father = stories.adult("Mathieu", "Cloutier", "mathieu.cloutier@courriel.example")
    noah = town.enrol(
        town.seat("fleuve", "07"), "Noah", "Cloutier", girl=False, ties=[_tie(martin, FATHER)]
    )
    wrong = _tie(father, FATHER, email=martin.email)
    ines = town.enrol(town.seat("fleuve", "07"), "Inès", "Cloutier", girl=True, ties=[wrong])
    stories.tell(
        martin,
        story_texts.STRANGER,
        (noah, ines),
        confirmed=(noah, ines),
    )


def _two_addresses(stories: Stories) -> None:
    town = stories.town
    josee = stories.adult("Josée", "Vadeboncœur", "josee.vadeboncoeur@courriel.example")
    work = town.issuer.reserve("j.vadeboncoeur@mail.example")
    name = "Hébert-Vadeboncœur"
    olivier = town.enrol(
        town.seat("deux-rives", "06"), "Olivier", name, girl=False, ties=[_tie(josee, MOTHER)]
    )
    camille = town.enrol(
        town.seat("fleuve", "07"), "Camille", name, girl=True, ties=[_tie(josee, MOTHER, 1, work)]
    )
    stories.tell(
        josee,
        story_texts.TWO_ADDRESSES,
        (olivier, camille),
        confirmed=(olivier,),
    )


def _teacher(stories: Stories, teacher_id: str) -> None:
    town = stories.town
    catherine = town.settle(
        TEACHER.given_name, TEACHER.family_name, TEACHER.email, source_id=teacher_id
    )
    emile = town.enrol(
        town.seat("fleuve", "08"),
        "Émile",
        "Haddad-L'Écuyer",
        girl=False,
        ties=[_tie(catherine, MOTHER)],
    )
    if emile.body != MARIE_VICTORIN:
        raise ValueError("the teacher's child goes to a school of the body that employs her")
    stories.tell(
        catherine,
        story_texts.TEACHER_TOO,
        (emile,),
        confirmed=(emile,),
        role="parent-teacher",
    )


def _english(stories: Stories) -> None:
    town = stories.town
    emily = stories.adult("Emily", "MacDonald", "emily.macdonald@mail.example", language="en")
    ties = [_tie(emily, MOTHER)]
    owen = town.enrol(town.seat("willowbank", "04"), "Owen", "MacDonald", girl=False, ties=ties)
    grace = town.enrol(town.seat("ferry-point", "09"), "Grace", "MacDonald", girl=True, ties=ties)
    stories.tell(
        emily,
        story_texts.IN_ENGLISH,
        (owen, grace),
        confirmed=(owen, grace),
    )


def _without_authority(stories: Stories) -> None:
    town = stories.town
    rejean = stories.adult("Réjean", "Côté", "rejean.cote@courriel.example")
    mother = stories.adult("Audrey", "Côté", "audrey.cote@courriel.example")
    known = Tie(rejean, Relationship.GRANDPARENT, rejean.email, has_authority=False, position=2)
    jeanne = town.enrol(
        town.seat("deux-rives", "KG"),
        "Jeanne",
        "Côté",
        girl=True,
        ties=[_tie(mother, MOTHER), known],
    )
    stories.tell(
        rejean,
        story_texts.WITHOUT_AUTHORITY,
        (jeanne,),
        account=False,
        role="relative",
    )


def _of_full_age(stories: Stories) -> None:
    """Eighteen before the year began: the pupil's own address opens the file, no longer hers."""
    town = stories.town
    mother = stories.adult("Manon", "Fortin", "manon.fortin@courriel.example")
    own = stories.adult(
        "François", "Fortin", "francois.fortin@courriel.example", address=mother.address
    )
    francois = town.enrol(
        town.seat("fleuve", "11"),
        "François",
        "Fortin",
        girl=False,
        ties=[_tie(mother, MOTHER), _tie(own, Relationship.SELF, 2)],
        born=date(town.year.first - 18, 5, 14),
    )
    stories.tell(own, story_texts.OF_FULL_AGE, (francois,), confirmed=(francois,), role="pupil")
    stories.tell(mother, story_texts.PARENT_OF_FULL_AGE, (francois,), account=False)


def _three_in_one_body(stories: Stories) -> None:
    town = stories.town
    genevieve = stories.adult("Geneviève", "Lafrenière", "genevieve.lafreniere@courriel.example")
    ties = [_tie(genevieve, MOTHER)]
    children = tuple(
        town.enrol(town.seat("deux-rives", level), given, "Lafrenière", girl=girl, ties=ties)
        for level, given, girl in (
            ("KG", "Rose", True),
            ("02", "Henri", False),
            ("05", "Flavie", True),
        )
    )
    stories.tell(genevieve, story_texts.THREE_IN_ONE_BODY, children, confirmed=children)


def _unknown(stories: Stories) -> None:
    email = stories.town.issuer.reserve("lucie.fontaine@mail.example")
    stories.told.append(
        Story(
            name="Lucie Fontaine",
            email=email,
            password=None,
            role="unknown",
            story=story_texts.UNKNOWN,
        )
    )


def _former(stories: Stories) -> None:
    """Her child left last June: no pupil of the roster, see preau/demo/results/former.py."""
    email = stories.town.issuer.reserve("helene.paquette@courriel.example")
    stories.told.append(
        Story(
            name="Hélène Paquette",
            email=email,
            password=PASSWORD,
            role="parent",
            story=story_texts.FORMER,
        )
    )
