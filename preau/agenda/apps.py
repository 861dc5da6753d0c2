from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "preau.agenda"
    label = "agenda"
    default_auto_field = "django.db.models.BigAutoField"
