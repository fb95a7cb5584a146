from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "hocba.forms"

    def ready(self) -> None:
        from hocba.documents.queries import register_form
        from hocba.forms import places  # noqa: F401  registers its setting
        from hocba.forms.registry import forms

        for form in forms():
            register_form(form)
