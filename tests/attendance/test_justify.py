"""Motiver: alone, siblings together, two guardians, until the school decides."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from preau.attendance import operations
from preau.attendance.enums import ActState, DayPart, EventKind, EventState, TraceAct
from preau.attendance.errors import (
    AlreadyDecided,
    DeadlinePassed,
    MotiveMissing,
    NothingChosen,
    NotWithdrawable,
    PaperMissing,
    TooManyEvents,
)
from preau.attendance.models import (
    AttendancePaper,
    AttendanceReason,
    AttendanceTrace,
    Justification,
)
from preau.attendance.operations import Recorded, Why
from preau.attendance.queries import event_of_family, reasons_of, traces_of_event
from preau.core.errors import NotVisible
from preau.core.files.accept import AcceptedFile, accept
from preau.core.models import JournalEntry
from preau.core.scope import acting_as
from preau.notifications.models import OutboxMail
from tests.attendance.town import Town, event, make_town, record, set_event
from tests.factories import as_owner, make_switch
from tests.files import PDF

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)


@pytest.fixture
def town() -> Town:
    return make_town()


def note() -> AcceptedFile:
    return accept(BytesIO(PDF), "billet médical.pdf")


def justify(town: Town, *events: int, actor: Any = None, **more: Any) -> None:
    actor = actor or town.as_claire
    why = more.pop("why", town.why(text="Fièvre"))
    with acting_as(actor):
        operations.justify(actor=actor, event_ids=events, why=why, at=more.get("at", NOW))


def decide(town: Town, *, accept: bool, note: str = "", of: int | None = None) -> None:
    with as_owner():
        wanted = of or Justification.objects.filter(state="submitted").latest("id").id
    with acting_as(town.as_board):
        operations.decide_justification(
            actor=town.as_board,
            justification_id=wanted,
            accept=accept,
            note=note,
            at=NOW,
            author="Mme Roy",
        )


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.order_by("created_at", "recipient"))


def test_siblings_of_two_schools_are_justified_in_one_act(town: Town) -> None:
    first, second = record(town, town.leo), record(town, town.maelle, kind=EventKind.LATE)
    justify(town, first, second, why=town.why(text="Tempête", files=[note()]))
    with as_owner():
        rows = list(Justification.objects.order_by("student_id"))
        assert len({row.batch for row in rows}) == 1
        assert {row.student_id for row in rows} == {town.leo.id, town.maelle.id}
        papers = list(AttendancePaper.objects.order_by("id"))
        journal = JournalEntry.objects.get(act="attendance.justified")
    assert {event(first).state, event(second).state} == {EventState.SUBMITTED}
    # Each school keeps its own object of the same paper.
    assert len({paper.key for paper in papers}) == len({p.sha256 for p in papers}) + 1 == 2
    assert sorted(journal.student_ids) == sorted([town.leo.id, town.maelle.id])


def test_the_other_guardian_is_told_and_not_why(town: Town) -> None:
    justify(town, record(town, town.leo))
    (mail,) = [m for m in mails() if m.recipient == "jean@exemple.ca"]
    assert "Léo" in mail.subject
    assert "une autre personne responsable" in mail.text
    for secret in ("Maladie", "Fièvre", "claire", "Claire"):
        assert secret not in mail.text + mail.html + mail.subject
    assert mail.student_ids == [town.leo.id]


def test_neither_guardian_reads_the_others_words(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it, why=town.why(text="Fièvre", files=[note()]))
    with acting_as(town.as_jean):
        (reason,) = reasons_of(it)
        assert (reason.motive, reason.text, reason.papers, reason.is_mine) == ("", "", (), False)
        assert AttendancePaper.objects.count() == AttendanceReason.objects.count() == 0
    with acting_as(town.as_claire):
        (reason,) = reasons_of(it)
        assert (reason.motive, reason.text, reason.is_mine) == ("Maladie", "Fièvre", True)
        assert [paper.name for paper in reason.papers] == ["billet médical.pdf"]


def test_a_school_may_show_it_but_never_a_confidential_motive(town: Town) -> None:
    make_switch(town.board, "rule.show_other_reason", True, town.other_school)
    one, other = record(town, town.leo), record(town, town.leo, kind=EventKind.LATE)
    hidden = record(town, town.maelle)
    justify(town, one)
    justify(town, other, why=town.why("court", text="Témoin"))
    justify(town, hidden)
    with acting_as(town.as_jean):
        assert reasons_of(one)[0].text == "Fièvre"
        assert reasons_of(other)[0].text == reasons_of(other)[0].motive == ""
        # Maëlle's school did not turn it on.
        assert reasons_of(hidden)[0].text == ""


def test_the_last_valid_act_of_two_guardians_stands_and_both_are_kept(town: Town) -> None:
    shared, alone = record(town, town.leo), record(town, town.leo, kind=EventKind.LATE)
    justify(town, shared, alone)
    justify(town, shared, actor=town.as_jean, why=town.why("sick", text="Grippe"))
    with as_owner():
        first, second = Justification.objects.order_by("id")
        traces = list(
            AttendanceTrace.objects.filter(event_id=shared)
            .order_by("id")
            .values_list("act", "account")
        )
    # Claire's still stands for the second event.
    assert (first.state, second.state) == (ActState.SUBMITTED, ActState.SUBMITTED)
    assert traces == [
        (TraceAct.RECORDED, None),
        (TraceAct.SUBMITTED, town.claire.id),
        (TraceAct.REPLACED, town.jean.id),
    ]
    decide(town, accept=False, note="Non", of=first.id)
    assert (event(shared).state, event(alone).state) == (EventState.SUBMITTED, EventState.REFUSED)
    justify(town, shared, actor=town.as_claire)
    with as_owner():
        second.refresh_from_db()
    assert second.state == ActState.REPLACED


def test_a_reason_is_edited_until_the_school_decides_and_keeps_its_papers(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it, why=town.why("doctor", files=[note(), note()]))
    with acting_as(town.as_claire):
        (before,) = reasons_of(it)
        operations.edit_reason(
            actor=town.as_claire,
            justification_id=before.id,
            why=town.why("doctor", text="Dentiste"),
            kept_papers=[before.papers[0].id],
            at=NOW,
        )
        after, replaced = reasons_of(it)
    assert (after.text, [p.id for p in after.papers]) == ("Dentiste", [before.papers[0].id])
    assert (replaced.state, len(replaced.papers)) == (ActState.REPLACED, 1)
    decide(town, accept=True)
    with acting_as(town.as_claire), pytest.raises(AlreadyDecided):
        operations.edit_reason(
            actor=town.as_claire, justification_id=after.id, why=town.why(), kept_papers=[], at=NOW
        )


def test_editing_asks_for_no_deadline_that_was_met(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it)
    set_event(it, justify_by=NOW - timedelta(minutes=1))
    with acting_as(town.as_claire):
        (before,) = reasons_of(it)
        operations.edit_reason(
            actor=town.as_claire,
            justification_id=before.id,
            why=town.why(text="Otite"),
            kept_papers=[],
            at=NOW,
        )
        assert reasons_of(it)[0].text == "Otite"


def test_the_other_guardian_may_replace_but_keeps_no_paper_of_the_first(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it, why=town.why(files=[note()]))
    with as_owner():
        paper = AttendancePaper.objects.get()
        first = Justification.objects.get()
    with acting_as(town.as_jean):
        operations.edit_reason(
            actor=town.as_jean,
            justification_id=first.id,
            why=town.why(text="Congé"),
            kept_papers=[paper.id],
            at=NOW,
        )
        assert reasons_of(it)[0].papers == ()
    with as_owner():
        assert AttendancePaper.objects.get().reason.justification_id == first.id


def test_who_withdraws_takes_back_its_own_and_it_is_to_justify_again(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it)
    with as_owner():
        mine = Justification.objects.get().id
    with acting_as(town.as_jean), pytest.raises(NotVisible):
        operations.withdraw_reason(actor=town.as_jean, justification_id=mine, at=NOW)
    with acting_as(town.as_claire):
        operations.withdraw_reason(actor=town.as_claire, justification_id=mine, at=NOW)
        acts = [(row.act, row.to_state) for row in traces_of_event(it)]
        with pytest.raises(NotWithdrawable):
            operations.withdraw_reason(actor=town.as_claire, justification_id=mine, at=NOW)
    assert event(it).state == EventState.TO_JUSTIFY
    assert acts[-1] == (TraceAct.WITHDRAWN, EventState.TO_JUSTIFY)
    assert "a retiré" in mails()[-1].text


def test_a_refusal_comes_back_with_its_reason_to_its_author_alone(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it, why=town.why(text="Voyage"))
    decide(town, accept=False, note="Un voyage n’est pas un motif reconnu.")
    with acting_as(town.as_claire):
        assert event_of_family(it).refusal == "Un voyage n’est pas un motif reconnu."  # type: ignore[union-attr]
    with acting_as(town.as_jean):
        row = event_of_family(it)
        assert (row.state, row.refusal) == (EventState.REFUSED, "")  # type: ignore[union-attr]
        assert all(trace.note == "" for trace in traces_of_event(it))
    answered = [m for m in mails() if "a répondu" in m.subject]
    assert {m.recipient for m in answered} == {"claire@exemple.ca", "jean@exemple.ca"}
    assert not any("voyage" in m.text.lower() for m in answered)


def test_another_motive_is_taken_after_a_refusal_while_time_is_left(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it)
    decide(town, accept=False)
    justify(town, it, why=town.why("doctor", brings_paper=True))
    assert event(it).state == EventState.SUBMITTED
    with as_owner():
        mine = Justification.objects.latest("id").id
    with acting_as(town.as_claire):
        operations.withdraw_reason(actor=town.as_claire, justification_id=mine, at=NOW)
    assert event(it).state == EventState.REFUSED
    set_event(it, justify_by=NOW - timedelta(seconds=1))
    with pytest.raises(DeadlinePassed) as refusal:
        justify(town, it)
    assert "450\xa0555-0101" in refusal.value.message


def test_what_the_school_decided_is_not_justified_again(town: Town) -> None:
    it = record(town, town.leo)
    justify(town, it)
    decide(town, accept=True)
    assert event(it).state == EventState.ACCEPTED
    with pytest.raises(AlreadyDecided):
        justify(town, it, actor=town.as_jean)
    with pytest.raises(NotWithdrawable):
        decide(town, accept=False, of=_last(town))


def _last(town: Town) -> int:
    with as_owner():
        return Justification.objects.latest("id").id


@pytest.mark.parametrize(
    ("why", "refused"),
    [
        (lambda t: Why({}), MotiveMissing),
        (lambda t: Why({t.other_school.id: t.motives[f"sick {t.school.id}"].id}), MotiveMissing),
        (lambda t: t.why("trip"), MotiveMissing),
        (lambda t: t.why("doctor"), PaperMissing),
    ],
)
def test_each_school_has_its_own_motives_and_papers(town: Town, why: Any, refused: Any) -> None:
    it = record(town, town.leo)
    with pytest.raises(refused):
        justify(town, it, why=why(town))
    assert event(it).state == EventState.TO_JUSTIFY


def test_limits_are_said(town: Town, settings: Any) -> None:
    with pytest.raises(NothingChosen):
        justify(town)
    with pytest.raises(TooManyEvents):
        justify(town, *range(1, settings.PREAU_LIMITS.justify_events + 2))


def test_an_authorised_activity_never_asks_for_anything(town: Town) -> None:
    for kind in (EventKind.AUTHORIZED, EventKind.SUSPENSION):
        it = record(town, town.leo, kind=kind, part=DayPart.PERIODS, periods=[2])
        row = event(it)
        assert (row.state, row.justify_by) == (EventState.RECORDED, None)
        with pytest.raises((AlreadyDecided, NotVisible)):
            justify(town, it)


def test_a_correction_of_the_school_takes_back_what_it_asked(town: Town) -> None:
    it = record(town, town.leo)
    with acting_as(town.as_board):
        operations.correct_event(
            actor=town.as_board,
            event_id=it,
            recorded=Recorded(event(it).on, EventKind.AUTHORIZED),
            at=NOW,
        )
    row = event(it)
    assert (row.state, row.justify_by, row.changed_at) == (EventState.RECORDED, None, NOW)
    with acting_as(town.as_board):
        operations.correct_event(
            actor=town.as_board,
            event_id=it,
            recorded=Recorded(row.on, EventKind.LATE, minutes=10),
            at=NOW,
        )
    assert (event(it).state, event(it).visible_at is not None) == (EventState.TO_JUSTIFY, True)
    with acting_as(town.as_board):
        operations.correct_event(actor=town.as_board, event_id=it, recorded=None, at=NOW)
    with acting_as(town.as_claire):
        assert event_of_family(it) is None
