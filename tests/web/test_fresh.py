"""The fresh proof of identity inside a form: what a borrowed session meets, and what its owner does
not lose."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from preau.accounts.models import Account
from preau.core.models import Attempt, JournalEntry
from preau.core.read_only import WriteOnRead, writing
from preau.people.models import ChildConfirmation, Student
from preau.web.declare import FamilyRequest, page
from preau.web.fresh import PROVED_AT
from tests.accounts.mailbox import last_code, mails_to, wrong
from tests.factories import (
    PASSWORD,
    as_owner,
    confirm,
    make_account,
    make_board,
    make_link,
    make_school,
    make_student,
)
from tests.personas import sign_in
from tests.proofs import make_stale
from tests.web.account.walk import text_of

pytestmark = pytest.mark.django_db
CLAIRE = "claire@courriel.example"
NOTE = "Ce n’est pas ma nièce."


class TwoFields(forms.Form):
    reason = forms.CharField()
    paper = forms.FileField(required=False)


@page(audience="family", writes=True, fresh=True)
def acts_without_asking(request: FamilyRequest) -> HttpResponse:
    Attempt.objects.create(kind="x", subject="y")
    return HttpResponse("done")


@page(audience="family", writes=True, fresh=True)
def keeps_the_file(request: FamilyRequest) -> HttpResponse:
    form = TwoFields(request.POST or None, request.FILES or None)
    if request.proof.allows(form):
        return HttpResponse("done")
    with writing("kept uploads"):
        Attempt.objects.create(kind="kept", subject=str(request.FILES.get("paper")))
    return HttpResponse(str(form.errors) + str(form["reason"]))


from preau.config.urls import urlpatterns as product  # noqa: E402

urlpatterns = [*product, path("t/careless/", acts_without_asking), path("t/file/", keeps_the_file)]
HERE = pytest.mark.urls(__name__)


@pytest.fixture
def account() -> Account:
    return make_account(CLAIRE)


@pytest.fixture
def child(account: Account) -> Student:
    student = make_student(make_school(make_board(email="info@css.example")))
    make_link(student, CLAIRE)
    confirm(account, student)
    return student


@pytest.fixture
def client(account: Account) -> Client:
    return make_stale(sign_in(Client(), account))


@pytest.fixture
def target(child: Student) -> str:
    return reverse("disown-child", args=[child.pk])


def is_disowned() -> bool:
    with as_owner():
        return ChildConfirmation.objects.filter(disowned_at__isnull=False).exists()


def acts() -> list[str]:
    with as_owner():
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


def test_a_fresh_session_is_asked_for_nothing(account: Account, target: str) -> None:
    client = sign_in(Client(), account)
    assert "proof_" not in text_of(client.get(target))
    assert client.post(target, {"note": NOTE}).status_code == 302
    assert is_disowned()


def test_the_form_asks_before_it_is_sent(client: Client, target: str) -> None:
    shown = text_of(client.get(target))
    assert 'name="proof_password" autocomplete="current-password"' in shown
    assert f'name="username" value="{CLAIRE}" autocomplete="username" readonly hidden' in shown
    acting, switch = shown.index("Ce n’est pas mon enfant</button>"), shown.index("proof_way")
    assert shown.index("proof_password") < acting < switch


def test_a40_a_child_at_the_open_computer_cannot_act(client: Client, target: str) -> None:
    for typed in ({}, {"proof_password": ""}, {"proof_password": "deviné"}, {"proof_code": "1"}):
        answer = client.post(target, {"note": NOTE, **typed})
        assert answer.status_code == 200
        assert NOTE in text_of(answer)
        assert "field-error" in text_of(answer)
        assert not is_disowned()


def test_a40_a_view_that_forgets_to_ask_may_only_read(client: Client, child: Student) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ROOT_URLCONF", __name__)
        with pytest.raises(WriteOnRead):
            client.post("/t/careless/")
    assert not Attempt.objects.filter(kind="x").exists()


def test_the_right_password_acts_in_the_same_request(client: Client, target: str) -> None:
    before = client.session.session_key
    answer = client.post(target, {"note": NOTE, "proof_password": PASSWORD})
    assert answer.status_code == 302
    assert is_disowned()
    assert "account.identity_proved" in acts()
    assert client.session.session_key != before
    assert "proof_" not in text_of(client.get(reverse("account")))


def test_a37_the_old_key_opens_nothing_after_a_proof(client: Client, target: str) -> None:
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    client.post(target, {"proof_password": PASSWORD})
    assert stolen.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_a_wrong_password_is_told_at_its_field_and_in_the_list(client: Client, target: str) -> None:
    shown = text_of(client.post(target, {"note": NOTE, "proof_password": "deviné"}))
    assert "Une chose à corriger" in shown
    assert 'href="#id_proof_password"' in shown
    assert 'id="id_proof_password-error"' in shown
    assert "deviné" not in shown
    assert acts().count("account.identity_refused") == 1


def test_a_right_password_is_not_asked_again_when_the_rest_is_wrong(
    client: Client, target: str
) -> None:
    shown = text_of(client.post(target, {"note": "x" * 1001, "proof_password": PASSWORD}))
    assert "Une chose à corriger" in shown
    assert "proof_password" not in shown
    assert client.post(target, {"note": NOTE}).status_code == 302


def test_tries_wait_as_those_of_sign_in(client: Client, target: str) -> None:
    for _ in range(3):
        client.post(target, {"proof_password": "deviné"})
    answer = client.post(target, {"note": NOTE, "proof_password": PASSWORD})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "2"
    assert NOTE in text_of(answer)
    assert not is_disowned()


def test_a_code_may_be_given_instead(client: Client, target: str) -> None:
    asked = client.post(target, {"note": "x" * 1001, "proof_way": "code"})
    shown = text_of(asked)
    assert "x" * 1001 in shown
    assert "data-error-summary" not in shown
    assert "proof_code" in shown
    assert "proof_password" not in shown
    assert "proof_code" in text_of(client.get(target))
    missed = text_of(client.post(target, {"note": NOTE, "proof_code": wrong(last_code(CLAIRE))}))
    assert "Il reste 4 essais" in missed
    assert NOTE in missed
    code = last_code(CLAIRE)
    assert client.post(target, {"note": NOTE, "proof_code": code}).status_code == 302
    assert is_disowned()


def test_one_may_come_back_to_the_password(client: Client, target: str) -> None:
    client.post(target, {"proof_way": "code"})
    shown = text_of(client.post(target, {"note": NOTE, "proof_way": "password"}))
    assert "proof_password" in shown
    assert NOTE in shown
    code = last_code(CLAIRE)
    assert "ne vaut plus" in text_of(client.post(target, {"proof_code": code}))
    assert client.post(target, {"proof_password": PASSWORD}).status_code == 302


def test_a_second_code_at_once_is_not_sent(client: Client, target: str) -> None:
    for _ in range(2):
        shown = text_of(client.post(target, {"note": NOTE, "proof_way": "code"}))
    assert "Un code vient de partir" in shown
    assert "proof_code" in shown
    assert len(mails_to(CLAIRE)) == 1


def test_a_code_past_its_time_is_said_so_where_it_is_typed(client: Client, target: str) -> None:
    client.post(target, {"proof_way": "code"})
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        shown = text_of(client.post(target, {"proof_code": last_code(CLAIRE)}))
        assert "Ce code ne vaut plus" in shown
        assert "proof_code" in shown
        assert "proof_password" in text_of(client.get(target))


def test_a40_the_code_of_one_session_is_worth_nothing_in_another(
    account: Account, client: Client, target: str
) -> None:
    client.post(target, {"proof_way": "code"})
    other = make_stale(sign_in(Client(), account))
    shown = text_of(other.post(target, {"proof_code": last_code(CLAIRE)}))
    assert "Ce code ne vaut plus" in shown
    assert not is_disowned()


def test_a40_using_the_session_does_not_make_its_proof_younger(client: Client, target: str) -> None:
    stamp = client.session[PROVED_AT]
    for name in ("home", "account", "session-extend"):
        client.get(reverse(name))
    client.post(reverse("session-extend"))
    assert client.session[PROVED_AT] == stamp
    client.post(target, {})
    assert not is_disowned()


def test_ten_minutes_are_counted_from_sign_in(account: Account, target: str) -> None:
    client = sign_in(Client(), account)
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=9), tick=False):
        assert "proof_" not in text_of(client.get(target))
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        assert "Plus de 10 minutes" in text_of(client.post(target, {"note": NOTE}))
        assert not is_disowned()


def test_a40_somebody_elses_child_is_still_nobody(client: Client, target: str) -> None:
    theirs = make_student(make_school(make_board("884000")))
    hidden = reverse("disown-child", args=[theirs.pk])
    assert client.post(hidden, {"proof_password": PASSWORD}).status_code == 404


@HERE
def test_a_file_that_came_along_may_be_kept_while_the_proof_is_asked(
    client: Client, child: Student
) -> None:
    paper = SimpleUploadedFile("billet médical.pdf", b"%PDF-1.4")
    shown = client.post("/t/file/", {"reason": NOTE, "paper": paper})
    assert NOTE in shown.content.decode()
    assert Attempt.objects.filter(kind="kept", subject="billet médical.pdf").exists()
    paper.seek(0)
    right = {"reason": NOTE, "paper": paper, "proof_password": PASSWORD}
    assert client.post("/t/file/", right).content == b"done"


def test_a_page_for_everybody_cannot_ask_who_acts() -> None:
    with pytest.raises(ValueError, match="fresh proof"):
        page(audience="public", writes=True, fresh=True)


def test_every_form_that_asks_lists_what_to_correct_in_it() -> None:
    """The summary at the top names the proof's field too, or nobody is brought to it."""
    from preau.web.ui.jinja import template_folders

    asking = [
        file
        for folder in template_folders()
        for file in folder.rglob("*.html")
        if "proofs.actions(request.proof)" in file.read_text("utf-8")
    ]
    assert asking
    for file in asking:
        assert "request.proof.form) }}" in file.read_text("utf-8"), file
