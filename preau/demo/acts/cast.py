"""Who is who in the database: the rows that the acts of the demonstration are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from preau.accounts.models import Account
from preau.boards.models import School
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.demo.roster import Roster
from preau.demo.rows import ClassRow, Pupil
from preau.demo.stories import Story
from preau.people.models import Group, StaffMember, Student


@dataclass(frozen=True)
class Cast:
    """Numbers by body and source id; accounts by the name of their story."""

    roster: Roster
    boards: Mapping[str, int]
    schools: Mapping[str, int]
    pupils: Mapping[str, int]
    groups: Mapping[str, int]
    staff: Mapping[str, int]
    accounts: Mapping[str, int]

    def child(self, story: str, rank: int) -> Pupil:
        return next(one for one in self.roster.stories if one.name == story).children[rank]

    def homeroom(self, pupil: Pupil) -> ClassRow:
        return next(group for group in self.roster.classes if group.source_id == pupil.homeroom)

    def body(self, code: str) -> BoardActor:
        return BoardActor(self.boards[code])

    def parent(self, story: str, child: Pupil) -> FamilyActor | None:
        """The account of a story, while it sees the child: a visitor may have changed that."""
        if story not in self.accounts:
            return None
        actor = FamilyActor(self.accounts[story])
        with acting_as(actor):
            sees = Student.objects.filter(id=self.pupils[child.source_id]).exists()
        return actor if sees else None


def gather(roster: Roster, boards: Mapping[str, int]) -> Cast:
    """Read the pupils of the stories, and the schools, groups and staff of the bodies."""
    told = {child.source_id for story in roster.stories for child in story.children}
    wanted = _wanted_groups(roster, told)
    schools: dict[str, int] = {}
    pupils: dict[str, int] = {}
    groups: dict[str, int] = {}
    staff: dict[str, int] = {}
    for board_id in boards.values():
        with acting_as(BoardActor(board_id)):
            own = {"board_id": board_id}
            schools |= dict(School.objects.filter(**own).values_list("source_id", "id"))
            known = Student.objects.filter(**own, source_id__in=told)
            pupils |= dict(known.values_list("source_id", "id"))
            taught = Group.objects.filter(**own, source_id__in=wanted)
            groups |= dict(taught.values_list("source_id", "id"))
            employed = StaffMember.objects.filter(**own)
            staff |= dict(employed.values_list("source_id", "id"))
    return Cast(roster, boards, schools, pupils, groups, staff, _accounts(roster.stories))


def _wanted_groups(roster: Roster, told: Iterable[str]) -> list[str]:
    homes = {pupil.homeroom for pupil in roster.pupils if pupil.source_id in told}
    return [group.source_id for group in roster.classes if group.homeroom in homes]


def _accounts(stories: Iterable[Story]) -> dict[str, int]:
    names = {story.email: story.name for story in stories if story.password}
    found = Account.objects.filter(email__in=names).values_list("email", "id")
    return {names[email]: number for email, number in found}
