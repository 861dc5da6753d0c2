"""`preau results archive`: the archive of a pupil who left, closed to one address or opened."""

import click
from django.db.models import Q

from preau.config.errors import Refused
from preau.config.school.body import actor_of, plain, refusing, when
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.people.models import Student
from preau.people.operations import archive_addresses, close_archive, open_archive


def list_addresses(code: str, pupil: str) -> None:
    """Print each address with its state. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        _show(actor, _gone(actor, pupil))


def close(code: str, pupil: str, address: str) -> None:
    """Close, then print what stays open: a guardian may have two addresses. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        found = _gone(actor, pupil)
        with refusing(_unknown(actor, found, address)):
            is_new = close_archive(
                actor=actor, student_id=found.id, address=address, at=clock.now()
            )
        click.echo(
            "Archive fermée à cette adresse."
            if is_new
            else "Elle était déjà fermée à cette adresse."
        )
        _show(actor, found)


def reopen(code: str, pupil: str, address: str) -> None:
    """Take a closing back. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        found = _gone(actor, pupil)
        with refusing(_unknown(actor, found, address)):
            is_new = open_archive(actor=actor, student_id=found.id, address=address)
        click.echo(
            "Archive rouverte à cette adresse." if is_new else "Elle est ouverte à cette adresse."
        )


def _gone(actor: BoardActor, pupil: str) -> Student:
    """The pupil who left; those who are there have no archive. Raises Refused."""
    own = Student.objects.filter(board_id=actor.board_id)
    found = list(own.filter(Q(source_id=pupil) | Q(fiche=pupil)).order_by("id")[:2])
    if not found:
        raise Refused(f"L’organisme n’a jamais eu d’élève «\u00a0{plain(pupil)}\u00a0».")
    if len(found) > 1:
        raise Refused(
            f"Plusieurs élèves répondent à «\u00a0{plain(pupil)}\u00a0»\u00a0: donnez"
            " l’identifiant au fichier."
        )
    if found[0].ended_at is None:
        raise Refused(
            "Cet élève est encore au fichier\u00a0: son accès se règle au dossier, en retirant"
            " l’adresse ou en inscrivant un jugement."
        )
    return found[0]


def _unknown(actor: BoardActor, pupil: Student, address: str) -> str:
    known = ", ".join(
        plain(one) for one, _at in archive_addresses(actor=actor, student_id=pupil.id)
    )
    said = f"Adresses\u00a0: {known}." if known else "Elle n’est ouverte à aucune adresse."
    return f"L’archive ne s’ouvre pas par «\u00a0{plain(address)}\u00a0». {said}"


def _show(actor: BoardActor, pupil: Student) -> None:
    for address, closed_at in archive_addresses(actor=actor, student_id=pupil.id):
        state = f"fermée depuis {when(closed_at)}" if closed_at else "ouverte"
        click.echo(f"  {plain(address)}\u00a0: {state}")
