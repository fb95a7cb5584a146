from django.apps import AppConfig


class PromotionConfig(AppConfig):
    name = "hocba.promotion"

    def ready(self) -> None:
        from hocba.promotion import commands, policy  # noqa: F401
