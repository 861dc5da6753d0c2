"""A school publishes a message, or takes it back.

The audience is resolved at once, in one statement; nobody can change what a message said. Taken
back, it is gone for every family at once, and its mails that have not left do not leave.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from preau.boards.models import School
from preau.core import jobs
from preau.core.actors import BoardActor
from preau.core.enums import Act
from preau.core.errors import NotVisible
from preau.core.files.accept import AcceptedFile
from preau.core.files.store import store
from preau.core.journal import record
from preau.core.rich_text import clean, to_text
from preau.core.text import fold_search
from preau.messaging.enums import Category, TargetKind
from preau.messaging.errors import (
    MonthlyNamesPupils,
    NobodyAddressed,
    TooManyAttachments,
    UnknownTarget,
)
from preau.messaging.models import Message, MessageAttachment, MessageAudience
from preau.messaging.operations.announcing import announce_messages, topic_of
from preau.messaging.queries.audience import (
    AudiencePreview,
    Target,
    address,
    address_joined,
    audience_of,
)
from preau.messaging.years import opening_of, year_of
from preau.notifications.operations import cancel_mails
from preau.people.models import Course, Group, StaffMember, Student

EXCERPT = 240


@dataclass(frozen=True)
class Author:
    """Who signs: as parents read it, and the member of the staff who gets the replies."""

    name: str
    role: str = ""
    staff_id: int | None = None


@dataclass(frozen=True)
class MessageDraft:
    """A message to publish. `school_id` None: the body writes. `starts_at` None: now.

    `body` is rich text, cleaned here. `targets` may hold exclusions.
    """

    title: str
    body: str
    author: Author
    targets: Sequence[Target]
    school_id: int | None = None
    category: Category = Category.INFORMATION
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_pinned: bool = False
    needs_confirmation: bool = False
    allows_replies: bool = False


def preview_audience(*, actor: BoardActor, draft: MessageDraft, at: datetime) -> AudiencePreview:
    """Before publishing: how many pupils, and some of their names. Refuses as publishing does."""
    _require_targets(actor, draft)
    return audience_of(draft.targets, at=at, sample=settings.PREAU_LIMITS.audience_sample)


@transaction.atomic
def publish_message(
    *,
    actor: BoardActor,
    draft: MessageDraft,
    files: Sequence[AcceptedFile] = (),
    at: datetime,
    sends_mail: bool = True,
) -> int:
    """Publish to the audience as it is now; the message's number.

    Refusals: MonthlyNamesPupils, UnknownTarget, NobodyAddressed, TooManyAttachments. Side effects:
    journal; unless `sends_mail` is false, one mail to each account that sees it, at `starts_at`.
    """
    _require_targets(actor, draft)
    if len(files) > (most := settings.PREAU_LIMITS.attachment_files):
        raise TooManyAttachments(most)
    message = _write(actor, draft, at, sends_mail)
    pupils = address(message.id, draft.targets, at=at)
    if not pupils:
        raise NobodyAddressed
    store(MessageAttachment, files, at=at, message=message, board_id=actor.board_id)
    record(
        actor=actor,
        act=Act.MESSAGE_PUBLISHED,
        details={"message": message.id, "category": str(draft.category), "pupils": pupils},
    )
    if sends_mail and message.starts_at <= at:
        announce_messages(actor=actor, message_id=message.id, at=at)
    elif sends_mail:
        arguments = {"board_id": actor.board_id, "message_id": message.id}
        jobs.defer("messaging.announce", arguments, at=message.starts_at)
    return message.id


@transaction.atomic
def withdraw_message(*, actor: BoardActor, message_id: int, at: datetime) -> None:
    """Take a message back, now and for all; what was written under it goes with it for families.

    Raises NotVisible. Side effects: journal, its mails not sent yet are cancelled.
    """
    found = Message.objects.filter(id=message_id, board_id=actor.board_id, withdrawn_at=None)
    if not found.update(withdrawn_at=at):
        raise NotVisible
    mails = cancel_mails(actor=actor, topic=topic_of(message_id))
    details = {"message": message_id, "mails": mails}
    record(actor=actor, act=Act.MESSAGE_WITHDRAWN, details=details)


@transaction.atomic
def address_newcomers(*, actor: BoardActor, at: datetime) -> int:
    """Give the body's open messages of this year to pupils who joined their audience; how many."""
    return address_joined(since=opening_of(year_of(at)), at=at)


def _write(actor: BoardActor, draft: MessageDraft, at: datetime, sends_mail: bool) -> Message:
    body = str(clean(draft.body))
    words = to_text(body)
    message = Message.objects.create(
        board_id=actor.board_id,
        school_id=draft.school_id,
        staff_id=draft.author.staff_id,
        author_name=draft.author.name,
        author_role=draft.author.role,
        title=draft.title,
        body=body,
        excerpt=_excerpt(words),
        search=fold_search(f"{draft.title} {draft.author.name} {words}"),
        category=draft.category,
        is_pinned=draft.is_pinned,
        needs_confirmation=draft.needs_confirmation,
        allows_replies=draft.allows_replies,
        starts_at=draft.starts_at or at,
        ends_at=draft.ends_at,
        published_at=at,
        announced_to=0 if sends_mail else None,
    )
    MessageAudience.objects.bulk_create(
        MessageAudience(board_id=actor.board_id, message=message, **asdict(target))
        for target in draft.targets
    )
    return message


def _excerpt(words: str) -> str:
    """The first words, cut between two of them; a space that does not break stays one."""
    line = re.sub(r"[ \t\r\n]+", " ", words).strip()
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1].rsplit(' ', 1)[0]}…"


def _require_targets(actor: BoardActor, draft: MessageDraft) -> None:
    """A school writes to its own; the body to all of its own. The database says so too."""
    targets = draft.targets
    named = all(target.kind == TargetKind.STUDENT for target in targets)
    if draft.category == Category.MONTHLY and not named:
        raise MonthlyNamesPupils
    own = Q(board_id=actor.board_id)
    at_school = own if draft.school_id is None else own & Q(school_id=draft.school_id)
    school = own if draft.school_id is None else own & Q(id=draft.school_id)
    wanted = (
        (School, school, [draft.school_id, *(t.school_id for t in targets)]),
        (Group, at_school, [t.group_id for t in targets]),
        (Course, at_school, [t.course_id for t in targets]),
        (Student, at_school & Q(ended_at=None), [t.student_id for t in targets]),
        (StaffMember, own, [draft.author.staff_id]),
    )
    for model, condition, numbers in wanted:
        ids = {number for number in numbers if number is not None}
        if ids and model.objects.filter(condition, id__in=ids).count() != len(ids):
            raise UnknownTarget
    if draft.school_id is not None and not all(map(_is_of_school, targets)):
        raise UnknownTarget


def _is_of_school(target: Target) -> bool:
    """A school addresses no whole body, and no level without saying which school's."""
    if target.kind == TargetKind.BOARD:
        return False
    return target.kind != TargetKind.LEVEL or target.school_id is not None
