"""What allauth may do here: sign in, through its stages. Mails, messages and sign-up are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account is created by the proof of an address only."""
        return False

    def get_login_stages(self) -> list[str]:
        """The address is proved before the account exists: only a second factor can come here."""
        skipped = ("LoginByCodeStage", "PhoneVerificationStage", "EmailVerificationStage")
        return [path for path in super().get_login_stages() if not path.endswith(skipped)]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say what is now true; allauth's own messages are not shown."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise NotImplementedError("mail goes through the outbox")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return HttpResponseRedirect(reverse("sign-in"))
