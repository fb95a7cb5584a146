from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hocba.people"

    def ready(self) -> None:
        from hocba.people import commands, policy  # noqa: F401
