"""People: staff, duties, accounts, pupils, the school, its log."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.people.roles import Role
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.people import (
    accounts,
    cards,
    exemptions,
    log,
    me,
    pupils,
    rights,
    school,
    settings,
    staff,
)

urlpatterns: list[URLPattern] = [
    path("toi/", me.duties, name="people-me"),
    path("hoc-sinh/", pupils.pupils, name="people-pupils"),
    path("hoc-sinh/<int:pk>/", pupils.pupil, name="people-pupil"),
    path("hoc-sinh/<int:pk>/anh/", pupils.photo, name="people-photo"),
    path("hoc-sinh/<int:pk>/mien/", exemptions.give, name="people-exempt"),
    path("mien/<int:pk>/thoi", exemptions.end, name="people-unexempt"),
    path("ke-hoach-ca-nhan/<int:pk>/thu-hoi", exemptions.withdraw, name="people-unplan"),
    path("hoc-sinh/<int:pk>/ke-hoach/", exemptions.plan, name="people-plan"),
    path("hoc-sinh/<int:pk>/minh-chung/<str:sha256>", exemptions.evidence, name="people-evidence"),
    path("can-bo/", staff.staff_list, name="people-staff"),
    path("can-bo/<int:pk>/", staff.member, name="people-member"),
    path("can-bo/<int:pk>/phan-cong/", staff.give, name="people-give"),
    path("can-bo/phan-cong/<int:pk>/thoi/", staff.end, name="people-end"),
    path("can-bo/quyen/", rights.report, name="people-rights"),
    path("can-bo/tai-khoan/", accounts.accounts, name="people-accounts"),
    path("can-bo/tai-khoan/lap/", accounts.open_batch, name="people-open"),
    path("can-bo/tai-khoan/<int:pk>/cap-lai/", accounts.reset, name="people-reset"),
    path("can-bo/tai-khoan/<int:pk>/khoa/", accounts.close, name="people-close"),
    path("truong/", school.school, name="people-school"),
    path("truong/<int:pk>/", school.school, name="people-place"),
    path("truong/thiet-lap/", settings.settings, name="people-settings"),
    path("truong/<int:pk>/thiet-lap/", settings.settings, name="people-place-settings"),
    path("truong/<int:pk>/thiet-lap/<slug:name>/", settings.setting, name="people-setting"),
    path(
        "truong/<int:pk>/thiet-lap/<slug:name>/ghi", settings.decide, name="people-setting-decide"
    ),
    path("nhat-ki/", log.log, name="people-log"),
]
OFFICE = {Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.CLERK, Role.IT_ADMIN}
READS_PUPILS = OFFICE | {Role.HOMEROOM, Role.SUBJECT_TEACHER, Role.DEPARTMENT_HEAD}
READS_STAFF = OFFICE | {Role.DEPARTMENT_HEAD, Role.OFFICER}
CARDS = cards  # the desk learns them by this import
READS_LOG = {Role.PRINCIPAL, Role.VICE_PRINCIPAL, Role.IT_ADMIN}


def nav(actor: Actor) -> list[NavItem]:
    """Entries by duty; the school's page is for everybody."""
    held = {duty.role for duty in actor.duties}
    items = [NavItem("Nhà trường", url("people-school"), order=80)]
    if held & READS_PUPILS:
        items.append(NavItem("Học sinh", url("people-pupils"), order=60))
    if held & READS_STAFF:
        items.append(NavItem("Cán bộ", url("people-staff"), order=70))
    if held & READS_LOG:
        items.append(NavItem("Nhật kí", url("people-log"), order=90))
    return items
