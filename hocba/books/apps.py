from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "hocba.books"

    def ready(self) -> None:
        from hocba.books import commands, policy  # noqa: F401
