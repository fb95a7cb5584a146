from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hocba.exchange"

    def ready(self) -> None:
        from hocba.exchange import commands, policy  # noqa: F401
