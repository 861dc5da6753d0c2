from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "preau.web.account"
    label = "web_account"
