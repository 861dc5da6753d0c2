"""Who may see which account. An account is its payer's: a guardian row of the account that asks.

The database already shows nothing else; here a school that hides the tile hides the account too,
and what is absent becomes `NotVisible`.
"""

from collections.abc import Sequence
from datetime import datetime

from preau.boards.enums import SwitchKey
from preau.core.actors import Actor
from preau.core.errors import NotVisible
from preau.finances.models import SlipPaper, StatementPaper
from preau.finances.queries import (
    AccountRow,
    StatementPage,
    accounts_of_family,
    statement_of_family,
)
from preau.people.access import visible_children
from preau.people.enums import Right
from preau.people.queries import ChildRow


def billed_children(actor: Actor, at: datetime) -> dict[int, ChildRow]:
    """The children whose money this parent may see, where their school shows it; by id."""
    return {
        child.id: child
        for child in visible_children(actor)
        if child.allows(Right.FINANCES) and child.switches.is_on(SwitchKey.TILE_FINANCES, at=at)
    }


def visible_accounts(actor: Actor, at: datetime) -> list[AccountRow]:
    """Every account that this parent pays and may see."""
    return _shown(accounts_of_family(), billed_children(actor, at))


def accounts_of_child(rows: Sequence[AccountRow], child: ChildRow) -> list[AccountRow]:
    return [row for row in rows if child.id in row.student_ids]


def visible_account(actor: Actor, payer_id: int, at: datetime) -> AccountRow:
    """One account. Raises NotVisible."""
    children = billed_children(actor, at)
    found = _shown(accounts_of_family(payer_id), children)
    if not found:
        raise NotVisible
    return found[0]


def visible_statement(
    actor: Actor, statement_id: int, at: datetime
) -> tuple[StatementPage, AccountRow]:
    """A statement of which every pupil may be seen, and its account. Raises NotVisible."""
    children = billed_children(actor, at)
    page = statement_of_family(statement_id)
    if page is None:
        raise NotVisible
    found = _shown(accounts_of_family(page.row.payer_id), children)
    if not found:
        raise NotVisible
    return page, found[0]


def visible_paper(actor: Actor, statement_id: int, at: datetime) -> StatementPaper:
    """The PDF of a statement: of a void one, the copy that says so, or none. Raises NotVisible."""
    page, _ = visible_statement(actor, statement_id, at)
    papers = StatementPaper.objects.filter(statement_id=statement_id, is_void=page.row.is_void)
    paper = papers.first()
    if paper is None:
        raise NotVisible
    return paper


def visible_slip(actor: Actor, slip_id: int, at: datetime) -> SlipPaper:
    """A slip that was delivered online. Raises NotVisible."""
    paper = SlipPaper.objects.select_related("slip").filter(slip_id=slip_id).first()
    if paper is None:
        raise NotVisible
    visible_account(actor, paper.slip.payer_id, at)
    return paper


def _shown(rows: Sequence[AccountRow], children: dict[int, ChildRow]) -> list[AccountRow]:
    return [row for row in rows if any(child in children for child in row.student_ids)]
