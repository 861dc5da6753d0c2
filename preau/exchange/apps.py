from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "preau.exchange"
    label = "exchange"
