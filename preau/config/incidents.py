"""`preau incidents`: what parents told a body, and its answers, until the school has its pages."""

import click

from preau.config.errors import Refused
from preau.config.school.body import actor_of, show
from preau.core import clock
from preau.core.errors import NotVisible
from preau.core.scope import acting_as
from preau.core.zone import local_time
from preau.people.models import Incident
from preau.people.operations import answer_incident

KINDS = {
    "not_my_child": "Ce n’est pas mon enfant",
    "missing_child": "Il manque un enfant",
    "guessing": "Essais répétés de confirmation",
}


def list_incidents(code: str) -> None:
    """Print the incidents of a body, the newest first; those without answer are marked."""
    with acting_as(actor_of(code)):
        incidents = Incident.objects.select_related("school").order_by("-id")
        for incident in incidents:
            where = incident.school.name if incident.school else "—"
            mark = "répondu" if incident.answered_at else "À RÉPONDRE"
            day = local_time(incident.opened_at).date()
            click.echo(f"{incident.id:>6}  {day}  {mark:<10}  {KINDS[incident.kind]}  {where}")
            if incident.note:
                show(incident.note)


def answer(code: str, number: int, text: str) -> None:
    """Record the body's answer: it waits on the parent's home page. Raises Refused."""
    actor = actor_of(code)
    try:
        with acting_as(actor):
            answer_incident(actor=actor, incident_id=number, answer=text, at=clock.now())
    except NotVisible:
        raise Refused(f"L’organisme {code} n’a pas d’incident {number}.") from None
    click.echo(f"Réponse à l’incident {number} : le parent la verra à l’accueil.")
