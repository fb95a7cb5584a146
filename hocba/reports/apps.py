from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "hocba.reports"

    def ready(self) -> None:
        from hocba.reports import commands, policy  # noqa: F401
