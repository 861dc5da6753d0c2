"""Accounts and the proofs of their addresses. Addresses themselves are allauth's EmailAddress."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from preau.accounts.enums import ProofCase, ProofState, Purpose
from preau.accounts.passwords import normalised
from preau.core.text import address_key


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """An account under the key of `email`; without password it cannot sign in by one."""
        account = self.model(email=address_key(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=address_key(username or ""))


class Account(AbstractBaseUser):
    """A person who signs in: parent, staff or both. `email` holds the address's key."""

    email = models.EmailField(max_length=254, unique=True)
    language = models.CharField(max_length=5, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    # The name as a child's file writes it; not a column: the session holds it.
    display_name = ""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return f"account {self.pk}"

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else normalised(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return raw_password is not None and super().check_password(normalised(raw_password))


class AddressProof(models.Model):
    """One walk through address → code → password. Token and code are stored hashed.

    The token reopens the step from any tab or device and proves nothing; the code, once and within
    its minutes, proves the address to the browser that typed it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, db_index=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    case = models.CharField(max_length=12, choices=ProofCase.choices)
    state = models.CharField(max_length=8, choices=ProofState.choices, default=ProofState.PENDING)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="proofs")
    language = models.CharField(max_length=5, default="fr-ca")
    code_hash = models.CharField(max_length=64)
    code_sent_at = models.DateTimeField()
    code_expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(purpose=Purpose.ADD_ADDRESS),
                name="proof_add_address_has_account",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(purpose=Purpose.IDENTITY),
                name="proof_identity_has_account",
            ),
        ]
