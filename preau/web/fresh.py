"""A fresh proof of identity, asked inside the form it protects: a child at the open computer cannot
act in its parent's place, and nothing of what the parent typed is lost.

The session remembers when its owner last proved who they are: at sign-in, and here. A page declared
`fresh=True` gets `request.proof`; the middleware makes it before any scope is open, because inside
one nobody reads the hash of a password.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from preau.accounts import operations
from preau.accounts.errors import CodeSpent, ProofGone, SignInDelayed, SignInPaused, TooManyCodes
from preau.accounts.queries import has_identity_code
from preau.core.actors import FamilyActor
from preau.core.clock import now
from preau.core.errors import Refused
from preau.web.account.forms import CodeForm, password_field
from preau.web.account.language import chosen_language
from preau.web.origin import network_of

Way = Literal["password", "code"]

PROVED_AT = "identity_proved_at"
CODE_ASKED = "identity_code"
WAY = "proof_way"


class ByPassword(forms.Form):
    proof_password = password_field(_("Votre mot de passe"), _("Inscrivez votre mot de passe."))


class ByCode(forms.Form):
    proof_code = CodeForm.base_fields["code"]


FORMS: dict[Way, type[forms.Form]] = {"password": ByPassword, "code": ByCode}
FIELDS: dict[Way, str] = {"password": "proof_password", "code": "proof_code"}


@dataclass
class ProofOfIdentity:
    """What stands between a request and its act. A view calls `allows`; a template shows it."""

    request: HttpRequest
    actor: FamilyActor
    is_needed: bool
    way: Way = "password"
    form: forms.Form = field(default_factory=forms.Form)
    changes_way: bool = False
    retry_after: int = 0

    @property
    def address(self) -> str:
        """Where a code is sent: the account's main address."""
        return self.request.user.get_username()

    @property
    def minutes(self) -> int:
        return settings.PREAU_LIMITS.fresh_proof_minutes

    def allows(self, *typed: forms.BaseForm) -> bool:
        """True when these forms are valid and their sender proved who they are: go on and act.

        Else show them again: each holds what is to correct, unless only a code was asked for.
        """
        valid = [form.is_valid() for form in typed]
        if self.request.method != "POST":
            return False
        if not self.is_needed:
            return all(valid)
        if self.changes_way:
            for form in typed:
                form.errors.clear()
        elif not self.form.is_bound:
            self._miss()
        return False

    def use(self, way: Way) -> None:
        self.way, self.form = way, FORMS[way]()

    def bind(self, typed: str) -> bool:
        self.form = FORMS[self.way]({FIELDS[self.way]: typed})
        return self.form.is_valid()

    def refuse(self, refusal: Refused) -> None:
        """On the field, whatever it is about: it is there that the person looks."""
        if not self.form.is_bound:
            self.form = FORMS[self.way]({})
            self.form.errors.clear()
        self.form.add_error(FIELDS[self.way], refusal.message)
        self.retry_after = _wait_of(refusal)

    def _miss(self) -> None:
        self.bind("")
        if FIELDS[self.way] in self.request.POST:
            return
        name = FIELDS[self.way]
        self.form.errors.clear()
        self.form.add_error(name, _too_old(self.minutes, self.way))


def proof_of_identity(request: HttpRequest, actor: FamilyActor) -> ProofOfIdentity:
    """The proof as this request finds it: fresh, given by the request itself, or still needed."""
    proof = ProofOfIdentity(request, actor, is_needed=not identity_is_fresh(request))
    if proof.is_needed:
        proof.use("code" if _awaits_code(request, actor) else "password")
        if request.method == "POST":
            _take(proof)
    return proof


def remember_identity(request: HttpRequest) -> None:
    request.session[PROVED_AT] = int(now().timestamp())


def identity_is_fresh(request: HttpRequest) -> bool:
    """True while the person proved lately who they are: a borrowed open session is not enough."""
    age = now().timestamp() - request.session.get(PROVED_AT, 0)
    span = timedelta(minutes=settings.PREAU_LIMITS.fresh_proof_minutes)
    return bool(age <= span.total_seconds())


def renew(request: HttpRequest) -> None:
    """The person has just proved it: the session gets a new key, and its ten minutes."""
    request.session.cycle_key()
    request.session.pop(CODE_ASKED, None)
    remember_identity(request)


def _take(proof: ProofOfIdentity) -> None:
    """What came with the form: another way is asked for, or a proof is given, or nothing."""
    wanted = proof.request.POST.get(WAY)
    if wanted == "password":
        _forget_code(proof)
    elif wanted == "code":
        _send_code(proof)
    else:
        _try(proof)


def _forget_code(proof: ProofOfIdentity) -> None:
    proof.changes_way = True
    proof.request.session.pop(CODE_ASKED, None)
    proof.use("password")


def _send_code(proof: ProofOfIdentity) -> None:
    proof.changes_way = True
    network = network_of(proof.actor.origin.address)
    try:
        proof_id = operations.send_identity_code(
            actor=proof.actor, language=chosen_language(proof.request), network=network, at=now()
        )
    except Refused as refusal:
        proof.refuse(refusal)
    else:
        proof.request.session[CODE_ASKED] = proof_id
        proof.use("code")


def _try(proof: ProofOfIdentity) -> None:
    post = proof.request.POST
    # As the page that was sent showed it: another tab may have changed the way since.
    for way, name in FIELDS.items():
        if name in post:
            proof.use(way)
    typed = post.get(FIELDS[proof.way], "")
    if not typed or not proof.bind(typed):
        return
    try:
        _check(proof, typed)
    except ProofGone:
        proof.refuse(CodeSpent())
    except Refused as refusal:
        proof.refuse(refusal)
    else:
        renew(proof.request)
        proof.is_needed, proof.form = False, forms.Form()


def _check(proof: ProofOfIdentity, typed: str) -> None:
    if proof.way == "password":
        operations.confirm_identity(actor=proof.actor, password=typed, at=now())
        return
    proof_id = proof.request.session.get(CODE_ASKED, 0)
    operations.confirm_identity_by_code(actor=proof.actor, proof_id=proof_id, typed=typed, at=now())


def _awaits_code(request: HttpRequest, actor: FamilyActor) -> bool:
    asked = request.session.get(CODE_ASKED)
    return asked is not None and has_identity_code(actor.account_id, asked, at=now())


def _too_old(minutes: int, way: Way) -> str:
    if way == "code":
        return gettext("Inscrivez les 6 chiffres du courriel.")
    return ngettext(
        "Plus de %(count)s minute a passé depuis que vous l’avez donné. Inscrivez-le, "
        "et la suite se fera : le reste du formulaire est gardé.",
        "Plus de %(count)s minutes ont passé depuis que vous l’avez donné. Inscrivez-le, "
        "et la suite se fera : le reste du formulaire est gardé.",
        minutes,
    ) % {"count": minutes}


def _wait_of(refusal: Refused) -> int:
    if isinstance(refusal, SignInDelayed):
        return refusal.seconds
    if isinstance(refusal, SignInPaused | TooManyCodes):
        return refusal.minutes * 60
    return 0
