from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hocba.people"

    def ready(self) -> None:
        from hocba.people import commands, inspection, policy  # noqa: F401
