"""`preau absences`: what parents submitted and declared, and what the body answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from preau.attendance.enums import ActState, TraceAct
from preau.attendance.errors import NotWithdrawable
from preau.attendance.operations import (
    decide_declaration,
    decide_justification,
    hand_over_paper,
    see_waiting,
)
from preau.attendance.queries.desk import DeskDeclaration, DeskLine, DeskReason, DeskWords
from preau.attendance.wording import Fact, declared, what
from preau.config.errors import Refused
from preau.config.school.body import INDENT, actor_of, plain, refusing, show, when
from preau.core import clock
from preau.core.files.storage import attachments, path_of
from preau.core.scope import acting_as
from preau.core.wording import date_weekday

REASON, DECLARATION = "M", "D"
REASON_SIGNS, AUTHOR_SIGNS = 400, 120


def list_waiting(code: str) -> None:
    """Print the motives that await a decision, then the declarations; journalled."""
    actor = actor_of(code)
    with acting_as(actor):
        waiting = see_waiting(actor=actor, at=clock.now())
    click.echo(f"Motifs à décider\u00a0: {len(waiting.reasons)}")
    for reason in waiting.reasons:
        _show_reason(reason)
    click.echo(f"Absences déclarées d’avance\u00a0: {len(waiting.declarations)}")
    for declaration in waiting.declarations:
        _show_declaration(declaration)


def decide(code: str, number: str, *, accept: bool, reason: str, author: str) -> None:
    """Accept or refuse `M12`, a motive, or `D12`, a declaration. Raises Refused."""
    actor = actor_of(code)
    at, own = clock.now(), int(number[1:])
    with refusing(f"L’organisme {code} n’a pas de {number}."), _undecided(number), acting_as(actor):
        if number.startswith(DECLARATION):
            decide_declaration(
                actor=actor, declaration_id=own, accept=accept, note=reason, at=at, author=author
            )
        else:
            decide_justification(
                actor=actor, justification_id=own, accept=accept, note=reason, at=at, author=author
            )
    click.echo(f"{number}\u00a0: {'accepté' if accept else 'refusé'}. Les parents en sont avertis.")


@contextmanager
def _undecided(number: str) -> Iterator[None]:
    try:
        yield
    except NotWithdrawable:
        raise Refused(f"{number} n’attend plus\u00a0: décidé, retiré ou remplacé.") from None


def save_paper(code: str, number: int, to: Path) -> None:
    """Write a paper that a parent joined to a file of the operator's alone; journalled."""
    actor = actor_of(code)
    with refusing(f"L’organisme {code} n’a pas de pièce {number}."), acting_as(actor):
        paper = hand_over_paper(actor=actor, paper_id=number)
    try:
        with to.open("xb") as file, attachments().open(path_of(paper.key)) as content:
            to.chmod(0o600)
            file.writelines(content.chunks())
    except FileExistsError:
        raise Refused(f"{to} existe déjà.") from None
    except OSError as error:
        raise Refused(f"{to} ne peut pas être écrit\u00a0: {error.strerror}.") from None
    click.echo(f"{plain(paper.name)} est dans {to}. Effacez-le quand vous l’aurez lu.")


def _show_reason(reason: DeskReason) -> None:
    _show_head(f"{REASON}{reason.id}", reason)
    for event in reason.events:
        fact = Fact(event.kind, event.part, event.periods, event.minutes, event.starts_at)
        click.echo(f"{INDENT}{date_weekday(event.on)}\u00a0: {what(fact)}")
    _show_words(reason.words)
    _show_log(reason.log)


def _show_declaration(row: DeskDeclaration) -> None:
    state = "" if row.state == ActState.SUBMITTED else "  ACCEPTÉE"
    _show_head(f"{DECLARATION}{row.id}", row, state)
    click.echo(INDENT + declared(row.kind, row.starts_on, row.ends_on, row.leave_at, row.return_at))
    if row.picked_up_by:
        show(f"Vient le chercher\u00a0: {row.picked_up_by}")
    _show_words(row.words)
    _show_log(row.log)


def _show_head(number: str, row: DeskReason | DeskDeclaration, more: str = "") -> None:
    pupil = plain(f"{row.pupil} ({row.group})" if row.group else row.pupil)
    click.echo(f"{number:>7} {pupil}, {row.school}{more}")
    show(f"{when(row.submitted_at)}, {row.author or 'un parent'}")


def _show_words(words: DeskWords) -> None:
    secret = " (confidentiel)" if words.is_confidential else ""
    show(f"Motif\u00a0: {words.motive}{secret}")
    if words.text:
        show(f"«\u00a0{words.text}\u00a0»")
    for number, name in words.papers:
        show(f"Pièce {number}\u00a0: {name}")
    if words.brings_paper:
        show("Un billet sera remis à l’école.")


def _show_log(lines: tuple[DeskLine, ...]) -> None:
    for line in lines:
        who = line.author or ("un parent" if line.by_family else "l’école")
        said = f", {line.motive}" if line.motive else ""
        text = f" «\u00a0{line.text}\u00a0»" if line.text else ""
        label = TraceAct(line.act).label
        show(f"{when(line.at)}  {label}, {who}{said}{text}", INDENT + "  ")
