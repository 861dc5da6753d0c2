"""`preau statements`: what a school does to its accounts, from a terminal."""

from dataclasses import dataclass
from datetime import date

import click

from preau.config.errors import Refused
from preau.config.school.batches import run_here
from preau.config.school.body import actor_of, plain, refusing, school_of
from preau.core import clock
from preau.core.actors import BoardActor
from preau.core.batches import operations as batches
from preau.core.money import money
from preau.core.scope import acting_as
from preau.core.wording import speaking
from preau.finances import operations
from preau.finances.enums import EntryKind
from preau.finances.errors import NoTariff
from preau.finances.models import Entry, Issuer, Statement
from preau.finances.queries import PayerDue, payers_due

AUTHOR_SIGNS = 120


@dataclass(frozen=True)
class Asked:
    """Whose statements, of which period."""

    code: str
    school: str
    kind: str
    ends_on: date
    due_on: date
    author: str = ""


def tell(asked: Asked) -> None:
    """The totals of what would be made; nothing is. Raises Refused."""
    actor = actor_of(asked.code)
    with speaking("fr-ca"), acting_as(actor):
        dues = payers_due(_issuer(actor, asked.school, asked.kind), asked.ends_on)
        for title, cents in _totals(dues):
            click.echo(f"{title:<22}{money(cents):>16}")
    click.echo(f"Essai\u00a0: {len(dues)} état(s) à produire. Rien n’a été changé.")


def _totals(dues: list[PayerDue]) -> list[tuple[str, int]]:
    return [
        ("Soldes précédents", sum(due.opening for due in dues)),
        ("Frais", sum(due.charges for due in dues)),
        ("Paiements", sum(due.payments for due in dues)),
        ("Crédits", sum(due.credits for due in dues)),
        ("Ajustements", sum(due.adjustments for due in dues)),
        ("Soldes", sum(due.balance for due in dues)),
    ]


def generate(asked: Asked, *, is_queued: bool) -> None:
    """Close the period and make its statements, here or by the worker. Raises Refused."""
    actor = actor_of(asked.code)
    with acting_as(actor):
        issuer_id = _issuer(actor, asked.school, asked.kind)
    with speaking("fr-ca"), refusing("L’organisme n’a pas ce compte."):
        number = operations.ask_statements(
            actor=actor,
            issuer_id=issuer_id,
            ends_on=asked.ends_on,
            due_on=asked.due_on,
            at=clock.now(),
            author=asked.author,
        )
    if is_queued:
        with acting_as(actor):
            batches.queue(actor=actor, batch_id=number)
        click.echo(f"Traitement {number} en attente du travailleur.")
        return
    run_here(actor, number)


def void(code: str, number: int, *, replaces: bool) -> None:
    """Void a statement, or replace it. Raises Refused."""
    actor = actor_of(code)
    act = operations.replace_statement if replaces else operations.void_statement
    absent = f"L’organisme {code} n’a pas d’état {number} qui tienne."
    with speaking("fr-ca"), refusing(absent), acting_as(actor):
        made = act(actor=actor, statement_id=number, press=operations.print_now, at=clock.now())
    click.echo(f"État annulé\u00a0; le nº {made.number} le remplace." if made else "État annulé.")


def list_latest(code: str, school: str, kind: str, most: int) -> None:
    """The latest statements of an issuer: identifier, number, payer, balance. Raises Refused."""
    actor = actor_of(code)
    with speaking("fr-ca"), acting_as(actor):
        issuer_id = _issuer(actor, school, kind)
        found = Statement.objects.filter(issuer_id=issuer_id).select_related("payer__guardian")
        for one in found.order_by("-number")[:most]:
            guardian = one.payer.guardian
            name = plain(f"{guardian.given_name} {guardian.family_name}")
            state = "annulé" if one.voided_at else ""
            click.echo(
                f"{one.pk:>8}  nº {one.number:<7} {one.ends_on}  {money(one.balance_cents):>14}"
                f"  {name}  {state}".rstrip()
            )


def charge_fees(code: str, school: str, kind: str, on: date) -> None:
    """Late fees, and fees of payments returned, at the tariffs of their days. Raises Refused."""
    actor = actor_of(code)
    with acting_as(actor):
        issuer_id = _issuer(actor, school, kind)
        late = returned = 0
        try:
            late = operations.charge_late_fees(actor=actor, issuer_id=issuer_id, on=on)
        except NoTariff:
            click.echo("Frais de retard\u00a0: aucun tarif en vigueur.")
        entries = Entry.objects.filter(
            issuer_id=issuer_id, kind=EntryKind.RETURNED, ended_at=None, on__lte=on
        )
        try:
            returned = sum(
                operations.charge_nsf_fee(actor=actor, entry_id=entry)
                for entry in entries.values_list("id", flat=True)
            )
        except NoTariff:
            click.echo("Effets retournés\u00a0: aucun tarif en vigueur.")
    click.echo(f"Frais de retard\u00a0: {late}. Effets retournés\u00a0: {returned}.")


def _issuer(actor: BoardActor, school: str, kind: str) -> int:
    found = Issuer.objects.filter(school=school_of(actor, school), kind=kind).first()
    if found is None:
        raise Refused("Cette école n’a pas de compte de cette sorte\u00a0: voyez preau_payers.csv.")
    return found.pk
