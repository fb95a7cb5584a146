"""How allauth behaves here: no sign-up, limits per account, first-login password change."""

import datetime
import hashlib
import hmac
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hocba.kernel.command import Ctx
from hocba.people.commands import change_password
from hocba.people.models import User
from hocba.people.queries import actor_for
from hocba.web import sessions
from hocba.web.models import FailedLogin
from hocba.year.models import SchoolYear

TRIES = 10
WINDOW = datetime.timedelta(minutes=5)
KEEP = datetime.timedelta(hours=1)

# What allauth says after something was done, by its own template names; the others say nothing.
SAID = {
    "account/messages/password_changed.txt": "Đã đổi mật khẩu.",
    "mfa/messages/totp_activated.txt": "Đã bật đăng nhập hai bước.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt ứng dụng tạo mã.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo bộ mã dự phòng mới; bộ cũ không dùng được nữa.",
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa bảo mật.",
    "mfa/messages/webauthn_removed.txt": "Đã gỡ khóa bảo mật.",
}


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Accounts with the person, the school and the latest school year; no query when the session brought them."""

    def get_user(self, user_id: Any) -> User | None:
        arrived = sessions.take(user_id)
        if arrived is not None:
            return arrived if arrived.is_active else None
        latest = SchoolYear.objects.filter(school=OuterRef("school")).order_by("-year")
        found: User | None = (
            User.objects.filter(pk=user_id, is_active=True)
            .select_related("person", "school")
            .annotate(latest_year=Subquery(latest.values("year")[:1]))
            .first()
        )
        return found


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the school, never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        if user.is_authenticated and user.must_change_password:
            return reverse("account_change_password")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("desk")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Stop the eleventh try within five minutes of ten wrong ones, known account or not.

        Counted in the database: every worker and every machine sees the same number.
        """
        now = timezone.now()
        wrong = FailedLogin.objects.filter(key=_key(credentials), at__gt=now - WINDOW)
        times = list(wrong.order_by("-at").values_list("at", flat=True)[:TRIES])
        if len(times) == TRIES:
            again = timezone.localtime(times[-1] + WINDOW) + datetime.timedelta(minutes=1)
            raise ValidationError(
                f"Sai mật khẩu {TRIES} lần liền, tài khoản tạm dừng đăng nhập."
                f" Hãy thử lại từ {again:%H:%M}, hoặc nhờ quản trị của trường cấp lại mật khẩu.",
                code="too_many_login_attempts",
            )

    def login(self, request: HttpRequest, user: Any) -> None:
        """One commit for the session and the time of log-in; the hash is checked before it."""
        with transaction.atomic():
            super().login(request, user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        now = timezone.now()
        FailedLogin.objects.filter(at__lt=now - KEEP).delete()
        FailedLogin.objects.create(key=_key(credentials), at=now)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing to roll back: only wrong passwords are counted."""

    def clean_password(self, password: str, user: Any = None) -> str:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu đang dùng.")
        return str(super().clean_password(password, user))

    def set_password(self, user: Any, password: str) -> None:
        """A person's own change of password, as a command with its event."""
        now = timezone.now()
        actor = actor_for(user.person_id, timezone.localdate(now), user.pk)
        address = self.get_client_ip(allauth_context.request)
        change_password(Ctx(actor=actor, at=now, address=address), user, password)
        user.refresh_from_db(fields=["password", "must_change_password"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or SAID.get(message_template or "")
        if said:
            super().add_message(request, level, message=said, extra_tags=extra_tags)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR", ""))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step: an authenticator app, recovery codes, and keys where TLS is served."""

    def _get_site_name(self) -> str:
        return "HọcBạ"

    def encrypt(self, text: str) -> str:
        return str(_box().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(_box().decrypt(encrypted_text.encode()).decode())


def _key(credentials: dict[str, Any]) -> str:
    name = str(credentials.get("username", "")).strip().casefold()
    return hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hexdigest()


def _box() -> Any:
    """Encryption of stored secrets by the installation's own key."""
    import base64

    from cryptography.fernet import Fernet

    secret = hashlib.sha256(b"hocba mfa" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
