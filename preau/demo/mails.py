"""Every mail that the demonstration sent, read as the system: nobody's own page would show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from preau.core.actors import SystemActor
from preau.core.scope import acting_as
from preau.notifications.enums import MailState
from preau.notifications.models import OutboxMail


@dataclass(frozen=True)
class SentMail:
    id: UUID
    to: str
    subject: str
    text: str
    html: str
    language: str
    sent_at: datetime


def sent_mails(*, to: str = "") -> Sequence[SentMail]:
    """Oldest first; only those to one address when `to` is given."""
    wanted = {"recipient": to} if to else {}
    with acting_as(SystemActor()):
        sent = OutboxMail.objects.filter(state=MailState.SENT, sent_at__isnull=False, **wanted)
        return [_sent(mail) for mail in sent.order_by("sent_at", "created_at", "id")]


def sent_mail(mail_id: UUID) -> SentMail | None:
    with acting_as(SystemActor()):
        mail = OutboxMail.objects.filter(id=mail_id, state=MailState.SENT).first()
        return _sent(mail) if mail and mail.sent_at else None


def _sent(mail: OutboxMail) -> SentMail:
    if mail.sent_at is None:
        raise ValueError("only a mail that was sent has a place here")
    return SentMail(
        id=mail.id,
        to=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
        sent_at=mail.sent_at,
    )
