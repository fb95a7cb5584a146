from django.apps import AppConfig


class YearConfig(AppConfig):
    name = "hocba.year"

    def ready(self) -> None:
        from hocba.year import commands, policy  # noqa: F401
        from hocba.year.readings import register_readings

        register_readings()
