"""`preau messages publish` and `withdraw`: a school writes to families, or takes it back."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from django.db.models import Q
from django.utils import timezone

from preau.boards.models import School
from preau.config.errors import Refused
from preau.config.school.body import actor_of, plain, refusing, require_short, school_of, when
from preau.config.school.staff import author_of
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.files.accept import AcceptedFile, accept
from preau.core.rich_text import from_text, to_text
from preau.core.scope import acting_as
from preau.messaging.enums import Category, TargetKind
from preau.messaging.operations import (
    Author,
    MessageDraft,
    preview_audience,
    publish_message,
    withdraw_message,
)
from preau.messaging.queries.audience import AudiencePreview, Target
from preau.messaging.queries.exchanges import latest_messages
from preau.people.enums import GroupKind
from preau.people.models import Course, Group, Student

TITLE, SIGNATURE, ROLE = 200, 160, 120
HTML = {".html", ".htm"}
LATEST = 30
# For each kind of target: its table, what people call a row by, and its name in a sentence.
_NAMED: dict[TargetKind, tuple[type[Course | Group | Student], str, str]] = {
    TargetKind.GROUP: (Group, "code", "de groupe"),
    TargetKind.COURSE: (Course, "code", "de cours"),
    TargetKind.STUDENT: (Student, "fiche", "d’élève"),
}


@dataclass(frozen=True)
class Publication:
    """What the options say; `school` None: the body writes. `targets` none: all its pupils."""

    code: str
    school: str | None
    title: str
    file: Path
    author: str | None = None
    signature: str | None = None
    role: str = ""
    targets: tuple[tuple[TargetKind, str], ...] = ()
    excluded: tuple[tuple[TargetKind, str], ...] = ()
    category: Category = Category.INFORMATION
    confirm: bool = False
    replies: bool = False
    pinned: bool = False
    until: datetime | None = None
    attachments: tuple[Path, ...] = ()


def preview(publication: Publication) -> None:
    """Print how many pupils and some of their names; nothing is published. Raises Refused."""
    actor = actor_of(publication.code)
    with acting_as(actor):
        audience = _audience(actor, _draft(actor, publication))
    click.echo(f"Aperçu, rien n’est publié\u00a0: {_pupils(audience.pupils)}.")
    for name in audience.sample:
        click.echo(f"  {plain(name)}")
    if audience.pupils > len(audience.sample):
        click.echo("  …")


def publish(publication: Publication) -> None:
    """Publish, print the message's number, and queue its mails. Raises Refused."""
    actor = actor_of(publication.code)
    with acting_as(actor), ExitStack() as opened:
        draft = _draft(actor, publication)
        pupils = _audience(actor, draft).pupils
        files = [_accepted(path, opened) for path in publication.attachments]
        with refusing("L’auteur ou l’école n’est plus au fichier."):
            number = publish_message(actor=actor, draft=draft, files=files, at=clock.now())
    click.echo(f"Message {number} publié\u00a0: {_pupils(pupils)}.")


def withdraw(code: str, number: int) -> None:
    """Gone for every family at once, with its mails that have not left. Raises Refused."""
    actor = actor_of(code)
    with refusing(f"L’organisme {code} n’a pas de message {number} à retirer."), acting_as(actor):
        withdraw_message(actor=actor, message_id=number, at=clock.now())
    click.echo(f"Message {number} retiré\u00a0: plus aucun parent ne le voit.")


def list_latest(code: str) -> None:
    """Print the body's latest messages by their numbers."""
    actor = actor_of(code)
    with acting_as(actor):
        messages = latest_messages(most=LATEST)
    for one in messages:
        mark = "RETIRÉ  " if one.withdrawn_at else ""
        line = f"{one.id:>6}  {when(one.starts_at)}  {mark}{one.title}, {one.sender}"
        click.echo(plain(f"{line} ({_pupils(one.pupils)})"))


def _pupils(number: int) -> str:
    return f"{number} élève{'s' if number > 1 else ''}"


def _draft(actor: BoardActor, publication: Publication) -> MessageDraft:
    school = school_of(actor, publication.school) if publication.school else None
    require_short("--title", publication.title, TITLE)
    if not publication.title.strip():
        raise click.UsageError("--title est vide.")
    return MessageDraft(
        title=publication.title.strip(),
        body=_body(publication.file),
        author=_author(actor, publication),
        targets=list(_targets(actor, school, publication)),
        school_id=school.id if school else None,
        category=publication.category,
        ends_at=_instant(publication.until),
        is_pinned=publication.pinned,
        needs_confirmation=publication.confirm,
        allows_replies=publication.replies,
    )


def _instant(until: datetime | None) -> datetime | None:
    """The end of the window, by the clock of Québec, later than now."""
    if until is None:
        return None
    at = timezone.make_aware(until)
    if at <= clock.now():
        raise click.UsageError("--until est déjà passé.")
    return at


def _author(actor: BoardActor, publication: Publication) -> Author:
    if publication.author is None:
        name = publication.signature or ""
        require_short("--signature", name, SIGNATURE)
        require_short("--role", publication.role, ROLE)
        return Author(name, publication.role)
    staff = author_of(actor, publication.author)
    name = f"{staff.given_name} {staff.family_name}"
    return Author(name[:SIGNATURE], publication.role or staff.title, staff.id)


def _body(path: Path) -> str:
    try:
        written = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} n’est pas un texte en UTF-8.") from None
    body = written if path.suffix.lower() in HTML else str(from_text(written))
    if not to_text(body):
        raise Refused(f"{path} ne contient aucun texte.")
    return body


def _accepted(path: Path, opened: ExitStack) -> AcceptedFile:
    content = opened.enter_context(path.open("rb"))
    with refusing(f"{path} n’est pas un fichier."):
        return accept(content, path.name)


def _audience(actor: BoardActor, draft: MessageDraft) -> AudiencePreview:
    with refusing("Un des destinataires n’est plus au fichier."):
        return preview_audience(actor=actor, draft=draft, at=clock.now())


def _targets(
    actor: BoardActor, school: School | None, publication: Publication
) -> Iterable[Target]:
    if not publication.targets:
        kind = TargetKind.SCHOOL if school else TargetKind.BOARD
        yield Target(kind, school_id=school.id if school else None)
    for kind, value in publication.targets:
        yield _target(actor, school, kind, value, is_excluded=False)
    for kind, value in publication.excluded:
        yield _target(actor, school, kind, value, is_excluded=True)


def _target(
    actor: BoardActor, school: School | None, kind: TargetKind, value: str, *, is_excluded: bool
) -> Target:
    """What a word of the command line names at this school. Raises Refused."""
    at_school = Q(school=school) if school else Q()
    if kind == TargetKind.LEVEL:
        pupils = Student.objects.filter(at_school, board_id=actor.board_id, ended_at=None)
        if not pupils.filter(level=value).exists():
            levels = ", ".join(sorted(set(pupils.values_list("level", flat=True))))
            raise Refused(f"Aucun élève n’est au niveau {value}. Niveaux\u00a0: {levels}.")
        school_id = school.id if school else None
        return Target(kind, level=value, school_id=school_id, is_excluded=is_excluded)
    found = _numbered(actor, at_school, kind, value)
    return Target(
        kind,
        group_id=found if kind == TargetKind.GROUP else None,
        course_id=found if kind == TargetKind.COURSE else None,
        student_id=found if kind == TargetKind.STUDENT else None,
        is_excluded=is_excluded,
    )


def _numbered(actor: BoardActor, at_school: Q, kind: TargetKind, value: str) -> int:
    """By its identifier in the files; else by what people call it, where that names only one.

    The groups of a home-room's courses often bear its code: the home-room comes first.
    """
    model, field, word = _NAMED[kind]
    rows = model.objects.filter(board_id=actor.board_id, ended_at=None)
    called = rows.filter(at_school, **{field: value})
    homerooms = [called.filter(Q(kind=GroupKind.HOMEROOM))] if model is Group else []
    for found in (rows.filter(source_id=value), *homerooms, called):
        ids = list(found.values_list("id", flat=True)[:2])
        if len(ids) > 1:
            raise Refused(
                f"«\u00a0{value}\u00a0» nomme plus d’un élément\u00a0: donnez son identifiant."
            )
        if ids:
            return int(ids[0])
    raise Refused(f"Pas {word} «\u00a0{value}\u00a0» au fichier.")
