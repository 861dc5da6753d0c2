"""One declaration reaches the secretariat, the home-room teacher, the daycare and the transport.

Each is written to at the address that the school published for it; without one, the parent is told
whom to call. The mail names the child as its school does, the days and hours, and never why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from preau.attendance.enums import NoticeState, Recipient
from preau.attendance.models import Declaration, DeclarationNotice
from preau.attendance.queries.reasons import from_json
from preau.attendance.rules import RuleRow, Rules, teaching_order_of
from preau.boards.enums import TeachingOrder
from preau.boards.models import Board
from preau.core.actors import BoardActor, FamilyActor
from preau.core.scope import acting_as
from preau.core.text import fold_search
from preau.notifications.operations import Draft, queue_mails
from preau.people.queries import ChildRow


@dataclass(frozen=True)
class Service:
    """One service of a school: an address to write to, or a telephone to call."""

    recipient: Recipient
    email: str
    phone: str


@dataclass(frozen=True)
class Declared:
    """A declaration and its child."""

    declaration: Declaration
    child: ChildRow


def tell_services(
    *, actor: FamilyActor, declared: Sequence[Declared], rules: Rules, what: str, at: datetime
) -> None:
    """Write to every service, siblings of one school in one mail. `what`: declared, withdrawn."""
    for board_id in sorted({one.child.board_id for one in declared}):
        own = [one for one in declared if one.child.board_id == board_id]
        body = BoardActor(board_id, actor.origin)
        with acting_as(body):
            _tell_body(body, own, rules, what, at)


def _tell_body(
    body: BoardActor, declared: Sequence[Declared], rules: Rules, what: str, at: datetime
) -> None:
    services = _services([one.child for one in declared], rules)
    mails = _mails(body, declared, services, what, at)
    rows = [
        _notice(one.declaration, service, mails, at)
        for one in declared
        for service in services[one.child.id]
    ]
    DeclarationNotice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["declaration", "recipient"],
        update_fields=["state", "mail_id", "changed_at"],
    )


def _notice(
    declaration: Declaration, service: Service, mails: Mapping[tuple[str, int], UUID], at: datetime
) -> DeclarationNotice:
    mail_id = mails.get((service.email, declaration.school_id))
    return DeclarationNotice(
        board_id=declaration.board_id,
        student_id=declaration.student_id,
        declaration=declaration,
        recipient=service.recipient,
        state=NoticeState.QUEUED if mail_id else NoticeState.CALL,
        phone=service.phone,
        mail_id=mail_id,
        changed_at=at,
    )


def _mails(
    body: BoardActor,
    declared: Sequence[Declared],
    services: Mapping[int, Sequence[Service]],
    what: str,
    at: datetime,
) -> dict[tuple[str, int], UUID]:
    """One mail for each address and school, whatever the number of its children."""
    about: dict[tuple[str, int], list[Declared]] = {}
    for one in declared:
        for email in sorted({s.email for s in services[one.child.id] if s.email}):
            about.setdefault((email, one.declaration.school_id), []).append(one)
    language = Board.objects.values_list("language", flat=True).get(id=body.board_id)
    drafts = [_draft(email, language, ones, what) for (email, _school), ones in about.items()]
    topic = f"declaration {declared[0].declaration.batch}"
    ids = queue_mails(actor=body, drafts=drafts, at=at, topic=topic)
    return dict(zip(about, ids, strict=True))


def _draft(email: str, language: str, declared: Sequence[Declared], what: str) -> Draft:
    first = declared[0].declaration
    context = {
        "what": what,
        "school": declared[0].child.school_name,
        "pupils": [_named(one.child) for one in declared],
        "kind": first.kind,
        "starts_on": first.starts_on,
        "ends_on": first.ends_on,
        "leave_at": first.leave_at,
        "return_at": first.return_at,
    }
    return Draft(to=email, template="absence_service", language=language, context=context)


def _named(child: ChildRow) -> str:
    """« Léo T. (402) »: enough for the school, too little for a mailbox that was read."""
    name = f"{child.first_name} {child.family_name[:1]}."
    return f"{name} ({child.group_code})" if child.group_code else name


_TEACHERS = """
SELECT DISTINCT ON (s.id) s.id, t.email FROM people_student s
JOIN people_teachingassignment a ON a.group_id = s.home_group_id AND a.ended_at IS NULL
JOIN people_staffmember t ON t.id = a.staff_id AND t.ended_at IS NULL
WHERE s.id = ANY (%s) ORDER BY s.id, (t.email = ''), a.is_primary DESC, a.id
"""
_SCHOOLS = """
SELECT o.id, o.phone, o.email, coalesce((
  SELECT json_agg(json_build_array(c.role, c.phone, c.email) ORDER BY c.position)
  FROM boards_schoolcontact c WHERE c.school_id = o.id), '[]')
FROM boards_school o WHERE o.id = ANY (%s)
"""


@dataclass(frozen=True)
class _School:
    phone: str
    email: str
    contacts: Sequence[tuple[str, str, str]]

    def contact(self, word: str) -> tuple[str, str]:
        """Telephone and address of the first contact whose role says that word."""
        found = (c for c in self.contacts if word in fold_search(c[0]))
        return next(((phone, email) for _role, phone, email in found), ("", ""))


def _services(children: Sequence[ChildRow], rules: Rules) -> dict[int, list[Service]]:
    with connection.cursor() as cursor:
        cursor.execute(_TEACHERS, [[child.id for child in children]])
        teachers = dict(cursor.fetchall())
        cursor.execute(_SCHOOLS, [[child.school_id for child in children]])
        schools = {row[0]: _School(row[1], row[2], from_json(row[3])) for row in cursor.fetchall()}
    return {
        child.id: list(
            _services_of(
                child,
                schools[child.school_id or 0],
                rules.of(child.school_id, child.level_code),
                teachers.get(child.id),
            )
        )
        for child in children
    }


def _services_of(
    child: ChildRow, school: _School, rule: RuleRow, teacher: str | None
) -> Iterable[Service]:
    yield Service(Recipient.SECRETARIAT, rule.email or school.email, rule.phone or school.phone)
    if teacher is not None:
        yield Service(Recipient.HOMEROOM, teacher, school.phone)
    if teaching_order_of(child.level_code) != TeachingOrder.SECONDARY:
        phone, email = school.contact("garde")
        yield Service(Recipient.DAYCARE, rule.daycare_email or email, rule.daycare_phone or phone)
    phone, email = school.contact("transport")
    yield Service(Recipient.TRANSPORT, rule.transport_email or email, rule.transport_phone or phone)
