"""Déclarer d'avance: what a school takes, who is told, and taking it back."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import override_settings

from preau.attendance import operations
from preau.attendance.enums import (
    ActState,
    DayPart,
    DeclarationKind,
    EventKind,
    EventState,
    NoticeState,
    Recipient,
)
from preau.attendance.errors import (
    AlreadyDeclared,
    HoursOutOfOrder,
    NoClassThen,
    NotWithdrawable,
    PaperMissing,
    QuotaReached,
    TooFarAhead,
    TooLate,
    TooLong,
    TooManyDeclarations,
)
from preau.attendance.models import (
    AttendanceRule,
    AttendanceTrace,
    Declaration,
    DeclarationNotice,
)
from preau.attendance.operations import Plan
from preau.attendance.queries import declaration_of_family
from preau.boards.models import SchoolContact, SchoolDay
from preau.config.limits import Limits
from preau.core.errors import NotVisible
from preau.core.files.accept import accept
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from preau.people.models import Group, StaffMember, TeachingAssignment
from tests.attendance.town import Town, event, local, make_town, next_class_day, record
from tests.factories import as_owner, confirm, make_link, make_student
from tests.files import PDF

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
SOON = next_class_day(2)


@pytest.fixture
def town() -> Town:
    return make_town()


def whole(first: date = SOON, last: date | None = None) -> Plan:
    kind = DeclarationKind.SEVERAL_DAYS if last else DeclarationKind.FULL_DAY
    return Plan(kind, first, last or first)


def declare(town: Town, plan: Plan, *students: Any, actor: Any = None, **more: Any) -> None:
    actor = actor or town.as_claire
    at, why = more.pop("at", NOW), more.pop("why", town.why(text="Opération"))
    with acting_as(actor):
        operations.declare(
            actor=actor,
            student_ids=[s.id for s in students or (town.leo,)],
            plan=plan,
            why=why,
            at=at,
        )


def set_rule(town: Town, **fields: Any) -> None:
    with as_owner():
        AttendanceRule.objects.filter(school=town.other_school).update(**fields)


def only() -> Declaration:
    with as_owner():
        return Declaration.objects.latest("id")


def notices() -> dict[str, DeclarationNotice]:
    with as_owner():
        return {n.recipient: n for n in DeclarationNotice.objects.filter(declaration=only())}


def mails_to(*addresses: str) -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(recipient__in=addresses).order_by("created_at"))


def give_services(town: Town) -> None:
    """A home-room teacher, and a daycare among the contacts that the school shows."""
    with as_owner():
        group = Group.objects.create(
            board=town.board, source_id="g402", school=town.school, kind="homeroom", title="402"
        )
        teacher = StaffMember.objects.create(
            board=town.board,
            source_id="t1",
            given_name="Anne",
            family_name="Gagnon",
            role="teacher",
            email="anne.gagnon@css.example",
        )
        TeachingAssignment.objects.create(
            board=town.board, source_id="a1", staff=teacher, group=group, is_primary=True
        )
        town.maelle.home_group = group
        town.maelle.save()
        SchoolContact.objects.create(
            board=town.board,
            school=town.school,
            position=1,
            role="Service de garde",
            phone="450-555-0177",
            email="garde@css.example",
        )
        AttendanceRule.objects.filter(school=town.school).update(transport_phone="450-555-0188")


def test_one_declaration_reaches_every_service_and_says_so(town: Town) -> None:
    give_services(town)
    declare(town, whole(), town.maelle)
    found = notices()
    assert {to: found[to].state for to in found} == {
        Recipient.SECRETARIAT: NoticeState.QUEUED,
        Recipient.HOMEROOM: NoticeState.QUEUED,
        Recipient.DAYCARE: NoticeState.QUEUED,
        Recipient.TRANSPORT: NoticeState.CALL,
    }
    assert found[Recipient.TRANSPORT].phone == "450-555-0188"
    sent = mails_to("absences@ecole.example", "anne.gagnon@css.example", "garde@css.example")
    assert len(sent) == 3
    for mail in sent:
        assert "Maëlle T." in mail.text
        for secret in ("Maladie", "Opération", "Tremblay"):
            assert secret not in mail.text + mail.subject + mail.html


def test_the_status_of_each_service_follows_its_mail(town: Town) -> None:
    give_services(town)
    declare(town, whole(), town.maelle)
    with as_owner():
        OutboxMail.objects.filter(recipient="garde@css.example").update(state="refused")
        OutboxMail.objects.filter(recipient="anne.gagnon@css.example").update(state="sent")
    with acting_as(town.as_board):
        assert operations.follow_notices(actor=town.as_board, at=NOW) == 2
    assert notices()[Recipient.DAYCARE].state == NoticeState.FAILED
    assert notices()[Recipient.HOMEROOM].state == NoticeState.SENT
    assert notices()[Recipient.SECRETARIAT].state == NoticeState.QUEUED


def test_siblings_are_declared_in_one_act_and_a_school_gets_one_mail(town: Town) -> None:
    zoe = make_student(town.school, given="Zoé")
    make_link(zoe, town.claire.email)
    confirm(town.claire, zoe)
    declare(town, whole(), town.maelle, zoe, town.leo)
    with as_owner():
        assert Declaration.objects.values("batch").distinct().count() == 1
        assert Declaration.objects.count() == 3
    texts = [mail.text for mail in mails_to("absences@ecole.example")]
    assert sorted(text.count("\n- ") for text in texts) == [1, 2]


def test_a_secondary_school_has_no_daycare(town: Town) -> None:
    declare(town, whole(), town.leo)
    assert set(notices()) == {Recipient.SECRETARIAT, Recipient.TRANSPORT}


@pytest.mark.parametrize(
    ("rule", "plan", "refused"),
    [
        ({"longest_days": 2}, whole(SOON, SOON + timedelta(days=9)), TooLong),
        ({"quota_per_year": 0}, whole(), QuotaReached),
        ({"paper_beyond_days": 1}, whole(SOON, SOON + timedelta(days=9)), PaperMissing),
        ({}, whole(date.today() + timedelta(days=400)), TooFarAhead),
        ({}, whole(date.today() - timedelta(days=10)), (TooLate, NoClassThen)),
        (
            {},
            Plan(DeclarationKind.LEAVE_AND_RETURN, SOON, SOON, time(14), time(13)),
            HoursOutOfOrder,
        ),
    ],
)
def test_what_a_school_does_not_take_here_is_said(
    town: Town, rule: dict[str, Any], plan: Plan, refused: Any
) -> None:
    set_rule(town, **rule)
    with pytest.raises(refused):
        declare(town, plan)
    with as_owner():
        assert not Declaration.objects.exists()


def test_a_paper_joined_or_promised_lets_a_long_absence_through(town: Town) -> None:
    set_rule(town, paper_beyond_days=1)
    long = whole(SOON, SOON + timedelta(days=9))
    declare(town, long, why=town.why(files=[accept(BytesIO(PDF), "billet.pdf")]))
    declare(town, long, why=town.why(brings_paper=True))
    assert only().state == ActState.SUBMITTED


def test_the_quota_counts_class_days_of_the_year_and_not_what_is_replaced(town: Town) -> None:
    set_rule(town, quota_per_year=3)
    first = next_class_day(5)
    declare(town, whole(first))
    declare(town, whole(first))
    declare(town, whole(next_class_day(6)))
    declare(town, whole(next_class_day(7)))
    with pytest.raises(QuotaReached):
        declare(town, whole(next_class_day(8)))
    # Hours of a day are no day of absence.
    declare(
        town,
        Plan(DeclarationKind.LATE_ARRIVAL, next_class_day(8), next_class_day(8), None, time(10)),
    )


def test_a_cut_off_closes_the_day_itself(town: Town) -> None:
    set_rule(town, declare_cutoff=time(8, 15))
    declare(town, whole(), at=local(SOON, 8, 15))
    with pytest.raises(TooLate) as refusal:
        declare(town, whole(), at=local(SOON, 8, 16))
    assert "450\u00a0555-0101" in refusal.value.message
    assert refusal.value.message.startswith(town.other_school.name)


def test_no_class_no_declaration(town: Town) -> None:
    with as_owner():
        SchoolDay.objects.create(
            board=town.board, school=town.other_school, on=SOON, kind="pedagogical"
        )
    with pytest.raises(NoClassThen):
        declare(town, whole())


def test_the_last_of_two_guardians_stands_and_what_was_decided_does_not_move(town: Town) -> None:
    declare(town, whole())
    first = only()
    declare(town, whole(), actor=town.as_jean)
    with as_owner():
        assert [d.state for d in Declaration.objects.order_by("id")] == ["replaced", "submitted"]
    with acting_as(town.as_jean):
        assert declaration_of_family(first.id).motive == ""  # type: ignore[union-attr]
    with acting_as(town.as_board):
        operations.decide_declaration(
            actor=town.as_board, declaration_id=only().id, accept=True, note="", at=NOW
        )
    with pytest.raises(AlreadyDeclared):
        declare(town, whole())


def test_hours_of_one_day_stand_beside_each_other(town: Town) -> None:
    declare(town, Plan(DeclarationKind.LATE_ARRIVAL, SOON, SOON, None, time(10)))
    declare(town, Plan(DeclarationKind.EARLY_LEAVE, SOON, SOON, time(14), None))
    with as_owner():
        assert [d.state for d in Declaration.objects.all()] == ["submitted", "submitted"]
    declare(town, whole())
    with as_owner():
        assert Declaration.objects.filter(state="replaced").count() == 2


def test_who_withdraws_does_it_in_time_and_everybody_hears(town: Town) -> None:
    declare(town, whole())
    mine = only().id
    with acting_as(town.as_jean), pytest.raises(NotVisible):
        operations.withdraw_declaration(actor=town.as_jean, declaration_id=mine, at=NOW)
    with acting_as(town.as_claire):
        with pytest.raises(TooLate):
            operations.withdraw_declaration(
                actor=town.as_claire, declaration_id=mine, at=local(SOON + timedelta(days=1), 9)
            )
        operations.withdraw_declaration(actor=town.as_claire, declaration_id=mine, at=NOW)
        with pytest.raises(NotWithdrawable):
            operations.withdraw_declaration(actor=town.as_claire, declaration_id=mine, at=NOW)
    assert only().state == ActState.WITHDRAWN
    assert "n’aura pas lieu" in mails_to("absences@ecole.example")[-1].subject
    assert len(mails_to("jean@exemple.ca")) == 2
    with as_owner():
        acts = AttendanceTrace.objects.filter(declaration_id=mine).order_by("id")
        assert [trace.act for trace in acts] == ["declared", "unsaid"]


def test_a_flood_is_stopped(town: Town) -> None:
    with override_settings(PREAU_LIMITS=Limits(declarations_per_day=1)):
        declare(town, whole())
        with pytest.raises(TooManyDeclarations):
            declare(town, whole(next_class_day(4)))


def test_nobody_declares_for_anothers_child(town: Town) -> None:
    with pytest.raises(NotVisible):
        declare(town, whole(), make_student(town.school, given="Ian"))
    with pytest.raises(NotVisible), acting_as(town.as_claire):
        operations.declare(
            actor=town.as_claire, student_ids=[], plan=whole(), why=town.why(), at=NOW
        )


@pytest.mark.parametrize("accepted", [True, False])
def test_what_was_announced_is_not_asked_again(town: Town, accepted: bool) -> None:
    declare(town, whole())
    declared = only()
    if accepted:
        with acting_as(town.as_board):
            operations.decide_declaration(
                actor=town.as_board, declaration_id=declared.id, accept=True, note="", at=NOW
            )
    it = record(town, town.leo, on=SOON)
    assert event(it).state == (EventState.ACCEPTED if accepted else EventState.DECLARED)
    assert event(it).declaration_id == declared.id


def test_a_refused_declaration_leaves_the_absence_to_justify(town: Town) -> None:
    declare(town, whole())
    it = record(town, town.leo, on=SOON)
    with acting_as(town.as_board):
        operations.decide_declaration(
            actor=town.as_board, declaration_id=only().id, accept=False, note="Non", at=NOW
        )
    assert event(it).state == EventState.REFUSED
    with acting_as(town.as_claire):
        assert declaration_of_family(only().id).decision_note == "Non"  # type: ignore[union-attr]
        operations.justify(
            actor=town.as_claire, event_ids=[it], why=town.why(), at=datetime.now(UTC)
        )


def test_hours_announce_only_their_own_periods(town: Town) -> None:
    declare(town, Plan(DeclarationKind.LATE_ARRIVAL, SOON, SOON, None, time(10, 15)))
    late = record(town, town.leo, on=SOON, kind=EventKind.LATE, minutes=130)
    afternoon = record(town, town.leo, on=SOON, part=DayPart.PM)
    assert (event(late).state, event(afternoon).state) == (
        EventState.DECLARED,
        EventState.TO_JUSTIFY,
    )


def test_what_a_withdrawn_declaration_announced_is_asked_again(town: Town) -> None:
    declare(town, whole())
    it = record(town, town.leo, on=SOON)
    assert event(it).state == EventState.DECLARED
    with acting_as(town.as_claire):
        operations.withdraw_declaration(actor=town.as_claire, declaration_id=only().id, at=NOW)
    assert event(it).state == EventState.TO_JUSTIFY


def test_another_declaration_announces_it_in_the_place_of_the_first(town: Town) -> None:
    declare(town, whole())
    it = record(town, town.leo, on=SOON)
    declare(town, whole(), actor=town.as_jean)
    assert event(it).state == EventState.TO_JUSTIFY
    record(town, town.leo, kind=EventKind.LATE)
    assert event(it).state == EventState.DECLARED
    assert event(it).declaration_id == only().id
