"""Authentication by any verified address of an account and its password."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest

from preau.accounts.models import Account
from preau.accounts.passwords import normalised
from preau.core.text import address_key

_FIELDS = [field.attname for field in Account._meta.concrete_fields]
_GET = f"SELECT {', '.join(_FIELDS)} FROM accounts_account WHERE id = %s AND is_active"


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
        """The account of a session, in one plain statement: every request pays for it."""
        with connection.cursor() as cursor:
            cursor.execute(_GET, [user_id])
            row = cursor.fetchone()
        return Account.from_db("default", _FIELDS, row) if row else None


def _account_at(email: str) -> Account | None:
    found = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return found.user if found else None
