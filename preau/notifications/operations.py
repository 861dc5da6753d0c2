"""Queueing and sending mail.

Every mail is a row before it is anything else, written with what it tells about: it is neither lost
nor sent for something that did not happen. A mail is sent at least once, but for one instant: when
the worker dies after giving the whole mail and before hearing the answer, nobody can know, and the
mail is kept as uncertain rather than sent twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from preau.core import jobs
from preau.core.actors import Actor, FamilyActor, SystemActor
from preau.core.scope import acting_as
from preau.core.text import address_key
from preau.notifications import smtp
from preau.notifications.enums import MailState
from preau.notifications.errors import AnswerLost, ClaimLost, PermanentRefusal, TemporaryFailure
from preau.notifications.message import bytes_of, envelope_of, sender_address
from preau.notifications.models import OutboxMail
from preau.notifications.pace import is_full, take_slots
from preau.notifications.queries import LOCK, mails_without_job
from preau.notifications.rendering import render

Clock = Callable[[], datetime]

WITH_CODE = frozenset({"code_on_file", "code_has_account", "code_add_address", "code_identity"})
LONGEST_ADDRESS = 254
LONGEST_ERROR = 300
FIRST_WAIT = timedelta(minutes=1)
# With fourteen tries the last one comes after two days.
LONGEST_WAIT = timedelta(hours=10)
# A claim older than this many time-outs belongs to a dead worker: no conversation lasts so long.
LEASE = smtp.CONVERSATION + 2

_STILL_SEEN = """
SELECT %s::bigint[] <@ preau_students() AND NOT EXISTS (
  SELECT FROM unnest(%s::bigint[]) s WHERE s::text || ':' || %s = ANY (preau_denied()))
"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Draft:
    """One mail to write. With `student_ids`, it leaves only if the account still sees all of them
    (and, with `right`, no judgment took that right away) when it is sent.
    """

    to: str
    template: str
    language: str
    context: Mapping[str, object]
    account_id: int | None = None
    student_ids: Sequence[int] = ()
    right: str = ""


def queue_mail(
    *,
    actor: Actor,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, object],
    at: datetime,
    account_id: int | None = None,
    student_ids: Sequence[int] = (),
) -> UUID:
    """Write a mail and the job that sends it, with the current transaction or not at all.

    With `student_ids`, it leaves only if the account still sees all of them when it is sent. What
    is no address is kept as refused, so that a school's mistake stops no parent.
    """
    draft = Draft(to, template, language, context, account_id, student_ids)
    return queue_mails(actor=actor, drafts=[draft], at=at)[0]


def queue_mails(
    *, actor: Actor, drafts: Iterable[Draft], at: datetime, topic: str = "", paced: bool = False
) -> list[UUID]:
    """Write many mails and their jobs, in two statements; the rules of `queue_mail` hold.

    `topic` is what `cancel_mails` finds them by. Those that are `paced` leave at the rate of
    preau.notifications.pace, and need a scope that may take its slots: a job's.
    """
    mails = [_written(draft, at, topic) for draft in drafts]
    for mail in mails:
        mail.is_paced = paced
    good = [mail for mail in mails if mail.state == MailState.QUEUED]
    with transaction.atomic():
        OutboxMail.objects.bulk_create(mails)
        if good:
            slots = take_slots(len(good), at=at) if paced else ()
            jobs.defer_many("notifications.send_mail", [_job(mail.pk) for mail in good], slots)
    log.info("mails queued", number=len(mails), good=len(good), topic=topic, actor=actor.kind)
    return [mail.pk for mail in mails]


def _written(draft: Draft, at: datetime, topic: str) -> OutboxMail:
    recipient = address_key(draft.to)
    good = 0 < len(recipient) <= LONGEST_ADDRESS
    rendered = render(
        draft.template,
        recipient=recipient,
        language=draft.language,
        context=draft.context,
        at=at,
    )
    mail_id = uuid4()
    return OutboxMail(
        id=mail_id,
        recipient=recipient if good else "",
        subject=rendered.subject[:255],
        text=rendered.text,
        html=rendered.html,
        language=rendered.language,
        message_id=f"<{mail_id}@{sender_address().domain}>",
        account_id=draft.account_id,
        student_ids=list(draft.student_ids),
        right=draft.right,
        topic=topic,
        holds_code=draft.template in WITH_CODE,
        state=MailState.QUEUED if good else MailState.REFUSED,
        error="" if good else "le destinataire n’a pas d’adresse de courriel valable",
        created_at=at,
    )


def cancel_mails(*, actor: Actor, topic: str) -> int:
    """Cancel the mails of a topic that have not been given to a mail server yet. How many.

    A worker that holds one finds its claim gone before the last step. Needs a scope that reads the
    outbox: a job's.
    """
    waiting = OutboxMail.objects.filter(topic=topic).exclude(topic="")
    rows = waiting.filter(
        Q(state=MailState.QUEUED) | Q(state=MailState.SENDING, handed_over_at=None)
    )
    number = rows.update(state=MailState.CANCELLED, error="ce dont il parlait a été retiré")
    log.info("mails cancelled", number=number, topic=topic, actor=actor.kind)
    return number


def send_mail(*, actor: SystemActor, mail_id: UUID, clock: Clock) -> None:
    """Send one queued mail and keep what became of it; does nothing for any other.

    Each step is committed before the next: never call it inside a transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a mail is sent outside of any transaction")
    mail = _claim(actor, mail_id, at=clock())
    if mail is None:
        return
    try:
        _give(actor, mail, clock)
    except TemporaryFailure as failure:
        _postpone(actor, mail, str(failure), at=clock())
    except PermanentRefusal as refusal:
        _end(actor, mail, MailState.REFUSED, str(refusal))
    except AnswerLost as silence:
        _end(actor, mail, MailState.UNCERTAIN, str(silence))
    except ClaimLost:
        log.warning("mail claim lost", mail=str(mail_id))
    else:
        _end(actor, mail, MailState.SENT, sent_at=clock())


def sweep_outbox(*, actor: SystemActor, at: datetime) -> None:
    """Take up what dead workers left: their mails go back to the queue, or become uncertain."""
    lease = timedelta(seconds=LEASE * settings.PREAU_LIMITS.mail_timeout_seconds)
    with acting_as(actor):
        left = OutboxMail.objects.filter(state=MailState.SENDING, claimed_at__lt=at - lease)
        given = left.filter(handed_over_at__isnull=False)
        _close(given, MailState.UNCERTAIN, "le facteur s’est arrêté avant la réponse du serveur")
        hopeless = left.filter(tries__gte=settings.PREAU_LIMITS.mail_tries)
        _close(hopeless, MailState.REFUSED, "abandonné : chaque essai s’est arrêté en chemin")
        left.update(state=MailState.QUEUED)
        for mail_id in mails_without_job().values_list("pk", flat=True):
            _defer_sending(mail_id)


def purge_outbox(*, actor: SystemActor, before: datetime) -> int:
    """Delete the mails that ended, queued before an instant; those that wait stay. How many."""
    with acting_as(actor):
        over = OutboxMail.objects.filter(created_at__lt=before)
        return over.exclude(state__in=(MailState.QUEUED, MailState.SENDING)).delete()[0]


def _claim(actor: SystemActor, mail_id: UUID, *, at: datetime) -> OutboxMail | None:
    with acting_as(actor):
        queued = OutboxMail.objects.filter(pk=mail_id, state=MailState.QUEUED)
        if queued.filter(is_paced=True).exists() and is_full(at=at):
            _defer_sending(mail_id, at=take_slots(1, at=at)[0])
            return None
        if not queued.update(
            state=MailState.SENDING, claimed_at=at, handed_over_at=None, tries=F("tries") + 1
        ):
            return None
        mail = OutboxMail.objects.get(pk=mail_id)
    if not _may_be_read(mail):
        _end(actor, mail, MailState.CANCELLED, "l’accès à l’enfant n’existe plus")
        return None
    return mail


def _give(actor: SystemActor, mail: OutboxMail, clock: Clock) -> None:
    if not settings.SMTP_URL:
        if settings.PREAU_MODE == "production":
            raise TemporaryFailure("SMTP_URL manque")
        return
    smtp.deliver(
        smtp.server_from(settings.SMTP_URL),
        envelope_of(mail),
        bytes_of(mail),
        timeout=settings.PREAU_LIMITS.mail_timeout_seconds,
        before_final_dot=lambda: _hand_over(actor, mail, at=clock()),
    )


def _hand_over(actor: SystemActor, mail: OutboxMail, *, at: datetime) -> None:
    """The point of no return, committed before it is passed."""
    if not _may_be_read(mail):
        _end(actor, mail, MailState.CANCELLED, "l’accès à l’enfant n’existe plus")
        raise ClaimLost
    with acting_as(actor):
        if not _claimed(mail, MailState.SENDING).update(handed_over_at=at):
            raise ClaimLost


def _may_be_read(mail: OutboxMail) -> bool:
    """Whether the account still sees every pupil the mail is about, from live data."""
    if not mail.student_ids or mail.account_id is None:
        return True
    with acting_as(FamilyActor(mail.account_id)), connection.cursor() as cursor:
        cursor.execute(_STILL_SEEN, [mail.student_ids, mail.student_ids, mail.right])
        return bool(cursor.fetchone()[0])


def _postpone(actor: SystemActor, mail: OutboxMail, error: str, *, at: datetime) -> None:
    if mail.tries >= settings.PREAU_LIMITS.mail_tries:
        _end(actor, mail, MailState.REFUSED, f"abandonné après {mail.tries} essais : {error}")
        return
    with acting_as(actor):
        held = _claimed(mail, MailState.SENDING)
        if held.update(state=MailState.QUEUED, error=error[:LONGEST_ERROR], handed_over_at=None):
            _defer_sending(mail.pk, at=at + wait_after(mail.tries))
    log.warning("mail postponed", mail=str(mail.pk), tries=mail.tries)


def wait_after(tries: int) -> timedelta:
    """How long a mail waits after its n-th failed try: twice as long each time, up to a limit."""
    return min(FIRST_WAIT * int(2 ** (tries - 1)), LONGEST_WAIT)


def _end(
    actor: SystemActor,
    mail: OutboxMail,
    state: MailState,
    error: str = "",
    *,
    sent_at: datetime | None = None,
) -> None:
    """The answer of a worker that was given up for dead still counts: uncertain becomes certain."""
    with acting_as(actor):
        held = _claimed(mail, MailState.SENDING, MailState.UNCERTAIN)
        _close(held, state, error, sent_at)
    log.info("mail ended", mail=str(mail.pk), state=state.value, tries=mail.tries)


def _claimed(mail: OutboxMail, *states: MailState) -> QuerySet[OutboxMail]:
    """The row if this worker's claim still stands: every claim counts `tries` up."""
    return OutboxMail.objects.filter(pk=mail.pk, tries=mail.tries, state__in=states)


def _close(
    rows: QuerySet[OutboxMail], state: MailState, error: str, sent_at: datetime | None = None
) -> None:
    """A code has no business in the database once its mail is over; the demo shows its mails."""
    if settings.PREAU_MODE != "demo":
        rows.filter(holds_code=True).update(text="", html="")
    rows.update(state=state, error=error[:LONGEST_ERROR], sent_at=sent_at)


def _job(mail_id: UUID) -> tuple[dict[str, str | int], str]:
    return {"mail_id": str(mail_id)}, f"{LOCK}{mail_id}"


def _defer_sending(mail_id: UUID, *, at: datetime | None = None) -> None:
    arguments, lock = _job(mail_id)
    jobs.defer("notifications.send_mail", arguments, lock=lock, at=at)
