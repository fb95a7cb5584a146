from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "hocba.books"

    def ready(self) -> None:
        from hocba.books import commands, policy  # noqa: F401
        from hocba.books.commands.recompute import recompute
        from hocba.year.commands import exemptions

        exemptions.AFTER.append(recompute)
