"""Comments: the workshop of a book's column, banks of phrases, proof-reading, the class's week."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.remarks import bank, cards, proof, week, workshop

urlpatterns: list[URLPattern] = [
    path("nhan-xet/", workshop.index, name="remarks"),
    path("nhan-xet/so/<int:book>/", workshop.workshop, name="remarks-book"),
    path("nhan-xet/so/<int:book>/luu", workshop.save, name="remarks-save"),
    path("nhan-xet/kho/", bank.bank, name="remarks-bank"),
    path("nhan-xet/kho/them", bank.keep, name="remarks-keep"),
    path("nhan-xet/kho/truong", bank.keep_for_school, name="remarks-keep-school"),
    path("nhan-xet/kho/<int:pk>/bo", bank.drop, name="remarks-drop"),
    path("nhan-xet/soat/<int:book>/", proof.proof, name="remarks-proof"),
    path("nhan-xet/soat/<int:book>/de-nghi", proof.suggest, name="remarks-suggest"),
    path("nhan-xet/de-nghi/<int:pk>/tra-loi", proof.answer, name="remarks-answer"),
    path("nhan-xet/tuan/<int:klass>/", week.week, name="remarks-week"),
    path("nhan-xet/tuan/<int:klass>/hoc-sinh", week.save_pupils, name="remarks-pupils-save"),
    path("nhan-xet/hoc-sinh/<int:pk>/rut", week.withdraw, name="remarks-pupil-withdraw"),
    path("nhan-xet/tuan/<int:klass>/luu", week.save, name="remarks-week-save"),
]


def nav(actor: Actor) -> list[NavItem]:
    """No entry of its own: a tab of «Sổ điểm» and the class's pages lead here."""
    return []


__all__ = ["cards", "nav", "urlpatterns"]
