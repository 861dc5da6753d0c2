"""Buses: the circuits of each school, who rides where, and the families with a ride of their own.

Marie-Victorin gives its network in our own tables, Riverside as GTFS: its riders take their hours
from the timetable.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from preau.demo.daily.bells import periods_of
from preau.demo.daily.holidays import monday_of
from preau.demo.roster import SEED, Roster
from preau.demo.rows import Pupil, SchoolPlan
from preau.demo.schools import MARIE_VICTORIN, RIVERSIDE, SCHOOLS
from preau.demo.stories import Story

# First what rides to a primary school, of a hundred pupils; in secondary, the bus, then the pass.
_PRIMARY, _SECONDARY, _PASSES = 0.8, 0.45, 0.75
LATE_CIRCUIT = "118"
_CIRCUITS: Mapping[str, tuple[str, ...]] = {
    "deux-rives": ("112", LATE_CIRCUIT, "124"),
    "brise": ("131", "137"),
    "fleuve": ("204", "209", "215"),
    "willowbank": ("41", "42"),
    "ferry-point": ("61",),
}
_STREETS = (
    *("des Érables", "des Saules", "du Grand-Héron", "Marie-Rollet", "de la Grève"),
    *("Jacques-Ferron", "des Petits-Fruits", "Saint-Charles", "de l’Anse-aux-Outardes"),
    *("Gabrielle-Roy", "du Vieux-Moulin", "des Chênes"),
)
_CROSSINGS = ("Principale", "du Collège", "des Voltigeurs", "Maricourt")
_ENGLISH_CROSSINGS = ("Main", "College", "Notre-Dame", "Union")
_ENGLISH = ("Orchard", "Old Ferry", "Victoria", "Mill", "Riverview", "Elm", "Prospect", "Station")
CARRIER, CARRIER_PHONE = "Autobus du Richelieu", "450-555-0160"
# The families of whom something is to be seen.
LATE, CHANGED, NEW_PLAN = "Sylvie D'Amours", "Geneviève Lafrenière", "Martin Cloutier"
SEPARATED, ADAPTED, MIDDAY = "Isabelle Bouchard", "Josée Vadeboncœur", "Emily MacDonald"
MINIBUS = "Catherine L'Écuyer"
_MINIBUS_CIRCUIT = "M7"
OLD_HOUR, NEW_HOUR = "07:42", "07:48"
CHANGED_CHILD = 1


@dataclass(frozen=True)
class Rider:
    """One line of `preau_riders.csv`."""

    pupil: Pupil
    direction: str
    circuit: str = ""
    stop: str = ""
    clock: str = ""
    trip: str = ""
    vehicle: str = ""
    confirmed: bool = True
    guardians: tuple[str, ...] = ()
    week_of: date | None = None
    note: str = ""

    @property
    def source_id(self) -> str:
        more = f"-{self.guardians[0]}" if self.guardians else ""
        return f"r-{self.pupil.source_id}-{self.direction}{more}"


@dataclass(frozen=True)
class Stop:
    """A stop of a circuit, so many minutes before the first bell and after the last."""

    source_id: str
    name: str
    place: str
    before: int
    after: int


@dataclass(frozen=True)
class Circuit:
    school: SchoolPlan
    name: str
    stops: tuple[Stop, ...]
    vehicle: str = "autobus"

    @property
    def source_id(self) -> str:
        return f"c-{self.school.body}-{self.name}"


@dataclass(frozen=True)
class Transport:
    """The network and the riders of both bodies."""

    circuits: tuple[Circuit, ...]
    riders: tuple[Rider, ...] = field(repr=False)


def build_transport(roster: Roster, *, today: date, seed: str = SEED) -> Transport:
    """Who rides this year, as known on a day."""
    circuits = tuple(_circuits())
    told = {child.source_id for story in roster.stories for child in story.children}
    riders = list(_story_riders(roster.stories, circuits, today))
    served = {rider.pupil.source_id for rider in riders}
    for pupil in roster.pupils:
        if pupil.source_id not in served and pupil.source_id not in told:
            riders += _usual(pupil, circuits, Random(f"{seed}/bus/{pupil.source_id}"))  # noqa: S311
    return Transport(circuits, tuple(riders))


def _circuits() -> Iterator[Circuit]:
    rank = 0
    for school in SCHOOLS:
        streets = _ENGLISH if school.language == "en" else _STREETS
        for name in _CIRCUITS[school.key]:
            stops = tuple(
                _stop(school, name, streets[(rank * 3 + place) % len(streets)], place)
                for place in range(6)
            )
            yield Circuit(school, name, stops)
            rank += 1
        if school.body == MARIE_VICTORIN and not school.is_secondary:
            yield Circuit(school, f"T{len(school.key)}", (), "adapté")
        if school.body == MARIE_VICTORIN and school.is_secondary:
            stops = tuple(
                _stop(school, _MINIBUS_CIRCUIT, f"{street} Nord", place)
                for place, street in enumerate(_STREETS[:2])
            )
            yield Circuit(school, _MINIBUS_CIRCUIT, stops, "minibus")


def _stop(school: SchoolPlan, circuit: str, street: str, place: int) -> Stop:
    turn = (place + len(circuit)) % len(_CROSSINGS)
    where = f"coin {street} et {_CROSSINGS[turn]}"
    if school.language == "en":
        crossing = _ENGLISH_CROSSINGS[turn]
        where, street = f"corner of {street} and {crossing} Streets", f"{street} Street"
    return Stop(f"s-{circuit}-{place + 1}", street, where, 34 - 4 * place, 8 + 4 * place)


def clock_of_level(school: SchoolPlan, level: str, stop: Stop, direction: str) -> str:
    """« 07:36 »: so many minutes before the first bell of a level, or after its last."""
    periods = periods_of(school, level)
    text = periods[0][0] if direction == "morning" else periods[-1][1]
    rings = datetime.combine(date(2026, 9, 1), time.fromisoformat(text.rjust(5, "0")))
    minutes = -stop.before if direction == "morning" else stop.after
    return f"{rings + timedelta(minutes=minutes):%H:%M}"


def _usual(pupil: Pupil, circuits: Sequence[Circuit], draw: Random) -> Iterator[Rider]:
    own = [one for one in circuits if one.school.key == pupil.school and one.vehicle == "autobus"]
    chance, circuit = draw.random(), draw.choice(own)
    stop = draw.choice(circuit.stops)
    if not own[0].school.is_secondary:
        if chance < _PRIMARY:
            yield from _both_ways(pupil, circuit, stop)
    elif chance < _SECONDARY:
        yield from _both_ways(pupil, circuit, stop)
    elif chance < _PASSES:
        yield from _pass(pupil)


def _both_ways(pupil: Pupil, circuit: Circuit, stop: Stop, **fields: object) -> Iterator[Rider]:
    for direction in ("morning", "evening"):
        yield _ride(pupil, direction, circuit, stop, **fields)


def _ride(pupil: Pupil, direction: str, circuit: Circuit, stop: Stop, **fields: object) -> Rider:
    if pupil.body == RIVERSIDE:
        fields = {"trip": f"{circuit.source_id}-{direction}", **fields}
    else:
        fields = {"clock": clock_of_level(circuit.school, pupil.level, stop, direction), **fields}
    return Rider(pupil, direction, circuit.source_id, stop.source_id, **fields)  # type: ignore[arg-type]


def _pass(pupil: Pupil) -> Iterator[Rider]:
    for direction in ("morning", "evening"):
        yield Rider(pupil, direction, vehicle="laissez-passer")


def _story_riders(
    stories: Sequence[Story], circuits: Sequence[Circuit], today: date
) -> Iterator[Rider]:
    """What each family shows. Children of stories who are not here walk to school."""
    named = {story.name: story.children for story in stories}
    on = {circuit.name: circuit for circuit in circuits}
    eloise, samuel, juliette = named[LATE]
    yield from _both_ways(eloise, on[LATE_CIRCUIT], on[LATE_CIRCUIT].stops[1])
    yield from _pass(samuel)
    yield from _both_ways(juliette, on["41"], on["41"].stops[2])
    rose, henri, _flavie = named[CHANGED]
    yield from _both_ways(rose, on["112"], on["112"].stops[4])
    yield _ride(henri, "morning", on["112"], on["112"].stops[4], clock=NEW_HOUR)
    yield _ride(henri, "evening", on["112"], on["112"].stops[4])
    noah = named[NEW_PLAN][0]
    yield from _both_ways(noah, on["204"], on["204"].stops[0], confirmed=False)
    yield from _two_homes(named[SEPARATED][0], on, today)
    olivier = named[ADAPTED][0]
    taxi = next(one for one in circuits if one.vehicle == "adapté")
    for direction, clock in (("morning", "07:35"), ("evening", "15:10")):
        note = "À la porte de la maison" if direction == "morning" else ""
        yield Rider(olivier, direction, taxi.source_id, clock=clock, note=note)
    (emile,) = named[MINIBUS]
    yield from _both_ways(emile, on[_MINIBUS_CIRCUIT], on[_MINIBUS_CIRCUIT].stops[1])
    owen, grace = named[MIDDAY]
    for direction, clock in (("morning", "07:25"), ("evening", "15:20")):
        yield Rider(grace, direction, vehicle="taxi", clock=clock, note="At the front door")
    yield from _both_ways(owen, on["42"], on["42"].stops[3])
    for direction, clock in (("midday_home", "11:45"), ("midday_school", "12:25")):
        yield _ride(owen, direction, on["42"], on["42"].stops[3], clock=clock, trip="")


def _two_homes(pupil: Pupil, on: Mapping[str, Circuit], today: date) -> Iterator[Rider]:
    """This week from the mother's, the next from the father's; the weeks keep their turn."""
    weeks = (monday_of(today).toordinal() // 7) % 2
    first = date.fromordinal(monday_of(today).toordinal() - 7 * weeks)
    homes = (
        (pupil.ties[0].adult.source_id, LATE_CIRCUIT, 3, first),
        (pupil.ties[1].adult.source_id, "124", 0, first + timedelta(days=7)),
    )
    for adult, number, place, week_of in homes:
        circuit = on[number]
        yield from _both_ways(
            pupil, circuit, circuit.stops[place], guardians=(adult,), week_of=week_of
        )
