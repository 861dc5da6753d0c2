from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountConfig(AppConfig):
    name = "preau.web.account"
    label = "web_account"

    def ready(self) -> None:
        """However a session is signed in, it is stamped: one without stamps is over."""
        from preau.web.account.door import stamp  # noqa: PLC0415

        user_logged_in.connect(stamp, dispatch_uid="preau.web.account.stamp")
