"""Authentication by any verified address of an account and its password."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from preau.accounts.models import Account
from preau.accounts.passwords import normalised
from preau.core.text import address_key


class AddressBackend(BaseBackend):
    """The same work whether the account exists or not: one query, one hash."""

    def authenticate(
        self,
        request: HttpRequest | None,
        address: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Account | None:
        if address is None or password is None:
            return None
        account = _account_at(address_key(address))
        if account is None or not account.is_active:
            make_password(normalised(password))
            return None
        return account if account.check_password(password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()


def _account_at(email: str) -> Account | None:
    found = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return found.user if found else None
