"""« Finances »: what each account says, its statements, and what the parent says it paid."""

import dataclasses

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from preau.boards.enums import SwitchKey
from preau.core.clock import now, today
from preau.core.errors import NotVisible, Refused
from preau.core.wording import spoken_language
from preau.finances import operations
from preau.finances.consent import CURRENT, TEXTS
from preau.finances.documents.data import to_data
from preau.finances.queries import AccountRow
from preau.people.access import visible_child
from preau.people.enums import Right
from preau.web.account.forms import add_refusal
from preau.web.declare import FamilyRequest, page
from preau.web.downloads import send_file
from preau.web.family.finances_forms import PaymentForm
from preau.web.ui.render import render_page


@page(audience="family", permission="finances")
def child_finances(request: FamilyRequest, student_id: int) -> HttpResponse:
    """The accounts that concern a child, each with the balance of its last statement."""
    child, siblings = visible_child(request.actor, student_id, Right.FINANCES)
    at = now()
    is_shown = child.switches.is_on(SwitchKey.TILE_FINANCES, at=at)
    context = {
        "child": child,
        "siblings": [one for one in siblings if one.allows(Right.FINANCES)],
        "is_shown": is_shown,
        "today": today(),
        "files": operations.see_accounts(actor=request.actor, child=child, at=at)
        if is_shown
        else [],
        "how": how_to_pay,
    }
    return render_page(request, "family/finances/child_finances.html", context)


@page(audience="family", permission="finances")
def payer_account(request: FamilyRequest, payer_id: int) -> HttpResponse:
    """One account in full: how to pay it, and its statements."""
    file = operations.see_account(actor=request.actor, payer_id=payer_id, at=now())
    context = {"file": file, "today": today(), "how": how_to_pay}
    return render_page(request, "family/finances/payer_account.html", context)


@page(audience="family", permission="finances")
def statement(request: FamilyRequest, statement_id: int) -> HttpResponse:
    """A statement as it was written: the words of its paper."""
    found, file = operations.see_statement(actor=request.actor, statement_id=statement_id, at=now())
    words = dataclasses.replace(found.words, language=spoken_language())
    context = {
        "row": found.row,
        "replaces": found.replaces,
        "file": file,
        "account": file.account,
        "data": to_data(words),
        "today": today(),
    }
    return render_page(request, "family/finances/statement.html", context)


@page(audience="family", permission="finances")
def statement_paper(request: FamilyRequest, statement_id: int) -> HttpResponseBase:
    """The PDF of a statement."""
    paper = operations.take_paper(actor=request.actor, statement_id=statement_id, at=now())
    return send_file(paper)


@page(audience="family", permission="finances", writes=True, fresh=True)
def declare_payment(request: FamilyRequest, payer_id: int) -> HttpResponse:
    """« J'ai payé »."""
    at = now()
    file = operations.see_account(actor=request.actor, payer_id=payer_id, at=at)
    form = PaymentForm(request.POST if request.method == "POST" else None)
    if request.proof.allows(form):
        try:
            operations.declare_payment(
                actor=request.actor, payer_id=payer_id, said=form.said(), at=at
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Paiement déclaré, à vérifier. Le solde changera au prochain état de compte."),
            )
            return redirect("payer-account", payer_id=payer_id)
    context = {"file": file, "form": form, "today": today()}
    return render_page(request, "family/finances/declare_payment.html", context)


@page(audience="family", permission="finances", writes=True, fresh=True)
def retract_payment(request: FamilyRequest, payer_id: int, declaration_id: int) -> HttpResponse:
    """A page that says what will happen, then the act."""
    at = now()
    file = operations.see_account(actor=request.actor, payer_id=payer_id, at=at)
    declared = next((row for row in file.declared if row.id == declaration_id), None)
    if declared is None or not declared.can_retract:
        raise NotVisible
    refused = ""
    if request.proof.allows():
        try:
            operations.retract_payment(actor=request.actor, declaration_id=declaration_id, at=at)
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Paiement retiré : l’école ne l’attend plus."))
            return redirect("payer-account", payer_id=payer_id)
    context = {"file": file, "declared": declared, "refused": refused}
    return render_page(request, "family/finances/retract_payment.html", context)


@page(audience="family", permission="finances", writes=True, fresh=True)
def account_slips(request: FamilyRequest, payer_id: int) -> HttpResponse:
    """Relevés 24 and receipts; the consent to have them online, given and taken back alike."""
    at = now()
    file = operations.see_slips(actor=request.actor, payer_id=payer_id, at=at)
    if request.proof.allows():
        if file.consent is None:
            operations.consent_to_slips(actor=request.actor, payer_id=payer_id, at=at)
            text = _("Les prochains relevés et reçus de ce compte viendront ici.")
        else:
            operations.withdraw_consent(actor=request.actor, payer_id=payer_id, at=at)
            text = _("Les prochains relevés et reçus de ce compte viendront par la poste.")
        messages.success(request, text)
        return redirect("account-slips", payer_id=payer_id)
    version = file.consent.version if file.consent else CURRENT
    context = {"file": file, "text": TEXTS[version], "version": version}
    return render_page(request, "family/finances/account_slips.html", context)


@page(audience="family", permission="finances")
def slip_paper(request: FamilyRequest, slip_id: int) -> HttpResponseBase:
    """A relevé 24 or receipt that was delivered online."""
    return send_file(operations.take_slip(actor=request.actor, slip_id=slip_id, at=now()))


def how_to_pay(account: AccountRow) -> str:
    """What the issuer says of it, in the reader's language where it says it."""
    return (spoken_language() == "en" and account.how_to_pay_en) or account.how_to_pay
