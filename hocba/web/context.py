"""The frame of every page: who is here, where they can go, what has just been said."""

import functools
import importlib
import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.contrib import messages
from django.contrib.messages import constants
from django.http import HttpRequest

from hocba.kernel.policy import Actor, visible
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.web.jinja import url
from hocba.web.speak import say
from hocba.year.models import Klass

# Page packages below hocba.web, in the order of their routes. One that is not there is not shown.
PACKAGES = (
    "desk",
    "people",
    "inspection",
    "books",
    "personal",
    "attendance",
    "remarks",
    "kindergarten",
    "plans",
    "results",
    "exams",
    "requests",
    "signing",
    "exchange",
    "verify",
    "law",
)

# The role a person is greeted with is the first of these they hold.
RANK = (
    Role.INSPECTOR,
    Role.OFFICER,
    Role.PRINCIPAL,
    Role.VICE_PRINCIPAL,
    Role.DEPARTMENT_HEAD,
    Role.HOMEROOM,
    Role.SUBJECT_TEACHER,
    Role.CLERK,
    Role.IT_ADMIN,
)
KINDS = {constants.SUCCESS: "ok", constants.WARNING: "warn", constants.ERROR: "error"}


@dataclass(frozen=True)
class NavItem:
    """One entry of the bar. `count` says how many things wait there; it is asked on calm pages.

    `under` are the address prefixes at which the entry is the current one (default: `href`); of all
    entries the one with the longest prefix is. With a `level` it is for those who read classes of
    that level.
    """

    label: str
    href: str
    order: int = 50
    under: tuple[str, ...] = ()
    count: Callable[[Actor], int] | None = None
    level: str = ""


@dataclass(frozen=True)
class Me:
    """Who is logged in, as shown in the bar."""

    name: str
    role: str
    school: str
    year: str
    id: int


@functools.cache
def packages() -> tuple[ModuleType, ...]:
    """The `urls` modules of the page packages that are there."""
    names = (f"hocba.web.{name}" for name in PACKAGES)
    return tuple(
        importlib.import_module(f"{name}.urls")
        for name in names
        if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.urls")
    )


def roles_of(actor: Actor) -> list[str]:
    """The roles held today, the first one leading."""
    held = {duty.role for duty in actor.duties}
    return [role for role in RANK if role in held]


def role_label(actor: Actor) -> str:
    """The leading role in words."""
    roles = roles_of(actor)
    return say(Assignment.Role(roles[0]).label) if roles else "Chưa có phân công"


def courtesy(sex: str) -> str:
    """How a member of staff is addressed."""
    return {"M": "Thầy ", "F": "Cô "}.get(sex, "")


def base(request: Any, counts: bool = True) -> dict[str, Any]:
    """What base.html needs. Costs no query of its own when `counts` is off."""
    frame: dict[str, Any] = {
        "request_id": request.hocba_id,
        "notices": _notices(request),
        "nav": [],
    }
    user = request.user
    if not user.is_authenticated:
        return frame
    school = user.school
    label = role_label(request.actor)
    year = user.latest_year
    return frame | {
        "me": Me(
            courtesy(user.person.sex) + user.person.full_name,
            label,
            school.name if school else "",
            f"năm học {year}–{year + 1}" if year else "chưa mở năm học",
            user.pk,
        ),
        "nav": _nav(request, counts),
        "menu": [
            ("Việc được phân công", url("people-me")),
            ("Quy định", url("law-index")),
            ("Đổi mật khẩu", url("account_change_password")),
            ("Đăng nhập hai bước", url("mfa_index")),
        ],
        "logout_url": url("account_logout"),
        "trial": bool(school and school.trust == "test"),
    }


def _nav(request: Any, counts: bool) -> list[tuple[str, str, bool, int]]:
    if request.user.must_change_password:
        return []
    items = sorted(
        (
            item
            for package in packages()
            for item in package.nav(request.actor)
            if not item.level or _reads(request, item.level)
        ),
        key=lambda item: item.order,
    )
    places = {item.href: item.under or (item.href,) for item in items}
    under = (p for prefixes in places.values() for p in prefixes if _is_under(request.path, p))
    here = max(under, key=len, default="")
    return [
        (
            say(item.label),
            item.href,
            here in places[item.href],
            item.count(request.actor) if counts and item.count else 0,
        )
        for item in items
    ]


def _reads(request: Any, level: str) -> bool:
    """Whether classes of this level are theirs to read. No statement where the school has no such
    level, or no other; a school of several levels is asked, and who comes from no school."""
    school = request.user.school
    levels = school.levels.split() if school else []
    if levels and (level not in levels or levels == [level]):
        return level in levels
    return visible(request.actor, Klass).filter(level=level).exists()


def _is_under(path: str, prefix: str) -> bool:
    return path == prefix or (prefix != "/" and path.startswith(prefix))


def _notices(request: HttpRequest) -> Sequence[tuple[str, str]]:
    said = messages.get_messages(request)
    return [(KINDS.get(m.level or 0, "info"), say(str(m))) for m in said]
