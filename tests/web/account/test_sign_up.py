"""From an address to an account, tab closed or not."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preau.accounts.models import Account, AddressProof
from tests.accounts.asking import put_on_file
from tests.accounts.mailbox import last_code, last_token, mails_to, wrong
from tests.factories import PASSWORD, make_account
from tests.web.account.walk import CLAIRE, ask, choose, is_signed_in, prove, sign_in, text_of

pytestmark = pytest.mark.django_db


def test_the_whole_walk(client: Client) -> None:
    put_on_file()
    page = client.get(ask(client))
    assert CLAIRE in text_of(page)
    assert "preau@localhost" in text_of(page)
    assert "indésirables" in text_of(page)
    path = client.post(page.request["PATH_INFO"], {"code": last_code(CLAIRE)})["Location"]
    assert "new-password" in text_of(client.get(path))
    assert choose(client, path)["Location"] == reverse("home")
    assert is_signed_in(client)
    assert EmailAddress.objects.get(verified=True, primary=True).email == CLAIRE


def test_the_mail_s_link_reopens_the_step_on_another_device(client: Client) -> None:
    put_on_file()
    ask(client)
    phone = Client()
    path = reverse("verification", args=[last_token(CLAIRE)])
    assert phone.get(path).status_code == 200
    chosen = phone.post(path, {"code": last_code(CLAIRE)})["Location"]
    choose(phone, chosen)
    assert is_signed_in(phone)
    assert not is_signed_in(client)


def test_the_link_alone_proves_nothing(client: Client) -> None:
    put_on_file()
    path = prove(client)
    thief = Client()
    assert thief.get(path).status_code == 302
    assert thief.get(reverse("verification", args=[last_token(CLAIRE)])).status_code == 410
    choose(thief, path)
    assert not Account.objects.exists()
    assert choose(client, path).status_code == 302
    assert Account.objects.exists()


def test_the_password_page_comes_after_the_code(client: Client) -> None:
    put_on_file()
    ask(client)
    path = reverse("choose-password", args=[last_token(CLAIRE)])
    assert client.get(path)["Location"] == reverse("verification", args=[last_token(CLAIRE)])
    choose(client, path)
    assert not Account.objects.exists()


def test_a_browser_that_typed_the_code_goes_on_to_the_password(client: Client) -> None:
    put_on_file()
    path = prove(client)
    assert client.get(reverse("verification", args=[last_token(CLAIRE)]))["Location"] == path


def test_an_abandoned_proof_makes_no_account_and_a_new_one_works(client: Client) -> None:
    put_on_file()
    prove(client)
    assert not Account.objects.exists()
    other = Client()
    AddressProof.objects.update(code_sent_at=timezone.now() - timedelta(hours=1))
    choose(other, prove(other))
    assert Account.objects.count() == 1


def test_an_ill_formed_address_is_told_at_its_field(client: Client) -> None:
    for address, words in (("", "Inscrivez votre courriel"), ("claire@", "adresse complète")):
        page = text_of(client.post(reverse("sign-up"), {"address": address}))
        assert words in page
        assert 'id="id_address-error"' in page
        assert 'aria-invalid="true"' in page


def test_a_wrong_code_says_how_many_tries_are_left(client: Client) -> None:
    put_on_file()
    path = ask(client)
    page = text_of(client.post(path, {"code": wrong(last_code(CLAIRE))}))
    assert "Il reste 4 essais" in page
    assert 'id="id_code-error"' in page
    for _ in range(4):
        page = text_of(client.post(path, {"code": wrong(last_code(CLAIRE))}))
    assert "Ce code ne vaut plus" in page
    assert "Renvoyer le code" in page


def test_a_pasted_code_counts_whatever_surrounds_it(client: Client) -> None:
    put_on_file()
    path = ask(client)
    code = last_code(CLAIRE)
    assert client.post(path, {"code": f" {code[:3]}–{code[4:]}\u200b\n"}).status_code == 302


def test_a_resend_is_refused_too_early_with_kind_words(client: Client) -> None:
    put_on_file()
    path = ask(client)
    page = text_of(client.post(f"{path}renvoyer/", follow=True))
    assert "Laissez-lui encore" in page
    assert len(mails_to(CLAIRE)) == 1


def test_a_resend_sends_another_code(client: Client) -> None:
    put_on_file()
    path = ask(client)
    AddressProof.objects.update(code_sent_at=timezone.now() - timedelta(seconds=31))
    page = text_of(client.post(f"{path}renvoyer/", follow=True))
    assert "Un nouveau code est parti" in page
    assert len(mails_to(CLAIRE)) == 2
    assert client.get(f"{path}renvoyer/").status_code == 405


def test_a_void_or_unknown_token_has_a_clear_page(client: Client) -> None:
    page = client.get(reverse("verification", args=["A" * 43]))
    assert page.status_code == 410
    assert "Recommencer" in text_of(page)
    for name in ("verification", "verification-resend", "choose-password"):
        assert client.post(reverse(name, args=["A" * 43])).status_code == 410


def test_the_fourth_code_is_refused_the_same_way_for_everyone(client: Client) -> None:
    make_account(CLAIRE)
    pages = []
    for address in (CLAIRE, "inconnue@exemple.ca"):
        for _ in range(3):
            ask(client, address)
        pages.append(client.post(reverse("sign-up"), {"address": address}))
    assert [page.status_code for page in pages] == [429, 429]
    assert [page["Retry-After"] for page in pages] == ["900", "900"]
    assert "Réessayez dans 15 minutes" in text_of(pages[0])


def test_each_reason_against_a_password_is_told(client: Client) -> None:
    put_on_file()
    path = prove(client)
    page = text_of(choose(client, path, "Léo"))
    assert "manque 9 caractères" in page
    assert "repose" in page
    differ = client.post(path, {"password": PASSWORD, "confirmation": PASSWORD + "x"})
    assert "diffèrent" in text_of(differ)
    assert PASSWORD not in text_of(differ)
    assert not Account.objects.exists()


def test_saving_twice_lands_on_the_home_page(client: Client) -> None:
    put_on_file()
    path = prove(client)
    choose(client, path)
    assert choose(client, path)["Location"] == reverse("home")
    assert Account.objects.count() == 1


def test_somebody_signed_in_needs_no_sign_up(client: Client) -> None:
    make_account(CLAIRE)
    sign_in(client)
    assert client.get(reverse("sign-up"))["Location"] == reverse("home")


def test_a_forgotten_password_is_replaced_and_other_sessions_end(client: Client) -> None:
    make_account(CLAIRE)
    elsewhere = Client()
    sign_in(elsewhere)
    choose(client, prove(client, name="forgot"), "quatre chats sous la pluie")
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert "Votre mot de passe Préau a changé" in {m.subject for m in mails_to(CLAIRE)}


def test_a_session_of_another_account_gives_way(client: Client) -> None:
    make_account("autre@exemple.ca")
    make_account(CLAIRE)
    sign_in(client, "autre@exemple.ca")
    choose(client, prove(client, name="forgot"), "quatre chats sous la pluie")
    assert CLAIRE in text_of(client.get(reverse("account")))
    assert "autre@exemple.ca" not in text_of(client.get(reverse("account")))


def test_the_mail_follows_the_chosen_language_only_when_one_was_chosen(client: Client) -> None:
    put_on_file(language="en")
    ask(client)
    client.post(reverse("set-language"), {"language": "fr-ca"})
    ask(client)
    assert {mail.language for mail in mails_to(CLAIRE)[:1]} == {"en"}
    assert {mail.language for mail in mails_to(CLAIRE)[1:]} == {"fr-ca"}
