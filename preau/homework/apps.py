from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "preau.homework"
    label = "homework"
    default_auto_field = "django.db.models.BigAutoField"
