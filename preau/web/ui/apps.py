from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "preau.web.ui"
    label = "ui"
    verbose_name = "Préau : interface"
