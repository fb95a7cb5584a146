from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "hocba.documents"

    def ready(self) -> None:
        from hocba.documents import commands, policy  # noqa: F401
