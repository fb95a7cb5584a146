from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "hocba.exams"

    def ready(self) -> None:
        from hocba.exams import commands, policy  # noqa: F401
