from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "hocba.kernel"

    def ready(self) -> None:
        from hocba.kernel import seals, triggers  # noqa: F401 (seals registers itself)
        from hocba.kernel.requests import commands  # noqa: F401

        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="hocba.triggers")
