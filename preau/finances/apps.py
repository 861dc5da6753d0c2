from django.apps import AppConfig


class FinancesConfig(AppConfig):
    name = "preau.finances"
    label = "finances"
    default_auto_field = "django.db.models.BigAutoField"
