from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "hocba.org"

    def ready(self) -> None:
        from hocba.org import commands, policy  # noqa: F401
